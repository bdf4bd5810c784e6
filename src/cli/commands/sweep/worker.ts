import type { Command } from "commander";
import { INTERRUPTED, runJob } from "./run-job.ts";
import type { SweepFolder } from "./sweep-folder.ts";

/**
 * Runs a worker process of a sweep: it receives the hashes of jobs, runs these jobs one after the other, and answers with the record of
 * each. It ends when the process that started it ends.
 */
export function serve(folder: SweepFolder, createProgram: () => Command): Promise<void> {
  const jobs = new Map(folder.jobs().map((job) => [job.hash, job]));
  // In a terminal, Ctrl-C reaches this process twice: from the terminal, and from the runner. Without a listener that stays, the
  // second signal would end the process before the command has written its checkpoint.
  let interrupted = false;
  process.on("SIGINT", () => {
    if (interrupted) return;
    interrupted = true;
    // No command listens: none is running, or the command that runs has nothing to write.
    if (process.listenerCount("SIGINT") === 1) process.exit(INTERRUPTED);
  });
  return new Promise((resolve) => {
    process.once("disconnect", () => {
      resolve();
      process.exit();
    });
    process.on("message", async (hash: string) => {
      const job = jobs.get(hash);
      if (!job) throw new Error(`no job ${hash}`);
      process.send?.((await runJob(folder, job, createProgram)) ?? null);
    });
  });
}
