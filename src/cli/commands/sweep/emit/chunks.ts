import { InputError } from "../../../../numerics/input-error.ts";

/** The jobs of a sweep in chunks: each task of a runner runs one chunk, one job after the other. */
export interface Chunks {
  /** How many chunks there are. Chunk k holds every count-th job of the list, beginning with job k, as `--shard k/count`. */
  readonly count: number;
  /** How many jobs the largest chunk holds. */
  readonly size: number;
}

/**
 * Jobs of a chunk, unless `--chunk` says otherwise. A task of Snakemake cost 1.4 s beside the work on a busy machine; with ten
 * jobs in each task, a job cost 0.22 s beside the work (docs/sweeps.md).
 */
const DEFAULT_SIZE = 10;

/** Slurm takes array indices up to 1000 unless its administrator allows more (MaxArraySize = 1001); what is started for a thousand tasks is enough for the other runners too. */
export const MOST_CHUNKS = 1000;

/**
 * Divides jobs into chunks.
 * @param jobs their number, from 1
 * @param size jobs of a chunk at most; undefined for ten, or as many as make at most 1000 chunks
 * @throws InputError where chunks of this size would be more than 1000
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
