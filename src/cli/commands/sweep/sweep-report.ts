import { plural } from "../../../numerics/quote.ts";
import { formatPath, printJson } from "../../output/output.ts";
import { describeJob, type Job } from "./job.ts";
import type { SweepOutcome } from "./run-jobs.ts";
import type { SweepFolder } from "./sweep-folder.ts";

/** The largest number of jobs that are shown; the others are counted. */
const MOST_SHOWN = 10;

/** Prints what would be run, for --dry-run. */
export function reportPlan(
  jobs: readonly Job[],
  open: readonly Job[],
  { varying, json }: { readonly varying: readonly string[]; readonly json: boolean },
): void {
  if (json) {
    printJson({ jobs: jobs.length, done: jobs.length - open.length, open: open.map(({ hash }) => hash) });
    return;
  }
  const lines = open.slice(0, MOST_SHOWN).map((job) => `  ${job.hash}  ${describeJob(job, varying)}`);
  const more = open.length > MOST_SHOWN ? [`  … and ${open.length - MOST_SHOWN} more`] : [];
  const head = `${plural(jobs.length, "job")}: ${jobs.length - open.length} done, ${open.length} to run${open.length > 0 ? ":" : ""}`;
  process.stdout.write(`${[head, ...lines, ...more].join("\n")}\n`);
}

/** Prints the outcome of the jobs. The exit status is 1 if a job failed, and 130 after Ctrl-C. */
export function reportOutcome(
  folder: SweepFolder,
  { done, failed, interrupted, before }: SweepOutcome & { readonly before: number },
  { varying, json }: { readonly varying: readonly string[]; readonly json: boolean },
): void {
  if (failed.length > 0) process.exitCode = 1;
  if (interrupted) process.exitCode = 130;
  if (json) {
    const failures = failed.map(({ job, message }) => ({ hash: job.hash, message }));
    printJson({ done, doneBefore: before, failed: failures, interrupted });
    return;
  }
  const parts = [`${done} done`, ...(before > 0 ? [`${before} done before`] : []), `${failed.length} failed`];
  const lines = failed
    .slice(0, MOST_SHOWN)
    .map(({ job, message }) => `  ${job.hash}  ${describeJob(job, varying)}: ${message}`);
  const more = failed.length > MOST_SHOWN ? [`  … and ${failed.length - MOST_SHOWN} more`] : [];
  const next = interrupted
    ? "Interrupted: the same command continues from here."
    : `To make a table of the results: npx scorebook sweep merge ${formatPath(folder.path)}`;
  process.stdout.write(`${[`${parts.join(", ")}.`, ...lines, ...more, next].join("\n")}\n`);
}
