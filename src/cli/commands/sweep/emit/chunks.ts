import { InputError } from "../../../../numerics/input-error.ts";

/** The division of the jobs of a sweep into chunks. Each task of a runner runs the jobs of one chunk, one after the other. */
export interface Chunks {
  /** The number of chunks. Chunk k holds every count-th job of the list, beginning with job k, like `--shard k/count`. */
  readonly count: number;
  /** The number of jobs in the largest chunk. */
  readonly size: number;
}

/**
 * The default number of jobs in a chunk. With one job in each task, Snakemake took 1.4 s for each job in addition to the work; with ten
 * jobs in each task it took 0.22 s (docs/sweeps.md).
 */
const DEFAULT_SIZE = 10;

/**
 * The largest number of chunks. Slurm takes array indices up to 1000 unless its administrator allows more (MaxArraySize = 1001); a thousand
 * tasks are enough for the other runners too.
 */
export const MOST_CHUNKS = 1000;

/**
 * Divides jobs into chunks.
 * @param jobs their number, from 1
 * @param size the largest number of jobs in a chunk; undefined for ten, or more if ten would make more than 1000 chunks
 * @throws InputError if chunks of this size would be more than 1000
 */
export function chunksOf(jobs: number, size?: number): Chunks {
  const least = Math.ceil(jobs / MOST_CHUNKS);
  if (size !== undefined && size < least) {
    throw new InputError({
      argument: "--chunk",
      problem: `must be at least ${least} for ${jobs} jobs, since a runner gets at most ${MOST_CHUNKS} tasks, not ${size}`,
    });
  }
  const count = Math.ceil(jobs / (size ?? Math.max(DEFAULT_SIZE, least)));
  return { count, size: Math.ceil(jobs / count) };
}
