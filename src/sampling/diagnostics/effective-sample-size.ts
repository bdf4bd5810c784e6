import { rescale } from "../rescale.ts";
import { meanAutocovariance } from "./autocovariance.ts";
import { isConstant, momentsOfHalves, type SplitChains, splitChains, varianceOf } from "./chain-quantity.ts";
import { rankNormalise } from "./rank-normalise.ts";

/** The quantiles at which the tails begin. */
const TAIL_PROBABILITIES = [0.05, 0.95] as const;

/**
 * The number of independent draws that would give the mean of one quantity as exactly as these draws. It is S / tau with S draws in
 * all halves of chains and tau = 1 + 2 SUM_t rho_t. The autocorrelations rho_t are estimated from all halves together, so that chains
 * that disagree give a small result. They are summed by Geyer's initial monotone sequence of pairs (Vehtari, Gelman, Simpson,
 * Carpenter and Bürkner, Bayesian Analysis 16, 2021; the same numbers as Stan and arviz). It is limited to S log10 S, which
 * antithetic draws may reach.
 * @param draws shape (draws, chains), at least 4 draws
 * @returns NaN if all draws are the same
 * @throws InputError for draws that are too few, not finite, or not a multiple of the number of chains
 */
export function effectiveSampleSize(draws: Float64Array, chains: number): number {
  return sizeOf(splitChains(draws, chains));
}

/**
 * The effective sample size of the normal scores of the ranks, which measures the bulk of the distribution and needs no moments.
 * The authors ask for at least 100 for each chain before R-hat and quantiles are trusted.
 * @param draws shape (draws, chains), at least 4 draws
 * @returns NaN if all draws are the same
 * @throws InputError as `effectiveSampleSize`
 */
export function bulkEffectiveSampleSize(draws: Float64Array, chains: number): number {
  const split = splitChains(draws, chains);
  if (isConstant(split.halves)) return Number.NaN;
  return sizeOf({ ...split, halves: rankNormalise(split.halves) });
}

/**
 * The smaller of two effective sample sizes, those of the indicators that a draw is at most the 5 % or the 95 % quantile.
 * @param draws shape (draws, chains), at least 4 draws
 * @returns NaN if all draws are the same, or if so many are equal to the largest that none is above the quantile
 * @throws InputError as `effectiveSampleSize`
 */
export function tailEffectiveSampleSize(draws: Float64Array, chains: number): number {
  const split = splitChains(draws, chains);
  const sorted = rescale(draws).values.slice().sort();
  const sizes = TAIL_PROBABILITIES.map((probability) => {
    const quantile = quantileOfSorted(sorted, probability);
    return sizeOf({ ...split, halves: split.halves.map((value) => (value <= quantile ? 1 : 0)) });
  });
  return Math.min(...sizes);
}

function sizeOf(split: SplitChains): number {
  if (isConstant(split.halves)) return Number.NaN;
  const { count, length } = split;
  const total = count * length;
  const autocovariance = meanAutocovariance(split);
  const { means } = momentsOfHalves(split);
  // The variance of all draws: within the halves and between them.
  const variance = autocovariance[0] + varianceOf(means);
  const within = (autocovariance[0] * length) / (length - 1);
  const correlation = (lag: number): number => (lag === 0 ? 1 : 1 - (within - autocovariance[lag]) / variance);
  // For antithetic draws the sum may be 0 or negative.
  return total / Math.max(autocorrelationTime(correlation, length), 1 / Math.log10(total));
}

/**
 * 1 + 2 SUM rho_t, by Geyer's sequences. In any reversible chain, rho_t + rho_(t + 1) at even t is positive and decreasing. The sum
 * ends before the first estimate that is not positive, because the rest is noise. An estimate that is larger than the previous one
 * is noise too, and is replaced by the previous one.
 */
function autocorrelationTime(correlation: (lag: number) => number, length: number): number {
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let lag = 0;
  let even = correlation(0);
  let odd = correlation(1);
  while (even + odd > 0 && lag < length - 4) {
    least = Math.min(least, even + odd);
    sum += least;
    lag += 2;
    even = correlation(lag);
    odd = correlation(lag + 1);
  }
  // The first term of the pair at which the sum ends still counts once. This matters if correlations alternate in sign.
  const last = even > 0 || even + odd >= 0 ? even : 0;
  return 2 * sum - 1 + last;
}

/** A quantile by linear interpolation between order statistics, from the smallest value at 0 to the largest at 1. */
function quantileOfSorted(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const fraction = position - below;
  const above = sorted[Math.min(below + 1, sorted.length - 1)];
  // This form is exact between equal draws, which are frequent in chains that reject proposals.
  return sorted[below] + fraction * (above - sorted[below]);
}
