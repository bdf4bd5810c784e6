import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { checkAllFinite, checkPoint, checkPositive, checkWhole } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import { largestSize } from "../../numerics/sorting/maximum.ts";

/** The number of steps of the Heun scheme in a time of sigma^2, or in 1 / curvature at the start if that is shorter. */
const STEPS_PER_SIGMA2 = 64;
const STEPS_PER_CURVATURE = 16;

/**
 * Langevin paths dX = s dt + sqrt(2) dW from one point, each stopped at its own time tau ~ Exp(mean sigma^2): the plain way to
 * X_tau, whose mean is the contractive optimum r(x). It serves pictures and the tests of `RcaeLangevin`.
 *
 * Stochastic Heun scheme, weak order 2, with steps of sigma^2 / 64 or shorter; for densities without walls in reach.
 *
 * @param start shape (d)
 * @throws InputError for arguments that cannot be used
 * @returns each path's points from start to X_tau, shape (steps + 1, d), all steps but the last of the same length
 */
export function pathsToExponentialTime(
  density: Density,
  sigma: number,
  start: Float64Array,
  count: number,
  rng: Rng,
): Float64Array[] {
  checkDensity("density", density);
  checkPositive("sigma", sigma);
  const { dim } = density;
  checkPoint("start", start, dim);
  checkAllFinite("start", start);
  checkWhole("count", count);
  checkRng("rng", rng);
  const curvature = largestSize(density.hessian(start));
  const length = Math.min(sigma ** 2 / STEPS_PER_SIGMA2, 1 / (STEPS_PER_CURVATURE * curvature));
  return Array.from({ length: count }, () => {
    const duration = -Math.log1p(-rng.uniform()) * sigma ** 2;
    const path = new Float64Array((Math.ceil(duration / length) + 1) * dim);
    path.set(start);
    for (let at = dim; at < path.length; at += dim) {
      const step = Math.min(length, duration - (at / dim - 1) * length);
      const x = path.subarray(at - dim, at);
      const noise = x.map(() => Math.sqrt(2 * step) * rng.normal());
      const before = density.score(x);
      const after = density.score(x.map((value, a) => value + step * before[a] + noise[a]));
      for (let a = 0; a < dim; a++) path[at + a] = x[a] + (step / 2) * (before[a] + after[a]) + noise[a];
    }
    return path;
  });
}
