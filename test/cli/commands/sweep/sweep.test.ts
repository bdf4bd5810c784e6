import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { hashOf, type Job } from "../../../../src/cli/commands/sweep/job.ts";
import { SweepFolder } from "../../../../src/cli/commands/sweep/sweep-folder.ts";
import { createRng } from "../../../../src/numerics/random/random.ts";
import { program, scorebook } from "../../scorebook.ts";
import { scorebook as onThread } from "../../scorebook-on-thread.ts";

const root = mkdtempSync(join(tmpdir(), "a sweep "));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});

const small = { samples: 60, hidden: 6, iterations: 12 };

function plan(content: unknown): void {
  // JSON is YAML.
  writeFileSync(join(folder, "plan.yaml"), JSON.stringify(content));
}

/** Plans the sweep and runs its jobs. */
function sweep(...more: string[]): ReturnType<typeof scorebook> {
  return scorebook(["sweep", "plan.yaml", "--out", "runs", ...more], folder);
}

/** Plans the sweep, which needs no process of its own as long as no job is run. */
function planned(...more: string[]): ReturnType<typeof scorebook> {
  return onThread(["sweep", "plan.yaml", "--out", "runs", ...more], folder);
}

/** The bytes of the models and results of a sweep, by job. */
function results(out: string): Record<string, string> {
  const jobs = readdirSync(join(folder, out, "jobs")).sort();
  return Object.fromEntries(
    jobs.flatMap((hash) =>
      ["model.json", "result.json"].map((name) => [
        `${hash}/${name}`,
        readFileSync(join(folder, out, "jobs", hash, name), "utf8"),
      ]),
    ),
  );
}

test("runs every combination of a grid once, and nothing the second time", () => {
  plan({ command: "train", options: { data: "spiral", ...small }, grid: { seed: [1, 2], sigma: [0.01, 0.03] } });
  expect(sweep().stdout).toContain("4 done, 0 failed");
  const before = results("runs");
  expect(Object.keys(before)).toHaveLength(8);
  expect(planned().stdout).toContain("0 done, 4 done before, 0 failed");
  expect(results("runs")).toEqual(before);
});

test("a job is the training that the same options make by themselves, to the byte", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 }, grid: { seed: [7] } });
  sweep();
  const options = ["--samples", "60", "--hidden", "6", "--iterations", "12", "--sigma", "0.03", "--seed", "7"];
  scorebook(["train", "--data", "spiral", ...options, "--out", "alone.json"], folder);
  const [model] = Object.values(results("runs"));
  expect(model).toBe(readFileSync(join(folder, "alone.json"), "utf8"));
});

test("options by the names of version 0.1 make the same jobs as those of today, and each is announced", () => {
  const options = { data: "spiral", ...small, sigma: 0.03, seed: 7 };
  plan({ command: "train", options: { ...options, "noise-replicates": 2 }, grid: { annealing: ["0.1", "0.2,0.1"] } });
  expect(sweep().stdout).toContain("2 done, 0 failed");
  plan({ command: "train", options: { ...options, copies: 2 }, grid: { stages: ["0.1", "0.2,0.1"] } });
  const { stdout, stderr } = planned();
  expect(stdout).toContain("0 done, 2 done before, 0 failed");
  expect(stderr).toContain("--copies is now called --noise-replicates; the old name still works\n");
  expect(stderr).toContain("--stages is now called --annealing; the old name still works\n");
});

test("changed data make other jobs, of those that use them only", () => {
  const points = (shift: number): string => {
    const rng = createRng(1);
    return Array.from({ length: 40 }, () => `${rng.normal() + shift},${rng.normal()}\n`).join("");
  };
  writeFileSync(join(folder, "a.csv"), points(0));
  writeFileSync(join(folder, "b.csv"), points(3));
  plan({ command: "train", options: { hidden: 4, iterations: 5, sigma: 0.3 }, grid: { data: ["a.csv", "b.csv"] } });
  expect(sweep().stdout).toContain("2 done, 0 failed");
  appendFileSync(join(folder, "a.csv"), "0.5,0.5\n");
  expect(sweep().stdout).toContain("1 done, 1 done before, 0 failed");
});

test("a job fails whose file has changed since the sweep was planned", () => {
  writeFileSync(join(folder, "a.csv"), "0,1\n1,0\n2,3\n3,1\n");
  plan({ command: "train", options: { hidden: 4, iterations: 5, sigma: 0.3, data: "a.csv" } });
  expect(planned("--emit", "slurm").status).toBe(0);
  appendFileSync(join(folder, "a.csv"), "9,9\n");
  const { status, stdout } = scorebook(["sweep", "--out", "runs", "--shard", "0/1"], folder);
  expect([status, stdout]).toEqual([1, expect.stringContaining("has changed since the sweep was planned")]);
});

test("a job that fails is named with what its command said, and the others are run", () => {
  plan({ command: "train", options: { data: "spiral", ...small }, grid: { sigma: [0.03, 1e9] } });
  const { status, stdout } = sweep();
  expect(status).toBe(1);
  expect(stdout).toContain("1 done, 1 failed");
  expect(stdout).toMatch(/ {2}sigma 1000000000: --sigma: must be from .* for these data, not 1000000000/);
  expect(onThread(["sweep", "merge", "runs"], folder).stdout).toMatch(/failed: \w+ {2}.*--sigma: must be/);
});

test("killed with all of its processes again and again, it ends with the bytes of an undisturbed run", async () => {
  plan({
    command: "train",
    options: { data: "spiral", samples: 400, hidden: 30, iterations: 60, sigma: 0.03 },
    grid: { seed: [1, 2, 3, 4] },
  });
  const rng = createRng(5);
  let kills = 0;
  for (let k = 0; k < 4; k++) {
    const child = spawn(process.execPath, [program, "sweep", "plan.yaml", "--out", "killed"], {
      cwd: folder,
      stdio: "ignore",
      detached: true,
    });
    await sleep(500 + 1200 * rng.uniform());
    if (child.exitCode === null) kills += 1;
    try {
      process.kill(-Number(child.pid), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  expect(kills).toBeGreaterThan(0);
  expect(scorebook(["sweep", "plan.yaml", "--out", "killed"], folder).status).toBe(0);
  expect(sweep().status).toBe(0);
  expect(results("killed")).toEqual(results("runs"));
});

test("merge makes a row a job, means over seeds, and refuses files that a job did not write", () => {
  plan({ command: "train", options: { data: "spiral", ...small }, grid: { sigma: [0.01, 0.03], seed: [1, 2, 3] } });
  sweep();
  const merged = JSON.parse(onThread(["sweep", "merge", "runs", "--json"], folder).stdout);
  expect(merged.rows).toHaveLength(6);
  const [first] = merged.overSeeds;
  const own = merged.rows
    .filter((row: { sigma: number }) => row.sigma === 0.01)
    .map((row: { validation: number }) => row.validation);
  expect(first.jobs).toBe(3);
  expect(first.values.validation.mean).toBeCloseTo((own[0] + own[1] + own[2]) / 3, 15);
  expect(
    readFileSync(join(folder, "runs", "table.csv"), "utf8")
      .trim()
      .split("\n"),
  ).toHaveLength(7);
  const [hash] = readdirSync(join(folder, "runs", "jobs"));
  appendFileSync(join(folder, "runs", "jobs", hash, "model.json"), " ");
  const { status, stderr } = onThread(["sweep", "merge", "runs"], folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining(`jobs/${hash}/model.json is not as the job wrote it`)]);
});

test("merge refuses jobs of several versions", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  sweep();
  addJobOfVersion("0.0.9");
  expect(onThread(["sweep", "merge", "runs"], folder).stderr).toContain(
    "DIR must hold jobs of one version of scorebook",
  );
});

/** Adds the job of the list once more, as another version of scorebook plans it. */
function addJobOfVersion(version: string): void {
  const list = join(folder, "runs", "jobs.jsonl");
  const job: Job = JSON.parse(readFileSync(list, "utf8"));
  appendFileSync(list, `${JSON.stringify({ ...job, version, hash: hashOf(job.steps, version) })}\n`);
}

test("a task does not run the jobs that another version of scorebook planned", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  planned("--emit", "slurm");
  addJobOfVersion("0.0.9");
  const { status, stderr } = scorebook(["sweep", "--out", "runs", "--shard", "0/1"], folder);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^--out: holds jobs of scorebook 0\.0\.9, and this is /)]);
});

test("of a done job, a file that is missing and a record of which a byte was changed are named, and the job is run again", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 }, grid: { seed: [1, 2] } });
  sweep();
  const [first, second] = readdirSync(join(folder, "runs", "jobs"));
  const before = results("runs");
  const record = join(folder, "runs", "jobs", first, "run.json");
  writeFileSync(
    record,
    readFileSync(record, "utf8").replace(/"seconds":(\d)/, (_, d) => `"seconds":${(Number(d) + 1) % 10}`),
  );
  const merge = () => onThread(["sweep", "merge", "runs"], folder);
  expect([merge().status, merge().stderr]).toEqual([
    2,
    expect.stringContaining(`jobs/${first}/run.json is not as the job wrote it`),
  ]);
  writeFileSync(record, "{");
  expect(merge().stderr).toContain(`jobs/${first}/run.json is not as the job wrote it`);
  expect(sweep().stdout).toContain("1 done, 1 done before, 0 failed");
  rmSync(join(folder, "runs", "jobs", second, "result.json"));
  expect(merge().stderr).toContain(`jobs/${second}/result.json is missing`);
  // As the message says.
  rmSync(join(folder, "runs", "jobs", second), { recursive: true });
  expect(scorebook(["sweep", "--out", "runs", "--job", second], folder).stdout).toContain("1 done, 0 failed");
  expect([merge().status, results("runs")]).toEqual([0, before]);
});

test("a list of jobs that was edited is refused, and its job is not run", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03, seed: 1 } });
  planned("--emit", "slurm");
  const list = join(folder, "runs", "jobs.jsonl");
  writeFileSync(list, readFileSync(list, "utf8").replace('"seed":1', '"seed":2'));
  expect(onThread(["sweep", "merge", "runs"], folder)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("jobs.jsonl has been changed: job "),
  });
  const { status, stdout } = scorebook(["sweep", "--out", "runs", "--shard", "0/1"], folder);
  expect([status, stdout]).toEqual([1, expect.stringContaining("jobs.jsonl has been changed")]);
  for (const content of [
    "",
    '{"hash":"abc","steps":[],"version":"0"}\n',
    '{"hash":"abc","steps":[{}],"version":"0"}\n',
  ]) {
    writeFileSync(list, content);
    expect(onThread(["sweep", "merge", "runs"], folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("write the list again with scorebook sweep PLAN.yaml"),
    });
  }
});

test("Ctrl-C in a terminal, which all processes of a sweep get, leaves checkpoints, and nothing has failed", async () => {
  plan({
    command: "train",
    options: { data: "spiral", samples: 500, hidden: 60, iterations: 100_000, sigma: 0.03, "initial-scale": 1 },
    grid: { seed: [1, 2] },
  });
  const child = spawn(process.execPath, [program, "sweep", "plan.yaml", "--out", "runs", "--jobs", "2"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const ended = once(child, "exit");
  const jobs = join(folder, "runs", "jobs");
  const training = (): boolean =>
    existsSync(jobs) &&
    readdirSync(jobs).length === 2 &&
    readdirSync(jobs).every((hash) => {
      const log = join(jobs, hash, "log.txt");
      return existsSync(log) && readFileSync(log, "utf8").includes("train: ");
    });
  while (!training() && child.exitCode === null) await sleep(50);
  process.kill(-Number(child.pid), "SIGINT");
  expect(await ended).toEqual([130, null]);
  expect(said).not.toContain("failed");
  for (const hash of readdirSync(jobs)) {
    expect(readdirSync(join(jobs, hash)).sort()).toEqual(["checkpoint.json", "job.json", "log.txt"]);
  }
});

test("combinations that are the same job are announced, and run once", () => {
  plan({
    command: "train",
    options: { data: "spiral", ...small, sigma: 0.03 },
    rows: [{ seed: 1 }, { seed: 2 }, { seed: 1 }],
  });
  const { stdout, stderr } = planned("--dry-run");
  expect(stdout).toContain("2 jobs: 0 done, 2 to run");
  expect(stderr).toContain("Warning: plan.yaml has 3 combinations and 2 jobs");
});

test.each([
  [["sweep", "merge"], "DIR is missing; scorebook sweep merge needs the folder of the sweep\n"],
  [["sweep", "merge", "nothing"], "DIR must be the folder of a sweep, which holds jobs.jsonl"],
  [["sweep", "--out", "nothing", "--shard", "0/2"], "--out: must be the folder of a sweep, which holds jobs.jsonl"],
  [["sweep", "plan.yaml", "--out", "plan.yaml"], 'plan.yaml" cannot be used as a folder: it is a file'],
  [["sweep", "plan.yaml", "--out", "plan.yaml/runs"], "cannot be used as a folder: "],
  [["sweep", "plan.yaml", "--out", ""], '--out: "" cannot be used as a folder: it is an empty name'],
  [["sweep", "merge", "open", "--plot", "x.html"], "--plot: has nothing to draw: no job has measured a number yet"],
  [["sweep", "merge", "open", "--measure", "validation"], "--measure: needs --plot, the picture to draw"],
])("scorebook %j is refused in a sentence, and changes nothing", (words, message) => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  if (words.includes("open")) onThread(["sweep", "plan.yaml", "--out", "open", "--emit", "slurm"], folder);
  const before = readdirSync(folder, { recursive: true });
  const { status, stderr } = onThread(words, folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});

test.each([
  [{ command: "tain" }, "plan.yaml: command must be "],
  [{ command: "train", options: { data: "spirl.csv" } }, 'plan.yaml: data names no file: there is no "spirl.csv"'],
  [{ command: "train", grid: { sigma: 0.1 } }, "grid.sigma must be a list of values, such as [1, 2], not 0.1"],
  [{ command: "train", options: { sigma: null } }, "options.sigma must be a number, a text, true or false, not null"],
  [{ command: "train", grid: { a: [[1, true]] } }, "grid.a.0.1 must be a number or a text, not true"],
  [{ options: {} }, "plan.yaml: command is missing"],
  [null, "plan.yaml: the plan must hold a command and its options"],
  [{ command: "train", next: ["modes"] }, "next.0 must be a command with its options"],
  [{ command: "train", options: { dat: "spiral" } }, '"dat" is not an option of train'],
  [{ command: "train", options: { out: "x.json" } }, "out is set by the sweep itself"],
  [{ command: "train", options: { seed: 1 }, grid: { seed: [1] } }, "seed stands both in options and in grid or rows"],
  [{ command: "train", grid: { seed: [] } }, "grid.seed"],
  [{ command: "train", grid: { seed: [1] }, rows: [{ seed: 1 }] }, "rows and grid exclude each other"],
  [{ command: "train", gird: {} }, "gird is not a part of a plan here; allowed are command, options, grid, rows and"],
  [{ command: "verify", next: [{ command: "loss" }] }, "next needs a first command that makes a model"],
])("refuses the plan %j in a sentence, and writes nothing", (content, message) => {
  plan(content);
  const { status, stderr } = onThread(["sweep", "plan.yaml", "--out", "runs"], folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(existsSync(join(folder, "runs"))).toBe(false);
});

test("refuses what is no YAML, a plan that is not there, and a job that is not in the folder", () => {
  writeFileSync(join(folder, "plan.yaml"), "command: [train\n");
  expect(planned().stderr).toContain("cannot be read as YAML");
  writeFileSync(join(folder, "plan.yaml"), "command: !text train\n");
  expect(planned().stderr).toMatch(
    /^PLAN: "plan\.yaml" cannot be read as YAML: Unresolved tag: !text at line 1, column 10\n$/,
  );
  writeFileSync(join(folder, "plan.yaml"), "command: train\n---\ncommand: fit\n");
  expect(planned().stderr).toBe(
    'PLAN: "plan.yaml" cannot be read as YAML: the file holds several documents, and a plan is one\n',
  );
  rmSync(join(folder, "plan.yaml"));
  expect(planned().stderr).toBe('PLAN: "plan.yaml" does not exist; give a YAML file\n');
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  planned("--emit", "slurm");
  expect(onThread(["sweep", "--out", "runs", "--job", "abc"], folder).stderr).toContain(
    "--job: must be the hash of a job",
  );
});

test("emits a Snakefile whose outputs hold no file of a job, an array for Slurm, and an indexed Job, in chunks of jobs", () => {
  plan({ command: "train", options: { data: "spiral", ...small }, grid: { seed: [1, 2, 3] } });
  const read = (name: string): string => readFileSync(join(folder, "runs", name), "utf8");
  expect(planned("--emit", "snakemake", "--jobs", "3").stdout).toContain("3 jobs in 1 task of at most 3");
  expect(read("Snakefile")).toMatch(/CHUNKS = 1\n[\s\S]*output:\n\s+f"chunks\/[^\n]*\n\s+log/);
  expect(read("profile/config.yaml")).toMatch(/cores: 3\nrerun-triggers: \[mtime, input\]/);
  expect(planned("--emit", "slurm", "--chunk", "2").stdout).toContain("3 jobs in 2 tasks of at most 2");
  expect(read("slurm.sh")).toMatch(/#SBATCH --array=0-1\n[\s\S]*\/2" --json/);
  planned("--emit", "slurm", "--chunk", "1", "--jobs", "2");
  expect(read("slurm.sh")).toContain("#SBATCH --array=0-2%2\n");
  planned("--emit", "kubernetes", "--chunk", "1", "--jobs", "2", "--image", "registry.example/scorebook:1");
  expect(read("kubernetes.yaml")).toMatch(/completions: 3\n\s+parallelism: 2[\s\S]*registry\.example\/scorebook:1/);
});

test("a pod finds the sweep and its data where they are relative to each other", () => {
  writeFileSync(join(folder, "points.csv"), "0,1\n1,0\n2,3\n3,1\n");
  plan({ command: "train", options: { data: "points.csv", hidden: 4, iterations: 5, sigma: 0.3 } });
  planned("--emit", "kubernetes");
  const text = readFileSync(join(folder, "runs", "kubernetes.yaml"), "utf8");
  expect(text).toContain(`#   ${folder}\n`);
  expect(text).toContain("sweep --out '/scorebook/runs' --jobs 1");
  expect(text).toContain("mountPath: /scorebook}");
});

test.each([
  [["--emit", "slurm", "--dry-run"], "--emit: and --dry-run exclude each other"],
  [["--emit", "slurm", "--shard", "0/2"], "--emit: and --shard exclude each other"],
  [["--emit", "slurm", "--image", "x"], "--image: is for --emit kubernetes, not slurm"],
  [["--chunk", "3"], "--chunk: is for --emit"],
  [["--job", "abc", "--shard", "0/2"], "--job: and --shard exclude each other"],
])("refuses %j in a sentence, and writes nothing", (words, message) => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  const { status, stderr } = onThread(["sweep", "plan.yaml", "--out", "runs", ...words], folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(existsSync(join(folder, "runs"))).toBe(false);
});

test("warns of a plan whose engine is open, and takes the fused kernel where the plan names none", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03, engine: "auto" } });
  expect(planned("--dry-run").stderr).toContain('Warning: engine of train: only "fused" gives the same bytes');
  plan({ command: "fit", options: { data: "spiral" } });
  expect(planned("--dry-run").stderr).toContain("Warning: fit trains networks with the fastest engine");
  plan({ command: "fit", options: { data: "spiral", estimators: ["gaussian", "points"] } });
  expect(planned("--dry-run").stderr).toBe("");
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  expect(planned("--dry-run").stderr).toBe("");
});

test("merge names the jobs that another engine computed", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 }, grid: { seed: [1, 2, 3] } });
  sweep();
  expect(onThread(["sweep", "merge", "runs"], folder).stdout).not.toContain("Warning");
  const [hash] = readdirSync(join(folder, "runs", "jobs"));
  const job = join(folder, "runs", "jobs", hash);
  // As a machine leaves it whose SCOREBOOK_ENGINE names ONNX Runtime.
  const result = {
    ...JSON.parse(readFileSync(join(job, "result.json"), "utf8")),
    engine: "ONNX Runtime 1.30.0, float64",
  };
  writeFileSync(join(job, "result.json"), JSON.stringify(result));
  const runs = new SweepFolder(join(folder, "runs"));
  const record = runs.record(hash);
  if (!record) throw new Error("no record");
  runs.writeRecord({ ...record, outputs: runs.outputs(hash) });
  const { stdout } = onThread(["sweep", "merge", "runs"], folder);
  expect(stdout).toContain("Warning: not all jobs were computed by the same engine");
  expect(stdout).toContain(`ONNX Runtime 1.30.0, float64: job ${hash}\n`);
  const { engines } = JSON.parse(onThread(["sweep", "merge", "runs", "--json"], folder).stdout);
  expect(engines.map(({ jobs }: { jobs: string[] }) => jobs.length)).toEqual([1, 2]);
});
