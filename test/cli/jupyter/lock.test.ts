import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "../../../src/cli/jupyter/lock.ts";

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
