import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureEnvironmentOf } from "../../../../src/cli/jupyter/virtual-environment.ts";
import { cacheFolder, projectRoot } from "../../../../src/project.ts";
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

describe("Snakemake", () => {
  const venv = join(cacheFolder(), "sweep");
  const snakemake = join(venv, "bin", "snakemake");

  beforeAll(async () => {
    const root = projectRoot();
    const requirements = join(root, "jupyter", "sweep-requirements.txt");
    await ensureEnvironmentOf({ root, venv, requirements }, () => {});
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

  test("alternates with the sweep's own runner while each is killed, and ends with the bytes of an undisturbed run", () => {
    const trial = join(projectRoot(), "dist", "cli", "sweep-trial.js");
    const words = [trial, "--jobs", "8", "--kills", "2", "--seed", "1", "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const { kills, compared, differing } = JSON.parse(stdout);
    expect(kills.map(({ runner }: { runner: string }) => runner)).toEqual(["the sweep's own runner", "Snakemake"]);
    // A fast machine may be at the end before the last kill.
    expect(kills[0].running).toBe(true);
    expect([compared, differing]).toEqual([16, []]);
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
