import { rescale } from "../rescale.ts";
import { meanOf, varianceOf } from "./chain-quantity.ts";
import { effectiveSampleSize } from "./effective-sample-size.ts";

/** The mean of one quantity over the draws of chains, and its standard error. */
export interface MeanOfChains {
  readonly mean: number;
  /** The standard deviation of a draw. */
  readonly standardDeviation: number;
  /** The standard error of the mean: standardDeviation / sqrt(effectiveSampleSize). NaN if all draws are the same. */
  readonly standardError: number;
  /** The number of independent draws that would give the mean as exactly; see `effectiveSampleSize`. */
  readonly effectiveSampleSize: number;
}

/**
 * The mean of the draws with its Monte Carlo standard error (Vehtari, Gelman, Simpson, Carpenter and Bürkner, Bayesian
 * Analysis 16, 2021, section 4). The standard error contains nothing about a region that no chain has visited.
 * @param draws shape (draws, chains), at least 4 draws
 * @throws InputError for draws that are too few, not finite, or not a multiple of the number of chains
 */
export function meanOfChains(draws: Float64Array, chains: number): MeanOfChains {
  const size = effectiveSampleSize(draws, chains);
  const { values, divisors } = rescale(draws);
  const inOldUnit = (value: number): number => divisors.reduce((result, divisor) => result / divisor, value);
  const mean = meanOf(values);
  const standardDeviation = Math.sqrt(varianceOf(values, mean));
  return {
    mean: inOldUnit(mean),
    standardDeviation: inOldUnit(standardDeviation),
    standardError: inOldUnit(standardDeviation / Math.sqrt(size)),
    effectiveSampleSize: size,
  };
}
