/**
 * The most by which mass that is left out can change the smallest denoising loss, L(p) = INT p_sigma tr Cov[clean | corrupted].
 *
 * Let nu be what is left out of p, of mass m, and q = p - nu the rest, with a = nu_sigma, b = q_sigma, and u, v the posterior means of
 * nu and q less the corrupted point. The covariance of a mixture of two posteriors gives, exactly,
 *
 *   L(p) = L(q) + L(nu) + INT a b / (a + b) |u - v|^2.
 *
 * L(nu) <= m d sigma^2, the loss of r(x) = x. With c = (2 pi sigma^2)^(d/2), the relative entropy of a posterior is not negative, and so
 * |v|^2 <= 2 sigma^2 log(1 / (c b)) and |u|^2 <= 2 sigma^2 log(m / (c a)). Since |u - v|^2 <= 2 |u|^2 + 2 |v|^2, a b / (a + b) <= min(a, b),
 * and t log(1 / t) grows up to t = 1/e, the integral is at most 4 sigma^2 INT a [log(1 / (c a)) + log(m / (c a))]. The entropy of
 * a / m is at most that of a Gaussian with its variances, which are at most s^2 + sigma^2. Together, for m <= 1/e,
 *
 *   0 <= L(p) - L(q) <= m sigma^2 [d + 4 log(1 / m) + 4 d (1 + log(1 + s^2 / sigma^2))].
 *
 * Where mass of m at most may be missing and as much be too much, p and its approximation both differ by this from what they
 * have in common, and so by no more from each other.
 *
 * @param mass m; above 1/e nothing is known
 * @param deviation s, a bound on the standard deviations of the mass that is left out along each axis: half the width of where it may be
 */
export function lossOfMissingMass(mass: number, dim: number, sigma: number, deviation: number): number {
  if (mass === 0) return 0;
  if (!(mass <= Math.exp(-1))) return Infinity;
  const entropy = 4 * dim * (1 + Math.log1p((deviation / sigma) ** 2));
  return mass * sigma ** 2 * (dim - 4 * Math.log(mass) + entropy);
}
