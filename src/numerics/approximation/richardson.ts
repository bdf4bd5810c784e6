import { checkFewest, checkFinite, checkNotNegative, checkPositive } from "../check.ts";
import type { Estimate } from "../estimate.ts";

/**
 * The limit at 0 of a function that is even in its parameter, f(h) = f(0) + c h^2 + ..., from its values at several h. It is the
 * value at 0 of the polynomial in h^2 through all values (Richardson extrapolation, by Neville's scheme).
 *
 * @param points two or more points with different h > 0. The smallest h should still be far above rounding
 * @param error the absolute error of the values, which the extrapolation magnifies
 * @throws InputError for points that cannot be used
 * @returns the limit. Its error estimate is the magnified error of the values plus the difference from the limit without the largest h,
 *   which is far larger than the error if the values are in the asymptotic range
 */
export function richardson(points: readonly { readonly at: number; readonly value: number }[], error = 0): Estimate {
  checkFewest("points", points, 2, "points");
  points.forEach(({ at, value }, i) => {
    checkPositive(`points[${i}].at`, at);
    checkFinite(`points[${i}].value`, value);
  });
  checkNotNegative("error", error);
  const sorted = [...points].sort((a, b) => a.at - b.at);
  const value = interpolateAtZero(sorted);
  const fewer = interpolateAtZero(sorted.slice(0, -1));
  const magnification = sorted.reduce((sum, { at }) => sum + Math.abs(lagrangeAtZero(at, sorted)), 0);
  return { value, errorEstimate: Math.abs(value - fewer) + magnification * error };
}

function interpolateAtZero(points: readonly { readonly at: number; readonly value: number }[]): number {
  return points.reduce((sum, { at, value }) => sum + lagrangeAtZero(at, points) * value, 0);
}

/** The Lagrange polynomial in h^2 that is 1 at `own` and 0 at the other points, at h = 0. */
function lagrangeAtZero(own: number, points: readonly { readonly at: number }[]): number {
  return points.reduce((product, { at }) => (at === own ? product : (product * at ** 2) / (at ** 2 - own ** 2)), 1);
}
