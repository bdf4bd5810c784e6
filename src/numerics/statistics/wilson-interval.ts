import erfcinv from "@stdlib/math-base-special-erfcinv";
import { checkBetween, checkWhole } from "../check.ts";

/**
 * Wilson's confidence interval of a probability, from `successes` in `trials` independent trials. It contains the probabilities p
 * for which the observed fraction is within z sqrt(p (1 - p) / n) of p, where z is the normal quantile of the level. It stays
 * within 0 and 1, and its width is positive even if no trial or every trial is a success: 0 of n gives [0, z^2 / (n + z^2)].
 * Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212.
 *
 * @param successes the number of successes, from 0 to `trials`
 * @param level the probability with which the interval covers p, to the accuracy of the normal approximation. Default 0.95
 * @returns the lower and the upper end
 * @throws InputError for numbers outside these ranges
 *
 * @example
 * ```ts
 * import { wilsonInterval } from "scorebook";
 *
 * Math.round(1e4 * wilsonInterval(0, 16)[1]); // 1936
 * ```
 */
export function wilsonInterval(successes: number, trials: number, level: number = 0.95): [number, number] {
  checkWhole("trials", trials);
  checkWhole("successes", successes, 0, trials);
  checkBetween("level", level, 0, 1);
  const squared = 2 * erfcinv(1 - level) ** 2; // z^2
  const fraction = successes / trials;
  const centre = fraction + squared / (2 * trials);
  const half = Math.sqrt((squared * fraction * (1 - fraction)) / trials + (squared / (2 * trials)) ** 2);
  const whole = 1 + squared / trials;
  // With 0 or all successes the two terms are equal, and rounding would leave a small difference.
  return [successes === 0 ? 0 : (centre - half) / whole, successes === trials ? 1 : (centre + half) / whole];
}
