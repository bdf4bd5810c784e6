import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startProcess } from "../../../src/check/models/process.ts";
import { projectRoot } from "../../../src/project.ts";

/** The Python programs of docs/check.md, by the name that the text before each gives them. */
const examples = new Map(
  [
    ...readFileSync(join(projectRoot(), "docs", "check.md"), "utf8").matchAll(
      /`([\w-]+\.py)`[^`]*```python\n(.*?)```/gs,
    ),
  ].map(([, name, code]) => [name, code]),
);
const points = Float64Array.of(1, 2, -0.5, 0.25);
const input = { points, sigma: 0.5, time: 0.5 };
/** Of the standard normal distribution, blurred. */
const scores = points.map((x) => -x / 1.25);
const hasNumpy = spawnSync("python3", ["-c", "import numpy"]).status === 0;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-process-"));
  for (const [name, code] of examples) writeFileSync(join(folder, name), code);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the examples of docs/check.md answer, again and again", () => {
  test.each([["model.py", "json"] as const, ["model-npy.py", "npy"] as const])("%s", async (name, protocol) => {
    expect([...examples.keys()]).toContain(name);
    if (protocol === "npy" && !hasNumpy) return;
    const model = startProcess(`python3 ${join(folder, name)}`, { dim: 2, protocol });
    try {
      for (let k = 0; k < 3; k++) {
        expect(Array.from(await model.evaluate(input))).toEqual(Array.from(scores, (s) => expect.closeTo(s, 14)));
      }
    } finally {
      model.close();
    }
  });
});

test("the first example has ten lines at most", () => {
  expect((examples.get("model.py") ?? "").trim().split("\n").length).toBeLessThanOrEqual(10);
});

const node = JSON.stringify(process.execPath);
const answering = (code: string): string => `${node} -e ${JSON.stringify(code)}`;

describe("a process that does not answer is reported in one sentence:", () => {
  test.each([
    ["it ends", "process.exit(3)", /ended with status 3 before it answered/],
    ["it ends and says why", "console.error('no such network'); process.exit(1)", /: no such network/],
    ["no JSON", "console.log('ready')", /which is not a line of JSON/],
    ["another JSON", "console.log('{}')", /which is not an array of rows of numbers/],
    ["silence", "setTimeout(() => {}, 60000)", /gave no answer for 0.2 seconds; it must flush what it writes/],
  ])("%s", async (_what, code, message) => {
    const model = startProcess(answering(code), { dim: 2, timeout: code.includes("60000") ? 0.2 : 20 });
    try {
      await expect(model.evaluate(input)).rejects.toThrow(message);
    } finally {
      model.close();
    }
  });

  test("bytes that are not .npy", async () => {
    const model = startProcess(answering("console.log('hello there')"), { dim: 2, protocol: "npy" });
    try {
      await expect(model.evaluate(input)).rejects.toThrow(/not an array in .npy format/);
    } finally {
      model.close();
    }
  });
});

test("NaN, as Python writes it, is read", async () => {
  const model = startProcess(answering("console.log('[[NaN, 1], [-Infinity, 2]]')"), { dim: 2 });
  try {
    expect(Array.from(await model.evaluate(input))).toEqual([Number.NaN, 1, Number.NaN, 2]);
  } finally {
    model.close();
  }
});
