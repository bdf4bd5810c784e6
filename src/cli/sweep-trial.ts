import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder } from "../project.ts";
import { runSweepTrial, type SweepTrial } from "./run-sweep-trial.ts";

// `npm run sweep-trial -- --jobs 300 --kills 10 --seed 1` runs this program. It kills the runner of a sweep at random moments, lets the
// other runner continue each time, and compares the results with those of an undisturbed sweep. The exit status is 1 if a file differs.
const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "300" },
    chunk: { type: "string" },
    kills: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});

const snakemake = join(cacheFolder(), "sweep", "bin", "snakemake");
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
if (!existsSync(snakemake)) {
  say("Snakemake is not installed, so the sweep's own runner continues every time. To install Snakemake:");
  say("node dist/cli/make-environment.js sweep jupyter/sweep-requirements.txt");
}
const folder = mkdtempSync(join(tmpdir(), "sweep-trial-"));
try {
  const trial = await runSweepTrial({
    jobs: count("jobs", 2),
    chunk: values.chunk === undefined ? undefined : count("chunk", 1),
    kills: count("kills", 0),
    seed: count("seed", 0),
    snakemake: existsSync(snakemake) ? snakemake : undefined,
    folder,
    report: say,
  });
  process.stdout.write(`${values.json ? JSON.stringify(trial) : describeTrial(trial)}\n`);
  if (trial.differing.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function count(name: "jobs" | "chunk" | "kills" | "seed", least: number): number {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= least) return value;
  say(`--${name}: must be a whole number from ${least}, not ${JSON.stringify(values[name])}`);
  process.exit(2);
}

function describeTrial({ jobs, work, overheads, kills, compared, differing }: SweepTrial): string {
  const seconds = (value: number): string => `${value.toFixed(3)} s`;
  return [
    `Work: ${jobs} trainings, ${seconds(work)} of the processor each.`,
    ...overheads.map(
      ({ runner, jobs, processor, elapsed }) =>
        `Overhead for each job under ${runner}, from ${jobs} jobs: ${seconds(processor)} of the processor, ${seconds(elapsed)} elapsed.`,
    ),
    `Killed while running: ${kills.filter(({ running }) => running).length} of ${kills.length} times.`,
    ...kills.map(
      ({ runner, done, running }) => `  ${running ? "killed" : "ended before"}: ${runner}, ${done} jobs done`,
    ),
    `Compared with the undisturbed sweep: ${compared} files, ${differing.length} differ.`,
    ...differing.map((file) => `  ${file}`),
  ].join("\n");
}
