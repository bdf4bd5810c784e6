import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createJob } from "../../src/cli/commands/sweep/job.ts";
import { SweepFolder } from "../../src/cli/commands/sweep/sweep-folder.ts";
import { compareSweeps } from "../../src/cli/run-sweep-trial.ts";

const root = mkdtempSync(join(tmpdir(), "compare-sweeps-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const machine = { node: "", platform: "", cpu: "", host: "" };
const jobs = [1, 2].map((seed) => createJob([{ command: "train", options: { seed } }], root, root, "1.0.0"));

/** A sweep whose jobs are done, each with one file. */
function doneSweep(name: string): SweepFolder {
  const sweep = new SweepFolder(join(root, name));
  sweep.plan(jobs);
  for (const { hash } of jobs) {
    writeFileSync(join(sweep.jobFolder(hash), "model.json"), hash);
    sweep.writeRecord({ hash, status: "done", seconds: 1, machine, outputs: sweep.outputs(hash) });
  }
  return sweep;
}

test("two sweeps that wrote the same differ in nothing, whatever their records of times say", () => {
  const [one, other] = [doneSweep("a"), doneSweep("b")];
  const [{ hash }] = jobs;
  other.writeRecord({ hash, status: "done", seconds: 2, machine, outputs: {} });
  expect(compareSweeps(one, other)).toEqual({ compared: 2, differing: [] });
});

test("a byte that differs, a file that is missing and a job that is not done are each named", () => {
  const one = doneSweep("c");
  const [first, second] = jobs.map(({ hash }) => hash);
  const changed = doneSweep("d");
  writeFileSync(join(changed.jobFolder(first), "model.json"), `${first} `);
  rmSync(join(changed.jobFolder(second), "model.json"));
  expect(compareSweeps(one, changed).differing).toEqual([`${first}/model.json`, `${second}/model.json`]);
  const open = doneSweep("e");
  rmSync(join(open.jobFolder(first), "run.json"));
  expect(compareSweeps(one, open).differing).toEqual([`${first}/run.json`]);
});
