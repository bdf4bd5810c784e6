import type { ChainDraws } from "../chains/chain-run.ts";
import { coordinateDraws } from "./chain-quantity.ts";
import { bulkEffectiveSampleSize, tailEffectiveSampleSize } from "./effective-sample-size.ts";

/** Draws that lie so far apart along their chains that they count as independent. */
export interface SpacedDraws {
  /** Shape (n, d). */
  readonly draws: Float64Array;
  /** Draws from one that is taken to the next of the same chain; null where only the last one of each chain is taken. */
  readonly lag: number | null;
}

/** Autocorrelation times from a draw to the next: where correlation falls as exp(-2 t / tau), the rest of it is exp(-4), 2 %. */
const TIMES = 2;
/** Fewer draws of a chain have no effective sample size. */
const FEWEST_DRAWS = 4;

/**
 * Draws for a test that takes them as independent, such as the permutation test of the energy distance: of each chain every
 * `lag`-th, counted from the last one back, where
 *
 *     lag = 2 tau,   tau = (number of draws) / (effective sample size),
 *
 * with the smallest effective sample size of all coordinates, of bulk and of tails. A coordinate that never changes has none and is
 * passed over. Where a chain is shorter than the lag, its last draw is taken: draws of different chains are as independent as
 * their starts.
 * @param run chains whose draws are all finite
 */
export function spacedDraws({ draws, chains, kept, dim }: ChainDraws): SpacedDraws {
  const time = kept < FEWEST_DRAWS ? Infinity : autocorrelationTime(draws, chains, dim);
  const lag = TIMES * time < kept ? Math.max(1, Math.ceil(TIMES * time)) : null;
  const step = lag ?? kept;
  const taken = Math.ceil(kept / step);
  const spaced = new Float64Array(taken * chains * dim);
  for (let k = 0; k < taken; k++) {
    const start = (kept - 1 - k * step) * chains * dim;
    spaced.set(draws.subarray(start, start + chains * dim), k * chains * dim);
  }
  return { draws: spaced, lag };
}

/** The longest of all coordinates; Infinity where none of them has one. */
function autocorrelationTime(draws: Float64Array, chains: number, dim: number): number {
  const times = Array.from({ length: dim }, (_, a) => {
    const x = coordinateDraws(draws, chains, dim, a);
    const sizes = [bulkEffectiveSampleSize(x, chains), tailEffectiveSampleSize(x, chains)];
    return x.length / Math.min(...sizes.filter((size) => size > 0));
  });
  // No size at all is an autocorrelation time of 0 here.
  const longest = Math.max(...times);
  return longest > 0 ? longest : Infinity;
}
