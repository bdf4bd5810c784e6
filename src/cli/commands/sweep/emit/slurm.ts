import { join } from "node:path";
import { InputError } from "../../../../numerics/input-error.ts";
import { quote } from "../../../../numerics/quote.ts";
import { packageVersion } from "../../../../project.ts";
import type { Chunks } from "./chunks.ts";
import { programWords, quoteForShell } from "./program-words.ts";

/**
 * The script of an array of tasks, one for each chunk.
 * @param folder the folder of the sweep, as an absolute path
 * @param atOnce how many tasks may run at the same time; undefined for as many as Slurm has room for
 * @throws InputError for a folder whose name `sbatch` cannot take
 */
export function slurmScript(folder: string, { count, size }: Chunks, atOnce: number | undefined): string {
  if (/["\n\\]/.test(folder)) {
    throw new InputError({
      argument: "--out",
      problem: `must hold no quotation mark, backslash or end of line for Slurm, not ${quote(folder)}`,
    });
  }
  // In the name of a log, % begins a placeholder; %% is the character.
  const log = join(folder, "slurm-%a.log").replace(folder, folder.replaceAll("%", "%%"));
  const limit = atOnce === undefined ? "" : `%${atOnce}`;
  return `#!/usr/bin/env bash
# Written by scorebook ${packageVersion()}. Each task of the array runs a chunk of at most ${size} jobs, one after the other: task
# k runs the jobs k, k + ${count}, k + ${2 * count}, ... of the list. A task that is killed and queued again goes on from the checkpoint of the job that was cut.
#SBATCH --job-name=scorebook
#SBATCH --array=0-${count - 1}${limit}
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --output="${log}"
set -euo pipefail
exec ${programWords()} sweep --out ${quoteForShell(folder)} --jobs 1 --shard "\${SLURM_ARRAY_TASK_ID}/${count}" --json
`;
}
