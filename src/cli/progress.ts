import { SingleBar } from "cli-progress";

/** How far a job of several parts has come, on standard error. */
export interface Progress {
  /** A part begins. */
  begin(part: string): void;
  /** A part is done; `result` says how it went, where there is something to say. */
  finish(part: string, result?: string): void;
  /** Something worth a line of its own. */
  note(line: string): void;
  /** The job is over: the bar disappears, and Ctrl-C means again what it meant before. */
  stop(): void;
}

/**
 * Shows the progress of `title`, which has `total` parts: a bar with the time left where standard error is a
 * terminal, else a line for each finished part. Ctrl-C removes the bar and ends the program with status 130.
 */
export function startProgress(title: string, total: number): Progress {
  const shown = process.stderr.isTTY ? startBar(title, total) : startLines(title, total);
  const interrupt = (): void => {
    shown.stop();
    process.exit(130);
  };
  process.once("SIGINT", interrupt);
  return {
    ...shown,
    stop: () => {
      shown.stop();
      process.removeListener("SIGINT", interrupt);
    },
  };
}

function startBar(title: string, total: number): Progress {
  const running = new Set<string>();
  const bar = new SingleBar({
    format: "{title} [{bar}] {value}/{total}, {eta_formatted} left  {parts}",
    stream: process.stderr,
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    etaAsynchronousUpdate: true,
    // A redraw now and then, so that the time left counts down during a long part.
    forceRedraw: true,
    fps: 4,
  });
  bar.start(total, 0, { title, parts: "" });
  const parts = (): { parts: string } => ({ parts: [...running].join(", ") });
  return {
    begin: (part) => {
      running.add(part);
      bar.update(parts());
    },
    finish: (part) => {
      running.delete(part);
      bar.increment(1, parts());
    },
    note: (line) => {
      // Over the bar, which is drawn again below it.
      process.stderr.write(`\r\u001b[2K${line}\n`);
      bar.render();
    },
    stop: () => bar.stop(),
  };
}

function startLines(title: string, total: number): Progress {
  let done = 0;
  return {
    begin: () => {},
    finish: (part, result) => {
      done += 1;
      process.stderr.write(`${title}: ${part}${result ? ` ${result}` : ""} (${done} of ${total})\n`);
    },
    note: (line) => process.stderr.write(`${line}\n`),
    stop: () => {},
  };
}
