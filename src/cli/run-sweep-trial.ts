import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRng } from "../numerics/random/random.ts";
import { projectRoot } from "../project.ts";
import { argumentsOf } from "./commands/sweep/arguments.ts";
import { captured } from "./commands/sweep/run-job.ts";
import { SweepFolder } from "./commands/sweep/sweep-folder.ts";
import { createProgram } from "./program.ts";

export interface SweepTrialOptions {
  /** How many networks the sweep trains, each with another seed. */
  readonly jobs: number;
  /** How many trainings a task of Snakemake runs, one after the other; undefined for the number that `scorebook sweep` chooses. */
  readonly chunk: number | undefined;
  /** How often the runner is killed. */
  readonly kills: number;
  /** The seed of the random moments at which the runner is killed. */
  readonly seed: number;
  /** The path of `snakemake`, or undefined if it is not installed. */
  readonly snakemake: string | undefined;
  /** An empty folder for the sweeps. */
  readonly folder: string;
  /** Called with a line for each part of the trial. */
  readonly report: (line: string) => void;
}

/** The overhead of a runner beside the trainings themselves, in seconds for each job. */
export interface RunnerOverhead {
  readonly runner: string;
  readonly jobs: number;
  /** The processor time of the whole run, less that of the same trainings in one process. Other programs hardly influence it. */
  readonly processor: number;
  /** The elapsed time of the workers, less the time that they spent in jobs. Other programs that run meanwhile add to it. */
  readonly elapsed: number;
}

export interface SweepTrial {
  readonly jobs: number;
  /** Seconds of the processor that one training takes, without a sweep. */
  readonly work: number;
  readonly overheads: readonly RunnerOverhead[];
  /** Each kill: which runner was killed, after how many jobs were done, and whether it was still running then. */
  readonly kills: readonly { readonly runner: string; readonly done: number; readonly running: boolean }[];
  /** How many files of the killed sweep were compared with those of the undisturbed one. */
  readonly compared: number;
  /** The files that differ, or are missing from one of the two sweeps. */
  readonly differing: readonly string[];
}

/** The training of every job. It is small, so that the overhead can be measured beside it. */
const TRAINING = { data: "spiral", samples: 400, hidden: 30, iterations: 60, sigma: 0.03 };
const WORKERS = 2;
/**
 * The longest time in seconds between the end of the job for which a kill waits and the kill, so that the kill hits one of the next jobs.
 */
const LONGEST_DELAY = 0.5;
/** The time between two counts of the finished jobs, in milliseconds. */
const LOOK = 20;

interface Runner {
  readonly name: string;
  /** The command that runs the jobs of a sweep that are not done yet. */
  readonly words: (out: string) => readonly string[];
}

/**
 * Runs a sweep undisturbed. Then runs the same sweep again, kills its runner at random moments, and lets the other runner continue
 * each time. At the end compares the files of the two sweeps byte by byte.
 */
export async function runSweepTrial(options: SweepTrialOptions): Promise<SweepTrial> {
  const { jobs, kills, seed, snakemake, folder, report } = options;
  const runners = [ownRunner(folder), ...(snakemake === undefined ? [] : [snakemakeRunner(snakemake)])];
  const undisturbed = planned(folder, "undisturbed", options);
  report(`${jobs} trainings in one process, without a sweep`);
  const work = await secondsOfWork(undisturbed);
  const overheads: RunnerOverhead[] = [];
  for (const [index, runner] of runners.entries()) {
    const sweep = index === 0 ? undisturbed : planned(folder, "timed", options);
    report(`the same trainings under ${runner.name}, undisturbed`);
    overheads.push(timedRun(runner, sweep, work));
  }
  const killed = planned(folder, "killed", options);
  const rng = createRng(seed);
  const moments = Array.from({ length: kills }, () => Math.floor(rng.uniform() * jobs)).sort((a, b) => a - b);
  const hits: SweepTrial["kills"][number][] = [];
  for (const [index, moment] of moments.entries()) {
    const runner = runners[index % runners.length];
    hits.push(await killedRun(runner, killed, moment, LONGEST_DELAY * rng.uniform()));
    report(`kill ${index + 1} of ${kills}: ${runner.name}, ${hits[index].done} of ${jobs} jobs done`);
  }
  const last = runners[kills % runners.length];
  report(`${last.name} runs the remaining jobs`);
  runToEnd(last, killed);
  return { jobs, work, overheads, kills: hits, ...compareSweeps(undisturbed, killed) };
}

/** Compares the files that the jobs of two sweeps have written, without the records of times and machines. */
export function compareSweeps(one: SweepFolder, other: SweepFolder): Pick<SweepTrial, "compared" | "differing"> {
  const files = one.jobs().flatMap(({ hash }) => {
    const names = new Set([one, other].flatMap((sweep) => Object.keys(sweep.outputs(hash))));
    return [...names, ...["run.json"].filter(() => !one.isDone(hash) || !other.isDone(hash))].map(
      (name) => `${hash}/${name}`,
    );
  });
  const differing = files.filter((file) => {
    const [a, b] = [one, other].map((sweep) => join(sweep.path, "jobs", file));
    return !(existsSync(a) && existsSync(b) && readFileSync(a).equals(readFileSync(b)));
  });
  return { compared: files.length, differing };
}

function ownRunner(folder: string): Runner {
  return {
    name: "the sweep's own runner",
    words: (out) => [...scorebook, "sweep", "--out", relative(folder, out), "--shard", "0/1", "--jobs", `${WORKERS}`],
  };
}

function snakemakeRunner(path: string): Runner {
  return {
    name: "Snakemake",
    // A killed Snakemake leaves its lock behind; it can be ignored, because nobody else uses the folder.
    words: (out) => [
      ...[path, "--directory", out, "--snakefile", join(out, "Snakefile"), "--profile", join(out, "profile")],
      ...["--cores", `${WORKERS}`, "--nolock", "--quiet", "all"],
    ],
  };
}

const scorebook = [process.execPath, join(projectRoot(), "dist", "cli", "main.js")];

/** A sweep that is planned for both runners, and of which no job is done. */
function planned(folder: string, name: string, { jobs, chunk }: SweepTrialOptions): SweepFolder {
  const seeds = Array.from({ length: jobs }, (_, k) => k + 1);
  const plan = join(folder, `${name}.json`);
  // JSON is YAML.
  writeFileSync(plan, JSON.stringify({ command: "train", options: TRAINING, grid: { seed: seeds } }));
  const out = join(folder, name);
  mkdirSync(out);
  const [node, ...words] = [...scorebook, "sweep", plan, "--out", out, "--emit", "snakemake"];
  if (chunk !== undefined) words.push("--chunk", `${chunk}`);
  const { status, stderr } = spawnSync(node, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`The sweep could not be planned: ${stderr}`);
  return new SweepFolder(out);
}

/** The processor time in seconds that one job takes on average if all jobs run one after the other in this process. */
async function secondsOfWork(sweep: SweepFolder): Promise<number> {
  const back = process.cwd();
  const alone = join(sweep.path, "..", "alone");
  mkdirSync(alone);
  process.chdir(alone);
  try {
    const before = process.cpuUsage();
    const jobs = sweep.jobs();
    for (const { steps } of jobs) {
      const program = createProgram();
      const words = argumentsOf(program, steps[0], 0, (path) => path);
      await captured(join(alone, "log.txt"), () => program.parseAsync(words, { from: "user" }));
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 / jobs.length;
  } finally {
    process.chdir(back);
  }
}

/** Runs all jobs of a sweep, and measures the overhead. */
function timedRun(runner: Runner, sweep: SweepFolder, work: number): RunnerOverhead {
  const started = performance.now();
  // The shell's `times` prints the processor time that a command and all processes that it started took.
  const printed = runToEnd(runner, sweep, ["sh", "-c", '"$@" >/dev/null && times', "sh"]);
  const elapsed = (performance.now() - started) / 1000;
  const jobs = sweep.jobs();
  const within = jobs.reduce((sum, { hash }) => sum + (sweep.record(hash)?.seconds ?? Number.NaN), 0);
  return {
    runner: runner.name,
    jobs: jobs.length,
    processor: childrenSeconds(printed) / jobs.length - work,
    elapsed: (WORKERS * elapsed - within) / jobs.length,
  };
}

/** The second line that `times` prints, such as `0m3.500000s 0m0.270000s`: user and system time of the shell's children. */
function childrenSeconds(printed: string): number {
  const times = [
    ...printed
      .trim()
      .split("\n")[1]
      .matchAll(/(\d+)m([\d.]+)s/g),
  ];
  return times.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

function runToEnd(runner: Runner, sweep: SweepFolder, before: readonly string[] = []): string {
  const [command, ...words] = [...before, ...runner.words(sweep.path)];
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: join(sweep.path, ".."), encoding: "utf8" });
  if (status !== 0) throw new Error(`${runner.name} ended with status ${status}: ${stderr}`);
  return stdout;
}

/**
 * Starts a runner. Waits until `moment` jobs of the sweep are done, and at least one more than before, and then `delay` seconds. Then
 * kills the runner and all processes that it started.
 */
async function killedRun(
  runner: Runner,
  sweep: SweepFolder,
  moment: number,
  delay: number,
): Promise<SweepTrial["kills"][number]> {
  const target = Math.max(moment, doneJobs(sweep) + 1);
  const [command, ...words] = runner.words(sweep.path);
  // The runner gets a process group of its own, so that one signal reaches the workers too.
  const child = spawn(command, words, { cwd: join(sweep.path, ".."), stdio: "ignore", detached: true });
  const ended = once(child, "exit");
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (doneJobs(sweep) < target && !hasEnded()) await sleep(LOOK);
  await sleep(1000 * delay);
  const running = !hasEnded();
  if (running) process.kill(-Number(child.pid), "SIGKILL");
  await ended;
  return { runner: runner.name, done: doneJobs(sweep), running };
}

function doneJobs(sweep: SweepFolder): number {
  return sweep.jobs().filter(({ hash }) => existsSync(join(sweep.jobFolder(hash), "run.json"))).length;
}
