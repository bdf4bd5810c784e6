import { checkFewest, checkPositive } from "../check.ts";
/** A straight line fitted to log(error) against log(parameter). */
export interface PowerLaw {
  /** The exponent k of error ~ C h^k. */
  readonly order: number;
  /** The factor C. */
  readonly coefficient: number;
}

/**
 * The power law error ~ C h^k in the parameter h that fits the points best, by least squares on their logarithms.
 * @param points the values of h and the errors there, both positive; two or more points
 * @throws InputError for points that cannot be used
 */
export function convergenceOrder(points: readonly { readonly at: number; readonly error: number }[]): PowerLaw {
  checkFewest("points", points, 2, "points");
  points.forEach(({ at, error }, i) => {
    checkPositive(`points[${i}].at`, at);
    checkPositive(`points[${i}].error`, error);
  });
  const logs = points.map(({ at, error }) => [Math.log(at), Math.log(error)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const order = covariance / variance;
  return { order, coefficient: Math.exp(meanY - order * meanX) };
}
