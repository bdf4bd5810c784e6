import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { startProgress } from "../../../src/cli/output/progress.ts";

const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
const clearLine = "\u001b[2K";

/** A stream that remembers what was written to it, as a terminal or not. */
function screen(isTTY: boolean): { stream: PassThrough & { isTTY: boolean; columns: number }; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  let text = "";
  stream.on("data", (chunk) => {
    text += chunk;
  });
  return { stream, text: () => text };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test("where nobody watches, a line for each finished part and nothing else", () => {
  const { stream, text } = screen(false);
  const progress = startProgress("verify", 2, { stream });
  progress.begin("t1");
  progress.begin("t2");
  progress.finish("t2", "fails");
  progress.finish("t1");
  progress.stop();
  expect(text()).toBe("verify: t2 fails (1 of 2)\nverify: t1 (2 of 2)\n");
});

test("on a terminal, a bar that tells the time left once a part is done, and leaves no trace", async () => {
  const { stream, text } = screen(true);
  const progress = startProgress("verify", 4, { stream });
  progress.begin("t1");
  await new Promise((resolve) => setTimeout(resolve, 400));
  const before = stripVTControlCharacters(text());
  expect(before).toContain("verify [------------------------------] 0/4  t1");
  expect(before).not.toContain("left");
  progress.finish("t1");
  progress.begin("t2");
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(stripVTControlCharacters(text())).toMatch(/verify \[=+-+\] 1\/4, \d+ s left {2}t2/);
  progress.stop();
  expect(text().split(showCursor).length).toBe(text().split(hideCursor).length);
  expect(text().endsWith(clearLine)).toBe(true);
});

test("Ctrl-C takes the bar away and ends the program with status 130", () => {
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
  const { stream, text } = screen(true);
  startProgress("verify", 4, { stream }).begin("t1");
  process.emit("SIGINT");
  expect(exit).toHaveBeenCalledExactlyOnceWith(130);
  expect(text().endsWith(clearLine)).toBe(true);
  expect(text().lastIndexOf(showCursor)).toBeGreaterThan(text().lastIndexOf(hideCursor));
});

test("when all is done Ctrl-C means what it did before", () => {
  const listeners = process.listenerCount("SIGINT");
  const progress = startProgress("verify", 1, { stream: screen(false).stream });
  expect(process.listenerCount("SIGINT")).toBe(listeners + 1);
  progress.stop();
  expect(process.listenerCount("SIGINT")).toBe(listeners);
});

test("of many parts, a line at first and every five seconds with the time left from where it began, and what is said at the end", () => {
  vi.useFakeTimers();
  try {
    const { stream, text } = screen(false);
    const progress = startProgress("train", 110, { stream, from: 10 });
    for (let done = 11; done <= 40; done++) {
      vi.advanceTimersByTime(400);
      progress.update(done, `loss ${done}`);
    }
    progress.stop("trained");
    progress.stop("trained twice");
    // 13 steps of 0.4 s between two lines.
    expect(text()).toBe(
      "train: 11 of 110  loss 11\ntrain: 24 of 110, 34 s left  loss 24\ntrain: 37 of 110, 29 s left  loss 37\ntrain: trained\n",
    );
  } finally {
    vi.useRealTimers();
  }
});

test("of many parts on a terminal, the bar says how far and how it stands", () => {
  const { stream, text } = screen(true);
  const progress = startProgress("train", 100, { stream, from: 50 });
  progress.update(75, "loss 0.5");
  progress.stop();
  expect(stripVTControlCharacters(text())).toMatch(/train \[=+-+\] 50\/100 .*train \[=+-+\] 75\/100.* {2}loss 0\.5/s);
});

test("Ctrl-C may be taken care of otherwise, the first time", () => {
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
  const onInterrupt = vi.fn();
  const listeners = process.listenerCount("SIGINT");
  startProgress("train", 4, { stream: screen(false).stream, onInterrupt });
  process.emit("SIGINT");
  expect(onInterrupt).toHaveBeenCalledOnce();
  expect(exit).not.toHaveBeenCalled();
  expect(process.listenerCount("SIGINT")).toBe(listeners);
});
