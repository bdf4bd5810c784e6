import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { scorebook as inOwnProcess } from "./scorebook.ts";
import { scorebook as onThread } from "./scorebook-on-thread.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "scorebook-thread-")));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "points.csv"), "x,y\n1,2\n3,4\n");

test.each([
  [["loss", "--density", "points.csv", "--method", "dae", "--sigma", "1"], 0],
  [["loss", "--density", "gone.csv", "--method", "dae", "--sigma", "1"], 2],
  [["train", "--data", "points.csv", "--out", "no/such/folder/model.json"], 2],
  [["loss", "--no-such-option"], 2],
  [["loss", "--help"], 0],
  [[], 0],
] as const)(
  "%j: on a thread the status and what is printed are those of a process, again and again",
  (args, status) => {
    const expected = inOwnProcess(args, folder);
    expect(expected.status).toBe(status);
    expect(onThread(args, folder)).toEqual(expected);
    expect(onThread(args, folder)).toEqual(expected);
  },
);
