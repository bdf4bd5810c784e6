import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { writeWhole } from "../../../../files/whole-file.ts";
import { InputError } from "../../../../numerics/input-error.ts";
import { plural } from "../../../../numerics/quote.ts";
import { formatPath } from "../../../output/output.ts";
import type { Job } from "../job.ts";
import type { SweepFolder } from "../sweep-folder.ts";
import { chunksOf } from "./chunks.ts";
import { kubernetesJob } from "./kubernetes.ts";
import { slurmScript } from "./slurm.ts";
import { removeStaleRecords, snakemakeFiles } from "./snakemake.ts";

export type Runner = "snakemake" | "slurm" | "kubernetes";

export interface EmitOptions {
  /** The largest number of jobs in a task. */
  readonly chunk?: number;
  /** The largest number of tasks that run at the same time. */
  readonly jobs?: number;
  /** The container image, for Kubernetes. */
  readonly image?: string;
}

/**
 * Writes the jobs and the files that another runner needs into the folder of the sweep, and prints the command that starts the runner.
 * @throws InputError, before anything is written, for options that the runner cannot take
 */
export function emit(runner: Runner, folder: SweepFolder, jobs: readonly Job[], options: EmitOptions): void {
  if (options.image !== undefined && runner !== "kubernetes") {
    throw new InputError({ argument: "--image", problem: `is for --emit kubernetes, not ${runner}` });
  }
  const chunks = chunksOf(jobs.length, options.chunk);
  const files = {
    snakemake: () => snakemakeFiles(chunks, options.jobs ?? availableParallelism()),
    slurm: () => ({ "slurm.sh": slurmScript(folder.path, chunks, options.jobs) }),
    kubernetes: () => ({ "kubernetes.yaml": kubernetesJob(folder.path, jobs, chunks, options.jobs, options.image) }),
  }[runner]();
  folder.plan(jobs);
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeWhole(path, text);
  }
  if (runner === "snakemake") removeStaleRecords(folder, jobs, chunks);
  const at = relative(process.cwd(), folder.path) || ".";
  const [here, file] = [formatPath(at), (name: string): string => formatPath(join(at, name))];
  const start = {
    snakemake: `snakemake --directory ${here} --snakefile ${file("Snakefile")} --profile ${file("profile")}`,
    slurm: `sbatch ${file("slurm.sh")}`,
    kubernetes: `kubectl apply -f ${file("kubernetes.yaml")}`,
  }[runner];
  const tasks = `${chunks.count} ${chunks.count === 1 ? "task" : "tasks"} of at most ${chunks.size}`;
  process.stdout.write(
    `Written for ${plural(jobs.length, "job")} in ${tasks} (--chunk): ${Object.keys(files).join(", ")}, in ${here}.\nTo run them: ${start}\n`,
  );
}
