import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Command } from "commander";
import { projectRoot } from "../../../project.ts";
import { startProgress } from "../../output/progress.ts";
import { describeJob, type Job } from "./job.ts";
import { INTERRUPTED, runJob } from "./run-job.ts";
import type { RunRecord, SweepFolder } from "./sweep-folder.ts";

/** The outcome of the jobs that were run. */
export interface SweepOutcome {
  readonly done: number;
  readonly failed: readonly { readonly job: Job; readonly message: string }[];
  readonly interrupted: boolean;
}

/**
 * Runs jobs in `workers` processes, each one job after the other, with progress and the time left on standard error.
 * If a process dies, its present job counts as failed, and another process replaces it.
 * Ctrl-C ends the jobs at their checkpoints.
 */
export async function runJobs(
  folder: SweepFolder,
  jobs: readonly Job[],
  { workers, varying }: { readonly workers: number; readonly varying: readonly string[] },
): Promise<SweepOutcome> {
  const waiting = [...jobs];
  const failed: { job: Job; message: string }[] = [];
  let [done, interrupted] = [0, false];
  const running = new Set<ChildProcess>();
  const progress = startProgress("sweep", jobs.length, {
    onInterrupt: () => interrupt(),
  });
  const interrupt = (): void => {
    if (interrupted) return;
    interrupted = true;
    for (const child of running) child.kill("SIGINT");
  };
  const finish = (job: Job, message: string | undefined): void => {
    if (message === undefined) done += 1;
    else failed.push({ job, message });
    progress.finish(describeJob(job, varying), message === undefined ? undefined : `failed: ${message}`);
  };
  const work = async (): Promise<void> => {
    let child: ChildProcess | undefined;
    for (let job = waiting.shift(); job && !interrupted; job = waiting.shift()) {
      child = child && isAlive(child) ? child : startWorker(folder.path);
      running.add(child);
      progress.begin(describeJob(job, varying));
      const outcome = await ask(child, job.hash);
      // A terminal sends Ctrl-C to the workers too, and a worker may answer before this process has heard of it.
      if (outcome === undefined) interrupt();
      if (typeof outcome === "string") running.delete(child);
      const message = typeof outcome === "string" ? outcome : outcome?.message;
      if (!interrupted || (outcome && message === undefined)) finish(job, message);
    }
    if (child?.connected) child.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
  progress.stop();
  return { done, failed, interrupted };
}

/** Runs one job in this process, as a task of a cluster does, because starting another process would take longer than a small job. */
export async function runHere(folder: SweepFolder, job: Job, createProgram: () => Command): Promise<SweepOutcome> {
  const record = await runJob(folder, job, createProgram);
  if (!record) return { done: 0, failed: [], interrupted: true };
  const { message } = record;
  return message === undefined
    ? { done: 1, failed: [], interrupted: false }
    : { done: 0, failed: [{ job, message }], interrupted: false };
}

function startWorker(path: string): ChildProcess {
  const program = join(projectRoot(), "dist", "cli", "main.js");
  return fork(program, ["sweep", "--out", path, "--worker"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
}

function isAlive({ connected, exitCode, signalCode }: ChildProcess): boolean {
  return connected && exitCode === null && signalCode === null;
}

/** The record of the job (undefined after Ctrl-C), or a text that says why the process ended. */
function ask(child: ChildProcess, hash: string): Promise<RunRecord | undefined | string> {
  return new Promise((resolve) => {
    const died = (code: number | null, signal: NodeJS.Signals | null): void => {
      child.removeListener("message", answered);
      const interrupted = code === INTERRUPTED || signal === "SIGINT";
      resolve(interrupted ? undefined : `its process ended with ${signal ?? `status ${code}`}`);
    };
    const answered = (record: unknown): void => {
      child.removeListener("exit", died);
      // Undefined cannot be sent between processes, so null takes its place.
      resolve((record as RunRecord | null) ?? undefined);
    };
    child.once("message", answered);
    child.once("exit", died);
    // Where the process has just died, its exit says so.
    child.send(hash, () => {});
  });
}
