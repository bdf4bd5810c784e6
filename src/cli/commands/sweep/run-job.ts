import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { cpus, hostname } from "node:os";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { writeWhole } from "../../../files/whole-file.ts";
import { argumentsOf } from "./arguments.ts";
import { changedFiles, isOfItsHash, type Job, type JobStep } from "./job.ts";
import type { RunRecord, SweepFolder } from "./sweep-folder.ts";

/**
 * Runs one job in this process and writes its files into its folder. The standard output of its commands becomes `result.json`, and
 * their standard error is added to `log.txt`. `run.json` is written last. A job that was killed continues from its checkpoint.
 * @returns the record of the job, or undefined if Ctrl-C ended it
 */
export async function runJob(
  folder: SweepFolder,
  job: Job,
  createProgram: () => Command,
): Promise<RunRecord | undefined> {
  // Another runner may have done the job since this one made its list.
  const before = folder.record(job.hash);
  if (before?.status === "done") return before;
  const started = performance.now();
  const own = folder.jobFolder(job.hash);
  const back = process.cwd();
  mkdirSync(own, { recursive: true });
  // Removes the record of an earlier failure: until this run ends, the job is neither done nor failed.
  rmSync(join(own, "run.json"), { force: true });
  const finish = (status: "done" | "failed", message?: string): RunRecord => {
    const seconds = Math.round(performance.now() - started) / 1000;
    const outputs = folder.outputs(job.hash);
    const record = {
      hash: job.hash,
      status,
      ...(message !== undefined && { message }),
      seconds,
      machine: machine(),
      outputs,
    };
    folder.writeRecord(record);
    return record;
  };
  if (!isOfItsHash(job)) return finish("failed", "jobs.jsonl has been changed: the job does not have its hash");
  const changed = changedFiles(job, folder.path);
  if (changed.length > 0)
    return finish("failed", `${changed[0]} is missing, or has changed since the sweep was planned`);
  try {
    process.chdir(own);
    const results: unknown[] = [];
    for (const [index, step] of job.steps.entries())
      results.push(await runStep(step, index, own, folder, createProgram));
    const [first, ...others] = job.steps.map(({ command }, index) => [command, results[index]] as const);
    const result = others.length === 0 ? first[1] : Object.fromEntries([first, ...others]);
    writeWhole(join(own, "result.json"), `${JSON.stringify(result)}\n`);
    return finish("done");
  } catch (error) {
    if (error instanceof JobInterrupted) return undefined;
    return finish("failed", error instanceof Error ? error.message : String(error));
  } finally {
    process.chdir(back);
  }
}

/** Ctrl-C ended a command. The job is neither done nor failed, and can continue from its checkpoint. */
class JobInterrupted extends Error {}

/** The status of a command that Ctrl-C ended, as in a shell: 128 and the number of the signal. */
export const INTERRUPTED = 130;

/** Runs a step and returns the JSON that it printed. @throws Error if the step failed */
async function runStep(
  step: JobStep,
  index: number,
  own: string,
  folder: SweepFolder,
  createProgram: () => Command,
): Promise<unknown> {
  const program = createProgram();
  const fromOut = (path: string): string => relative(own, join(folder.path, path));
  const { printed, status } = await captured(join(own, "log.txt"), () =>
    program.parseAsync(argumentsOf(program, step, index, fromOut), { from: "user" }),
  );
  if (status === INTERRUPTED) throw new JobInterrupted("interrupted");
  // Status 1 with a result is no failure of the job: it means that a claim or a check fails.
  if (status > 1) throw new Error(`${step.command} ended with status ${status}`);
  try {
    return JSON.parse(printed);
  } catch {
    throw new Error(`${step.command} printed no JSON`);
  }
}

/** Does work that prints. The standard output is returned, and the standard error is added to a log file. */
export async function captured(
  log: string,
  work: () => Promise<unknown>,
): Promise<{ printed: string; status: number }> {
  const [out, err] = [process.stdout.write, process.stderr.write];
  const before = process.exitCode;
  let printed = "";
  process.exitCode = 0;
  process.stdout.write = ((text: string | Uint8Array): boolean => {
    printed += String(text);
    return true;
  }) as typeof process.stdout.write;
  process.stderr.write = ((text: string | Uint8Array): boolean => {
    appendFileSync(log, text);
    return true;
  }) as typeof process.stderr.write;
  try {
    await work();
    return { printed, status: Number(process.exitCode ?? 0) };
  } finally {
    process.stdout.write = out;
    process.stderr.write = err;
    process.exitCode = before;
  }
}

function machine(): RunRecord["machine"] {
  const cpu = cpus()[0]?.model.trim() ?? "unknown";
  return { node: process.version, platform: `${process.platform}-${process.arch}`, cpu, host: hostname() };
}
