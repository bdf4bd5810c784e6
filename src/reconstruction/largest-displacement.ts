/** The number of standard deviations by which the length of the noise may exceed the root of d. */
const BEYOND = 4;

/**
 * The largest length of r(x) - x of a denoiser, in units of sigma: sqrt(d) + 4. The best denoiser's r*(x) - x is the conditional mean of
 * the noise in x, with its sign changed. The length of a standard normal vector is a function of it with Lipschitz constant 1, and its
 * mean is at most sqrt(d). So E exp(t |r* - x| / sigma) <= E exp(t |noise| / sigma) <= exp(t sqrt(d) + t^2 / 2) for t > 0, by Jensen's
 * inequality, and r* moves a noisy point farther than sigma (sqrt(d) + b) with probability at most exp(-b^2 / 2), here 3.4e-4.
 *
 * Shortening a longer displacement to this length is the projection onto a ball. It moves a displacement nearer to every point of the
 * ball, so where r* obeys the limit, the projected r is nearer to r* than r itself.
 */
export function largestDisplacement(dim: number): number {
  return Math.sqrt(dim) + BEYOND;
}

/** Shortens each displacement that is longer than the limit to the limit, in place. @param changes shape (n, d) */
export function shortenTo(limit: number, changes: Float64Array, dim: number): Float64Array {
  if (limit === Number.POSITIVE_INFINITY) return changes;
  for (let i = 0; i < changes.length; i += dim) {
    const change = changes.subarray(i, i + dim);
    const length = Math.hypot(...change);
    if (length > limit) for (let a = 0; a < dim; a++) change[a] *= limit / length;
  }
  return changes;
}
