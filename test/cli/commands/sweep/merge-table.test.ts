import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createJob } from "../../../../src/cli/commands/sweep/job.ts";
import { mergeTable, overSeeds, tableCsv } from "../../../../src/cli/commands/sweep/merge-table.ts";
import { SweepFolder } from "../../../../src/cli/commands/sweep/sweep-folder.ts";

const root = mkdtempSync(join(tmpdir(), "merge-table-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const machine = { node: "v20", platform: "", cpu: "", host: "here" };

/** A sweep whose jobs, seeds 1, 2, ..., have printed these results. */
function sweepOf(...results: readonly unknown[]): SweepFolder {
  const out = mkdtempSync(join(root, "sweep-"));
  const sweep = new SweepFolder(out);
  const jobs = results.map((_, k) => createJob([{ command: "fit", options: { seed: k + 1 } }], out, out, "1.0.0"));
  sweep.plan(jobs);
  jobs.forEach(({ hash }, k) => {
    writeFileSync(join(sweep.jobFolder(hash), "result.json"), JSON.stringify(results[k]));
    sweep.writeRecord({ hash, status: "done", seconds: 1, machine, outputs: sweep.outputs(hash) });
  });
  return sweep;
}

test("the losses of the estimators of fit, the verdicts of checks and R-hat of each column are columns", () => {
  const result = {
    estimators: [
      { name: "gaussian", loss: 0.3, standardError: 0.01 },
      { name: "points", loss: 0.4, standardError: 0.02 },
    ],
    checks: [
      { id: "scale", name: "a long sentence", sigma: 0.1, measured: 1, verdict: "holds" },
      { id: "scale", name: "a long sentence", sigma: 0.3, measured: 2, verdict: "fails" },
    ],
    rHat: [1.01, 1.02],
    labels: Array.from({ length: 500 }, (_, k) => k),
    columns: ["x", "y"],
    claims: [{ id: "i1", title: "a sentence", verdict: "holds", checks: [{ name: "a", measured: 3 }] }],
  };
  const { columns, rows } = mergeTable(sweepOf(result));
  const own = columns.filter((name) => !["hash", "seed", "seconds", "host", "node"].includes(name));
  expect(Object.fromEntries(own.map((name) => [name, rows[0][name]]))).toEqual({
    "estimators.gaussian.loss": 0.3,
    "estimators.points.loss": 0.4,
    "estimators.gaussian.standardError": 0.01,
    "estimators.points.standardError": 0.02,
    "checks.scale (sigma 0.1).sigma": 0.1,
    "checks.scale (sigma 0.3).sigma": 0.3,
    "checks.scale (sigma 0.1).measured": 1,
    "checks.scale (sigma 0.3).measured": 2,
    "checks.scale (sigma 0.1).verdict": "holds",
    "checks.scale (sigma 0.3).verdict": "fails",
    "rHat.1": 1.01,
    "rHat.2": 1.02,
    "claims.i1.verdict": "holds",
  });
});

test("the standard deviation of equal numbers is 0, whatever the rounding of their mean", () => {
  const scale = 0.1;
  const [{ values }] = overSeeds(mergeTable(sweepOf(...Array.from({ length: 3 }, () => ({ scale })))));
  expect(values.scale).toEqual({ mean: scale, standardDeviation: 0 });
});

test("a result that is called as a column of the table keeps its value under another name", () => {
  const { rows } = mergeTable(sweepOf({ seconds: 7, seed: 9, host: "there" }));
  expect(rows[0]).toMatchObject({ seed: 1, seconds: 1, host: "here", "result.seconds": 7, "result.seed": 9 });
  expect(rows[0]["result.host"]).toBe("there");
});

test("cells with commas, quotation marks and ends of lines are quoted", () => {
  const [head, row] = tableCsv(mergeTable(sweepOf({ advice: 'a, "b"' }))).split("\n");
  expect(head).toBe("hash,seed,advice,seconds,host,node");
  expect(row).toContain(',"a, ""b""",');
});
