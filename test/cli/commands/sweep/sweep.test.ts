import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createRng } from "../../../../src/numerics/random/random.ts";
import { sha256 } from "../../../../src/numerics/sha256.ts";
import { projectRoot } from "../../../../src/project.ts";
import { scorebook } from "../../scorebook.ts";

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

function sweep(...more: string[]): ReturnType<typeof scorebook> {
  return scorebook(["sweep", "plan.yaml", "--out", "runs", ...more], folder);
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
  expect(sweep().stdout).toContain("0 done, 4 done before, 0 failed");
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
  const { stdout, stderr } = sweep();
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
  expect(sweep("--emit", "slurm").status).toBe(0);
  appendFileSync(join(folder, "a.csv"), "9,9\n");
  const { status, stdout } = scorebook(["sweep", "--out", "runs", "--shard", "0/1"], folder);
  expect([status, stdout]).toEqual([1, expect.stringContaining("has changed since the sweep was planned")]);
});

test("a job that fails is named with what its command said, and the others are run", () => {
  plan({ command: "train", options: { data: "spiral", ...small }, grid: { sigma: [0.03, 1e9] } });
  const { status, stdout } = sweep();
  expect(status).toBe(1);
  expect(stdout).toContain("1 done, 1 failed");
  expect(stdout).toMatch(/--sigma: must be from .* for these data, not 1000000000/);
  expect(scorebook(["sweep", "merge", "runs"], folder).stdout).toMatch(/failed: \w+ {2}.*--sigma: must be/);
});

test("killed with all of its processes again and again, it ends with the bytes of an undisturbed run", async () => {
  plan({
    command: "train",
    options: { data: "spiral", samples: 400, hidden: 30, iterations: 60, sigma: 0.03 },
    grid: { seed: [1, 2, 3, 4] },
  });
  const program = join(projectRoot(), "dist", "cli", "main.js");
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
  const merged = JSON.parse(scorebook(["sweep", "merge", "runs", "--json"], folder).stdout);
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
  const { status, stderr } = scorebook(["sweep", "merge", "runs"], folder);
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining(`job ${hash}: model.json is not the file that the job wrote`),
  ]);
});

test("merge refuses jobs of several versions", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  sweep();
  const list = join(folder, "runs", "jobs.jsonl");
  const job = JSON.parse(readFileSync(list, "utf8"));
  appendFileSync(list, `${JSON.stringify({ ...job, version: "0.0.9" })}\n`);
  expect(scorebook(["sweep", "merge", "runs"], folder).stderr).toContain(
    "DIR must hold jobs of one version of scorebook",
  );
});

test.each([
  [{ command: "tain" }, "command must be "],
  [{ command: "train", options: { dat: "spiral" } }, '"dat" is not an option of train'],
  [{ command: "train", options: { out: "x.json" } }, "out is set by the sweep itself"],
  [{ command: "train", options: { seed: 1 }, grid: { seed: [1] } }, "seed stands both in options and in grid or rows"],
  [{ command: "train", grid: { seed: [] } }, "grid.seed"],
  [{ command: "train", grid: { seed: [1] }, rows: [{ seed: 1 }] }, "rows and grid exclude each other"],
  [{ command: "train", gird: {} }, "gird"],
  [{ command: "verify", next: [{ command: "loss" }] }, "next needs a first command that makes a model"],
])("refuses the plan %j in a sentence, and writes nothing", (content, message) => {
  plan(content);
  const { status, stderr } = sweep();
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(existsSync(join(folder, "runs"))).toBe(false);
});

test("refuses what is no YAML, a plan that is not there, and a job that is not in the folder", () => {
  writeFileSync(join(folder, "plan.yaml"), "command: [train\n");
  expect(sweep().stderr).toContain("cannot be read as YAML");
  rmSync(join(folder, "plan.yaml"));
  expect(sweep().stderr).toBe('PLAN: "plan.yaml" does not exist; give a YAML file\n');
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  sweep("--emit", "slurm");
  expect(scorebook(["sweep", "--out", "runs", "--job", "abc"], folder).stderr).toContain(
    "--job: must be the hash of a job",
  );
});

test("emits a Snakefile whose outputs hold no file of a job, an array for Slurm, and an indexed Job, in chunks of jobs", () => {
  plan({ command: "train", options: { data: "spiral", ...small }, grid: { seed: [1, 2, 3] } });
  const read = (name: string): string => readFileSync(join(folder, "runs", name), "utf8");
  expect(sweep("--emit", "snakemake", "--jobs", "3").stdout).toContain("3 jobs in 1 task of at most 3");
  expect(read("Snakefile")).toMatch(/CHUNKS = 1\n[\s\S]*output:\n\s+f"chunks\/[^\n]*\n\s+log/);
  expect(read("profile/config.yaml")).toMatch(/cores: 3\nrerun-triggers: \[mtime, input\]/);
  expect(sweep("--emit", "slurm", "--chunk", "2").stdout).toContain("3 jobs in 2 tasks of at most 2");
  expect(read("slurm.sh")).toMatch(/#SBATCH --array=0-1\n[\s\S]*\/2" --json/);
  sweep("--emit", "slurm", "--chunk", "1", "--jobs", "2");
  expect(read("slurm.sh")).toContain("#SBATCH --array=0-2%2\n");
  sweep("--emit", "kubernetes", "--chunk", "1", "--jobs", "2", "--image", "registry.example/scorebook:1");
  expect(read("kubernetes.yaml")).toMatch(/completions: 3\n\s+parallelism: 2[\s\S]*registry\.example\/scorebook:1/);
});

test("a pod finds the sweep and its data where they are relative to each other", () => {
  writeFileSync(join(folder, "points.csv"), "0,1\n1,0\n2,3\n3,1\n");
  plan({ command: "train", options: { data: "points.csv", hidden: 4, iterations: 5, sigma: 0.3 } });
  sweep("--emit", "kubernetes");
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
  const { status, stderr } = sweep(...words);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(existsSync(join(folder, "runs"))).toBe(false);
});

test("warns of a plan whose engine is open, and takes the fused kernel where the plan names none", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03, engine: "auto" } });
  expect(sweep("--dry-run").stderr).toContain('Warning: engine of train: only "fused" gives the same bytes');
  plan({ command: "fit", options: { data: "spiral" } });
  expect(sweep("--dry-run").stderr).toContain("Warning: fit trains networks with the fastest engine");
  plan({ command: "fit", options: { data: "spiral", estimators: ["gaussian", "points"] } });
  expect(sweep("--dry-run").stderr).toBe("");
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 } });
  expect(sweep("--dry-run").stderr).toBe("");
});

test("merge names the jobs that another engine computed", () => {
  plan({ command: "train", options: { data: "spiral", ...small, sigma: 0.03 }, grid: { seed: [1, 2, 3] } });
  sweep();
  expect(scorebook(["sweep", "merge", "runs"], folder).stdout).not.toContain("Warning");
  const [hash] = readdirSync(join(folder, "runs", "jobs"));
  const job = join(folder, "runs", "jobs", hash);
  // As a machine leaves it whose SCOREBOOK_ENGINE names ONNX Runtime.
  const result = {
    ...JSON.parse(readFileSync(join(job, "result.json"), "utf8")),
    engine: "ONNX Runtime 1.30.0, float64",
  };
  writeFileSync(join(job, "result.json"), JSON.stringify(result));
  const record = JSON.parse(readFileSync(join(job, "run.json"), "utf8"));
  const outputs = { ...record.outputs, "result.json": sha256(readFileSync(join(job, "result.json"))) };
  writeFileSync(join(job, "run.json"), JSON.stringify({ ...record, outputs }));
  const { stdout } = scorebook(["sweep", "merge", "runs"], folder);
  expect(stdout).toContain("Warning: not all jobs were computed by the same engine");
  expect(stdout).toContain(`ONNX Runtime 1.30.0, float64: job ${hash}\n`);
  const { engines } = JSON.parse(scorebook(["sweep", "merge", "runs", "--json"], folder).stdout);
  expect(engines.map(({ jobs }: { jobs: string[] }) => jobs.length)).toEqual([1, 2]);
});
