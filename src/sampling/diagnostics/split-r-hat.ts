import {
  isConstant,
  meanOf,
  medianOfSorted,
  momentsOfHalves,
  type SplitChains,
  splitChains,
  varianceOf,
} from "./chain-quantity.ts";
import { rankNormalise } from "./rank-normalise.ts";

/**
 * Split R-hat of one quantity: sqrt(((n - 1) / n W + B / n) / W) of the halves of all chains, n draws in each, W the mean of
 * their variances and B / n the variance of their means (Gelman et al., Bayesian Data Analysis, 3rd edition, section 11.4). It is
 * near 1 if the chains cannot be distinguished. It compares means only, and requires a quantity that has a variance.
 * @param draws shape (draws, chains), at least 4 draws; one chain is enough
 * @returns Infinity if every half is constant but the halves differ, and NaN if all draws are the same
 * @throws InputError for draws that are too few, not finite, or not a multiple of the number of chains
 */
export function splitRHat(draws: Float64Array, chains: number): number {
  return rHat(splitChains(draws, chains));
}

/**
 * The rank-normalised split R-hat of Vehtari, Gelman, Simpson, Carpenter and Bürkner (Bayesian Analysis 16, 2021): the larger one
 * of the split R-hat of the ranks' normal scores ("bulk": are the chains at the same place?) and that of the scores of |x -
 * median| ("folded": are they equally wide?). It requires no moments. The authors recommend to trust chains below 1.01.
 * @param draws shape (draws, chains), at least 4 draws; one chain is enough
 * @returns as `splitRHat`
 * @throws InputError as `splitRHat`
 */
export function rankNormalisedRHat(draws: Float64Array, chains: number): number {
  const split = splitChains(draws, chains);
  if (isConstant(split.halves)) return Number.NaN;
  const median = medianOfSorted(split.halves.slice().sort());
  const folded = split.halves.map((value) => Math.abs(value - median));
  const bulk = rHat({ ...split, halves: rankNormalise(split.halves) });
  // If there are two values that are equally frequent, both have the same distance from the median, and there is nothing to compare.
  return isConstant(folded) ? bulk : Math.max(bulk, rHat({ ...split, halves: rankNormalise(folded) }));
}

function rHat(split: SplitChains): number {
  if (isConstant(split.halves)) return Number.NaN;
  const { length } = split;
  const { means, variances } = momentsOfHalves(split);
  const within = meanOf(variances);
  return Math.sqrt((length - 1) / length + varianceOf(means) / within);
}
