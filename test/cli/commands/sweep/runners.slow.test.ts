import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../../../../src/project.ts";
import { scorebook } from "../../scorebook.ts";

const folder = mkdtempSync(join(tmpdir(), "sweep-runners-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const training = {
  command: "train",
  options: { data: "spiral", samples: 400, hidden: 30, iterations: 60, sigma: 0.03 },
};

beforeAll(() => {
  writeFileSync(join(folder, "plan.yaml"), JSON.stringify({ ...training, grid: { seed: [1, 2, 3, 4, 5, 6] } }));
  expect(scorebook(["sweep", "plan.yaml", "--out", "here"], folder).status).toBe(0);
});

/** Models and results of a sweep, by job. */
function results(out: string): Record<string, string> {
  const jobs = readdirSync(join(folder, out, "jobs")).sort();
  const files = jobs.flatMap((hash) => [`${hash}/model.json`, `${hash}/result.json`]);
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, out, "jobs", file), "utf8")]));
}

/** How many jobs of a sweep have their result. */
function done(out: string): number {
  const jobs = join(folder, out, "jobs");
  if (!existsSync(jobs)) return 0;
  return readdirSync(jobs).filter((hash) => existsSync(join(jobs, hash, "result.json"))).length;
}

describe("Snakemake", () => {
  const venv = join(projectRoot(), ".venv-sweep");
  const snakemake = join(venv, "bin", "snakemake");

  beforeAll(() => {
    if (existsSync(snakemake)) return;
    execFileSync("python3", ["-m", "venv", venv]);
    const requirements = join(projectRoot(), "jupyter", "sweep-requirements.txt");
    execFileSync(join(venv, "bin", "pip"), ["install", "--quiet", "--disable-pip-version-check", "-r", requirements], {
      stdio: "pipe",
    });
  }, 600_000);

  const words = (out: string): string[] => [
    "--directory",
    out,
    "--snakefile",
    `${out}/Snakefile`,
    "--profile",
    `${out}/profile`,
    "--cores",
    "2",
    "--quiet",
    "all",
  ];

  test("killed in the middle and started again, ends with the bytes of the sweep's own runner", async () => {
    scorebook(["sweep", "plan.yaml", "--out", "snake", "--emit", "snakemake"], folder);
    const child = spawn(snakemake, words("snake"), { cwd: folder, stdio: "ignore", detached: true });
    const ended = once(child, "exit");
    // The middle is when at least one job is done; six of them take at least as long again.
    while (done("snake") === 0) await sleep(20);
    process.kill(-Number(child.pid), "SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(done("snake")).toBeLessThan(6);
    spawnSync(snakemake, [...words("snake"), "--unlock"], { cwd: folder });
    const { status, stderr } = spawnSync(snakemake, words("snake"), { cwd: folder, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    expect(results("snake")).toEqual(results("here"));
  });

  test("goes on where the sweep's own runner was, and has nothing to do the second time", () => {
    scorebook(["sweep", "plan.yaml", "--out", "mixed", "--emit", "snakemake"], folder);
    expect(scorebook(["sweep", "--out", "mixed", "--shard", "0/2"], folder).stdout).toContain("3 done");
    const first = spawnSync(snakemake, words("mixed"), { cwd: folder, encoding: "utf8" });
    expect(first.status, first.stderr).toBe(0);
    expect(results("mixed")).toEqual(results("here"));
    const again = spawnSync(snakemake, [...words("mixed").slice(0, -2), "--dry-run"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(`${again.stdout}${again.stderr}`).toContain("Nothing to be done");
  });
});

const hasSlurm =
  ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged"].every(existsSync) && process.getuid?.() === 0;

describe.skipIf(!hasSlurm)("Slurm with one node (Debian's slurm-wlm and munge, as root)", () => {
  const script = join(projectRoot(), "scripts", "slurm-one-node.sh");
  const slurm = join(folder, "slurm");
  beforeAll(() => {
    execFileSync(script, ["start", slurm], { stdio: "ignore" });
  });
  afterAll(() => {
    execFileSync(script, ["stop", slurm], { stdio: "ignore" });
  });

  test("an array of tasks ends with the bytes of the sweep's own runner", () => {
    scorebook(["sweep", "plan.yaml", "--out", "array", "--emit", "slurm"], folder);
    const env = { ...process.env, SLURM_CONF: join(slurm, "slurm.conf") };
    const { status, stderr } = spawnSync("sbatch", ["--wait", "array/slurm.sh"], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    expect(results("array")).toEqual(results("here"));
  });
});
