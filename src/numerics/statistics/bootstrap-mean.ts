import { checkAllFinite, checkBetween, checkFewest, checkObject, checkWhole } from "../check.ts";
import { checkRng, type Rng } from "../random/random.ts";

/** A mean of independent values with its confidence interval. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** How a bootstrap interval is made. */
export interface BootstrapOptions {
  /** The probability with which the interval is to cover the expectation. Default 0.95. */
  readonly level?: number;
  /** How many times the values are drawn again. Default 4000: with other random numbers the ends of the interval then vary by about a hundredth of its width. */
  readonly resamples?: number;
}

/** More say nothing new. */
const MOST_RESAMPLES = 1e8;

/**
 * The mean of independent values, with the percentile interval of the bootstrap: the values are drawn again with replacement, as
 * many as there are, and the interval lies between the quantiles (1 - level) / 2 and (1 + level) / 2 of the means of these draws. It
 * assumes no distribution and stays within the range of the values. With few values it is too narrow: of ten normal ones, by about
 * a sixth; and it has no width where all values are equal.
 * Source: B. Efron, Annals of Statistics 7 (1979) 1-26.
 *
 * @param values n independent values, one or more
 * @param rng of the draws
 * @throws InputError for no values, for values that are not finite, and for options out of range
 *
 * @example
 * ```ts
 * import { bootstrapMean, createRng } from "scorebook";
 *
 * bootstrapMean([0, 0, 0, 1], createRng(1)).high; // 0.75
 * ```
 */
export function bootstrapMean(values: ArrayLike<number>, rng: Rng, options: BootstrapOptions = {}): MeanInterval {
  checkFewest("values", values, 1, "value");
  checkAllFinite("values", values);
  checkRng("rng", rng);
  checkObject("options", options, "level and resamples, each of which may be left out");
  const { level = 0.95, resamples = 4000 } = options;
  checkBetween("level", level, 0, 1);
  checkWhole("resamples", resamples, 1, MOST_RESAMPLES);
  const n = values.length;
  const means = new Float64Array(resamples);
  for (let k = 0; k < resamples; k++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[Math.floor(n * rng.uniform())];
    means[k] = sum / n;
  }
  means.sort();
  const at = (probability: number): number => means[Math.round(probability * (resamples - 1))];
  let total = 0;
  for (let i = 0; i < n; i++) total += values[i];
  return { mean: total / n, low: at((1 - level) / 2), high: at((1 + level) / 2) };
}
