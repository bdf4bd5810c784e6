import { checkAllFinite, checkPoints, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { rescale } from "../rescale.ts";

/** The smallest number of draws: each half must have two draws to have a variance. */
const FEWEST_DRAWS = 4;

/**
 * One coordinate of the draws of chains, in the form that the diagnostics accept.
 * @param draws shape (draws, chains, d), as `runChains` keeps them
 * @param coordinate from 0 to d - 1
 * @returns shape (draws, chains)
 * @throws InputError for shapes that do not match, and for a coordinate that does not exist
 */
export function coordinateDraws(draws: Float64Array, chains: number, dim: number, coordinate: number): Float64Array {
  checkWhole("dim", dim);
  checkWhole("coordinate", coordinate, 0, dim - 1);
  checkShape(draws, chains, dim);
  const picked = new Float64Array(draws.length / dim);
  for (let i = 0; i < picked.length; i++) picked[i] = draws[i * dim + coordinate];
  return picked;
}

/** Chains that are split into halves. If a chain drifts, its halves differ. */
export interface SplitChains {
  /**
   * The first halves, followed by the second halves, shape (2 chains, length). If the number of draws is odd, the middle one is left
   * out. The unit is chosen such that squares stay in the range of float64 (see `rescale`), since no diagnostic depends on the unit.
   */
  readonly halves: Float64Array;
  /** The number of halves, twice the number of chains. */
  readonly count: number;
  /** The number of draws in each half. */
  readonly length: number;
}

/**
 * Splits chains into halves.
 * @param draws shape (draws, chains), at least 4 draws
 * @throws InputError for draws that are too few, not finite, or not a multiple of the number of chains
 */
export function splitChains(draws: Float64Array, chains: number): SplitChains {
  checkDraws(draws, chains);
  const { values } = rescale(draws);
  const perChain = draws.length / chains;
  const length = Math.floor(perChain / 2);
  const halves = new Float64Array(2 * chains * length);
  for (let i = 0; i < length; i++) {
    const late = perChain - length + i;
    for (let chain = 0; chain < chains; chain++) {
      halves[chain * length + i] = values[i * chains + chain];
      halves[(chains + chain) * length + i] = values[late * chains + chain];
    }
  }
  return { halves, count: 2 * chains, length };
}

/**
 * The mean and the unbiased variance of each half, shape (count). The variance of a half that stays at one value is set to exactly 0;
 * rounding of the mean would otherwise make it positive.
 */
export function momentsOfHalves({ halves, count, length }: SplitChains): {
  readonly means: Float64Array;
  readonly variances: Float64Array;
} {
  const means = new Float64Array(count);
  const variances = new Float64Array(count);
  for (let half = 0; half < count; half++) {
    const values = halves.subarray(half * length, (half + 1) * length);
    means[half] = isConstant(values) ? values[0] : meanOf(values);
    variances[half] = varianceOf(values, means[half]);
  }
  return { means, variances };
}

export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** The unbiased variance: the sum of squares divided by the number of values minus one. */
export function varianceOf(values: Float64Array, mean: number = meanOf(values)): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - mean) ** 2;
  return sum / (values.length - 1);
}

/** Whether all values are the same. */
export function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** The median of values in ascending order. */
export function medianOfSorted(sorted: Float64Array): number {
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function checkDraws(draws: Float64Array, chains: number): void {
  checkShape(draws, chains, 1);
  const perChain = draws.length / chains;
  if (perChain < FEWEST_DRAWS) {
    throw new InputError({
      argument: "draws",
      verb: "hold",
      allowed: `at least ${FEWEST_DRAWS} draws of each chain`,
      problem: perChain,
    });
  }
  checkAllFinite("draws", draws);
}

function checkShape(draws: Float64Array, chains: number, dim: number): void {
  checkWhole("chains", chains);
  checkPoints("draws", draws, dim, 1);
  if (draws.length % (chains * dim) === 0) return;
  throw new InputError({
    argument: "draws",
    verb: "hold",
    allowed: `as many draws of each of ${chains} chains`,
    problem: `${draws.length / dim} in all`,
  });
}
