import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createJob, type Job } from "../../../../src/cli/commands/sweep/job.ts";
import { runJob } from "../../../../src/cli/commands/sweep/run-job.ts";
import { SweepFolder } from "../../../../src/cli/commands/sweep/sweep-folder.ts";
import { packageVersion } from "../../../../src/project.ts";

const root = mkdtempSync(join(tmpdir(), "jobs-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  for (const name of ["a.csv", "b.csv", "held-out.csv"]) writeFileSync(join(folder, name), `0,1\n1,0\n# ${name}\n`);
});

/** Four jobs: two files of data, and of each a training with and without a second command that reads a file. */
function jobsOf(version: string): Job[] {
  return ["a.csv", "b.csv"].flatMap((data) =>
    [[], [{ command: "check", options: { data: "held-out.csv" } }]].map((next) =>
      createJob([{ command: "train", options: { data, seed: 1 } }, ...next], folder, join(folder, "runs"), version),
    ),
  );
}

const machine = { node: "", platform: "", cpu: "", host: "" };

/** Marks all jobs of a version as done, as a run of the sweep does. */
function run(sweep: SweepFolder, version: string): void {
  const jobs = jobsOf(version);
  sweep.plan(jobs);
  for (const { hash } of jobs) sweep.writeRecord({ hash, status: "done", seconds: 1, machine, outputs: {} });
}

/** Which jobs of a version are still to be run, by their place in the plan. */
function open(sweep: SweepFolder, version: string): number[] {
  return jobsOf(version).flatMap(({ hash }, place) => (sweep.isDone(hash) ? [] : [place]));
}

test.each([
  ["a.csv", [0, 1]],
  ["b.csv", [2, 3]],
  ["held-out.csv", [1, 3]],
])("after a change of %s exactly the jobs that read the file are to be run again", (file, again) => {
  const sweep = new SweepFolder(join(folder, "runs"));
  run(sweep, "1.0.0");
  expect(open(sweep, "1.0.0")).toEqual([]);
  appendFileSync(join(folder, file), "2,2\n");
  expect(open(sweep, "1.0.0")).toEqual(again);
});

test("another version runs every job again, and what the first version did stays done", () => {
  const sweep = new SweepFolder(join(folder, "runs"));
  run(sweep, "1.0.0");
  expect(open(sweep, "1.0.1")).toEqual([0, 1, 2, 3]);
  run(sweep, "1.0.1");
  expect([open(sweep, "1.0.0"), open(sweep, "1.0.1")]).toEqual([[], []]);
});

test("a job that another runner has done in the meantime is not run again", async () => {
  const sweep = new SweepFolder(join(folder, "runs"));
  run(sweep, packageVersion());
  const [job] = jobsOf(packageVersion());
  const record = await runJob(sweep, job, () => {
    throw new Error("the job is run again");
  });
  expect(record).toEqual({ hash: job.hash, status: "done", seconds: 1, machine, outputs: {} });
});

test("a sweep that was moved together with its data has nothing to run again", () => {
  run(new SweepFolder(join(folder, "runs")), "1.0.0");
  const elsewhere = join(root, "elsewhere");
  mkdirSync(elsewhere);
  cpSync(folder, elsewhere, { recursive: true });
  folder = elsewhere;
  expect(open(new SweepFolder(join(elsewhere, "runs")), "1.0.0")).toEqual([]);
});
