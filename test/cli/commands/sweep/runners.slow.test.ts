import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureEnvironmentOf } from "../../../../src/cli/jupyter/environment/virtual-environment.ts";
import { cacheFolder, projectRoot } from "../../../../src/project.ts";
import { scorebook } from "../../scorebook.ts";

const folder = mkdtempSync(join(tmpdir(), "sweep-runners-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const training = {
  command: "train",
  // With a scale of its own, so that no job spends most of its time on finding one.
  options: { data: "spiral", samples: 400, hidden: 30, iterations: 60, sigma: 0.03, "initial-scale": 8 },
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

const venv = join(cacheFolder(), "sweep");

beforeAll(async () => {
  const root = projectRoot();
  const requirements = join(root, "jupyter", "sweep-requirements.txt");
  await ensureEnvironmentOf({ root, venv, requirements }, () => {});
}, 600_000);

describe("Snakemake", () => {
  const snakemake = (out: string, ...more: string[]): string => {
    const words = ["--directory", out, "--snakefile", `${out}/Snakefile`, "--profile", `${out}/profile`, ...more];
    const { status, stdout, stderr } = spawnSync(join(venv, "bin", "snakemake"), words, {
      cwd: folder,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    return `${stdout}${stderr}`;
  };

  test("alternates with the sweep's own runner while each is killed, and ends with the bytes of an undisturbed run", () => {
    const trial = join(projectRoot(), "dist", "cli", "sweep-trial.js");
    const words = [trial, "--jobs", "5", "--chunk", "2", "--kills", "2", "--seed", "1", "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const { kills, compared, differing } = JSON.parse(stdout);
    expect(kills.map(({ runner }: { runner: string }) => runner)).toEqual(["the sweep's own runner", "Snakemake"]);
    // A fast machine may be at the end before the last kill.
    expect(kills[0].running).toBe(true);
    expect([compared, differing]).toEqual([10, []]);
  });

  test("goes on where the sweep's own runner was, has nothing to do the second time, and runs again what was removed", () => {
    const plan = ["sweep", "plan.yaml", "--out", "a mixed run", "--emit", "snakemake", "--chunk", "2"];
    expect(scorebook(plan, folder).stdout).toContain("6 jobs in 3 tasks of at most 2");
    expect(scorebook(["sweep", "--out", "a mixed run", "--shard", "0/2"], folder).stdout).toContain("3 done");
    snakemake("a mixed run", "--quiet", "all");
    expect(results("a mixed run")).toEqual(results("here"));
    expect(snakemake("a mixed run", "--dry-run")).toContain("Nothing to be done");
    const [hash] = readdirSync(join(folder, "a mixed run", "jobs"));
    rmSync(join(folder, "a mixed run", "jobs", hash, "run.json"));
    scorebook(plan, folder);
    snakemake("a mixed run", "--quiet", "all");
    expect(results("a mixed run")).toEqual(results("here"));
    expect(existsSync(join(folder, "a mixed run", "jobs", hash, "run.json"))).toBe(true);
  });

  test("after a change of a file of data, runs the jobs that read it and no other", () => {
    const rows = (shift: number): string =>
      Array.from({ length: 40 }, (_, i) => `${Math.sin(i) + shift},${Math.cos(3 * i)}\n`).join("");
    for (const name of ["a.csv", "b.csv"]) writeFileSync(join(folder, name), rows(name === "a.csv" ? 0 : 3));
    const options = { hidden: 4, iterations: 5, sigma: 0.3 };
    const plan = { command: "train", options, grid: { seed: [1, 2], data: ["a.csv", "b.csv"] } };
    writeFileSync(join(folder, "files.yaml"), JSON.stringify(plan));
    const run = (): string[] => {
      scorebook(["sweep", "files.yaml", "--out", "files", "--emit", "snakemake", "--chunk", "2"], folder);
      const jobs = join(folder, "files", "jobs");
      const before = existsSync(jobs)
        ? readdirSync(jobs).filter((hash) => existsSync(join(jobs, hash, "run.json")))
        : [];
      const times = before.map((hash) => statSync(join(jobs, hash, "run.json")).mtimeMs);
      snakemake("files", "--quiet", "all");
      expect(before.map((hash) => statSync(join(jobs, hash, "run.json")).mtimeMs)).toEqual(times);
      return readdirSync(jobs).filter((hash) => !before.includes(hash) && existsSync(join(jobs, hash, "run.json")));
    };
    expect(run()).toHaveLength(4);
    appendFileSync(join(folder, "a.csv"), "0.5,0.5\n");
    const again = run();
    expect(again).toHaveLength(2);
    for (const hash of again) {
      const job = JSON.parse(readFileSync(join(folder, "files", "jobs", hash, "job.json"), "utf8"));
      expect(job.steps[0].options.data).toMatch(/a\.csv$/);
    }
  });
});

describe("Kubernetes", () => {
  const validate = (text: string): number | null => {
    const file = join(folder, "job.yaml");
    writeFileSync(file, text);
    return spawnSync(join(venv, "bin", "kubernetes-validate"), ["--strict", file]).status;
  };

  test("the Job follows the schema of Kubernetes, and a word that the schema does not have is noticed", () => {
    const words = ["--emit", "kubernetes", "--chunk", "2", "--jobs", "2", "--image", "registry.example/scorebook:1"];
    scorebook(["sweep", "plan.yaml", "--out", "pods", ...words], folder);
    const text = readFileSync(join(folder, "pods", "kubernetes.yaml"), "utf8");
    expect(validate(text)).toBe(0);
    expect(validate(text.replace("completionMode", "completionModus"))).toBe(1);
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
    const words = ["--emit", "slurm", "--chunk", "2", "--jobs", "2"];
    scorebook(["sweep", "plan.yaml", "--out", "it's 100% an array", ...words], folder);
    const env = { ...process.env, SLURM_CONF: join(slurm, "slurm.conf") };
    const { status, stderr } = spawnSync("sbatch", ["--wait", "it's 100% an array/slurm.sh"], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    expect(results("it's 100% an array")).toEqual(results("here"));
  });
});
