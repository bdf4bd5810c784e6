import erfc from "@stdlib/math-base-special-erfc";
import type { GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";

/** The distribution function F(x) = P(X <= x) of a mixture on the line, exact to rounding. */
export function mixtureCdf({ components }: GaussianMixture): (x: number) => number {
  return (x) =>
    components.reduce((sum, { weight, mean, covariance }) => {
      return sum + (weight / 2) * erfc((mean[0] - x) / Math.sqrt(2 * covariance[0][0]));
    }, 0);
}
