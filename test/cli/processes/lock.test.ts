import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "../../../src/cli/processes/lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "scorebook-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("one at a time, and the lock is gone afterwards, also after an error", async () => {
  const file = join(folder, "lock");
  let inside = 0;
  const work = async (): Promise<void> => {
    inside++;
    expect(inside).toBe(1);
    await sleep(20);
    inside--;
    throw new Error("failed");
  };
  const results = await Promise.allSettled([withLock(file, work), withLock(file, work)]);
  expect(results.map((result) => (result.status === "rejected" ? result.reason.message : ""))).toEqual([
    "failed",
    "failed",
  ]);
  expect(existsSync(file)).toBe(false);
});

test("the lock of a process that is gone is taken over", async () => {
  const file = join(folder, "lock");
  // No system gives a process a number this large.
  writeFileSync(file, "999999999");
  expect(await withLock(file, async () => "done")).toBe("done");
});

test("the lock of a process that was killed before it wrote its number is taken over after two seconds", async () => {
  const file = join(folder, "lock");
  writeFileSync(file, "");
  const begun = performance.now();
  expect(await withLock(file, async () => "done")).toBe("done");
  expect(performance.now() - begun).toBeGreaterThan(1500);
});

// Elsewhere a process has nothing but its number.
test.runIf(process.platform === "linux")(
  "the lock of a process that is gone is taken over although another has its number",
  async () => {
    const file = join(folder, "lock");
    writeFileSync(file, `${process.pid} 1 another-start-of-the-machine`);
    expect(await withLock(file, async () => "done")).toBe("done");
  },
);

test("who waits for a living process is told which, once", async () => {
  const file = join(folder, "lock");
  const told: number[] = [];
  const first = withLock(file, () => sleep(1000));
  await withLock(
    file,
    async () => {},
    (owner) => told.push(owner),
  );
  await first;
  expect(told).toEqual([process.pid]);
  expect(readdirSync(folder)).toEqual([]);
});
