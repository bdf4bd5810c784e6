import type { ChainDraws } from "../chains/chain-run.ts";
import { coordinateDraws } from "./chain-quantity.ts";
import { bulkEffectiveSampleSize, tailEffectiveSampleSize } from "./effective-sample-size.ts";

/** Draws that are so far apart along their chains that they count as independent. */
export interface SpacedDraws {
  /** Shape (n, d). */
  readonly draws: Float64Array;
  /** The number of draws from one taken draw to the next in the same chain. Null if only the last draw of each chain is taken. */
  readonly lag: number | null;
}

/** The number of autocorrelation times between taken draws. If the correlation is exp(-2 t / tau), exp(-4) = 2 % of it remains. */
const TIMES = 2;
/** A chain with fewer draws has no effective sample size. */
const FEWEST_DRAWS = 4;

/**
 * Draws for a test that requires independent draws, such as the permutation test of the energy distance. From each chain it takes
 * every `lag`-th draw, counted backwards from the last one, where
 *
 *     lag = 2 tau,   tau = (number of draws) / (effective sample size),
 *
 * with the smallest effective sample size of all coordinates, of bulk and of tails. A coordinate that never changes has none and is
 * left out. If a chain is shorter than the lag, only its last draw is taken. Draws of different chains are as independent as their
 * starts.
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

/** The longest autocorrelation time of all coordinates, or Infinity if no coordinate has one. */
function autocorrelationTime(draws: Float64Array, chains: number, dim: number): number {
  const times = Array.from({ length: dim }, (_, a) => {
    const x = coordinateDraws(draws, chains, dim, a);
    const sizes = [bulkEffectiveSampleSize(x, chains), tailEffectiveSampleSize(x, chains)];
    return x.length / Math.min(...sizes.filter((size) => size > 0));
  });
  // A coordinate without an effective sample size counts as one with an autocorrelation time of 0.
  const longest = Math.max(...times);
  return longest > 0 ? longest : Infinity;
}
