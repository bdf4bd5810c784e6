import gammainc from "@stdlib/math-base-special-gammainc";
import { checkBetween, checkWhole } from "../../numerics/check.ts";

/** The fraction of noisy points that are farther from their clean points than the default radius. */
const RARELY = 1e-3;
/** The number of halvings of the interval that contains the radius, after which its width is below the rounding of its ends. */
const HALVINGS = 60;

/**
 * The length, in sigmas, that noise from N(0, sigma^2 I) in d dimensions exceeds with a given probability. Places that are
 * farther from all data than this are hardly seen in training. In the plane it is sqrt(-2 log exceeded).
 *
 * @param exceeded the probability, between 0 and 1; default 0.001
 * @throws InputError for an invalid dimension or probability
 *
 * @example
 * ```ts
 * import { noiseRadius } from "scorebook";
 *
 * Math.round(1e6 * noiseRadius(2)); // 3716922
 * ```
 */
export function noiseRadius(dim: number, exceeded: number = RARELY): number {
  checkWhole("dim", dim);
  checkBetween("exceeded", exceeded, 0, 1);
  // The squared length is a chi-squared variable of d degrees of freedom. It is above this bound with a probability below `exceeded`,
  // since P(|z| > sqrt(d) + t) <= exp(-t^2 / 2).
  let [low, high] = [0, Math.sqrt(dim) + Math.sqrt(-2 * Math.log(exceeded))];
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (gammainc(middle ** 2 / 2, dim / 2, true, true) > exceeded) low = middle;
    else high = middle;
  }
  return high;
}
