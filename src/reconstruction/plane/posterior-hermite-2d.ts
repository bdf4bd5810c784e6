import type { Density } from "../../density/density.ts";
import { gaussHermiteGrid } from "../../numerics/quadrature/gauss-hermite.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { Moments2d, type Posterior2d } from "./posterior-2d.ts";

/** Gauss-Hermite points along each axis. A comparison with the coarser rule shows whether the finer one is exact. */
const POINTS = 12;
const COARSER_POINTS = 8;
/** The largest difference of the two rules, in sigma, at which the finer one counts as exact. */
const AGREEMENT = 1e-12;

/**
 * Posterior moments of the clean point by Gauss-Hermite rules around the corrupted one, away from walls and for a sigma so small that p
 * is nearly linear within the noise. It takes a few hundred values of p.
 *
 * @returns undefined where two orders disagree; the caller then needs another method
 */
export function posteriorByHermite(density: Density, sigma: number, x: number, y: number): Posterior2d | undefined {
  const rules = [COARSER_POINTS, POINTS].map((n) => gaussHermiteGrid(n, 2));
  const [coarse, fine] = rules.map(({ nodes, weights }) => {
    const logPdf = density.logPdf(nodes.map((z, k) => (k % 2 === 0 ? x : y) + sigma * z));
    const largest = maximum(logPdf);
    const moments = new Moments2d();
    logPdf.forEach((value, k) => {
      moments.add(weights[k] * Math.exp(value - largest), nodes[2 * k], nodes[2 * k + 1], 0, 0, 0);
    });
    return { moments, logMass: largest + Math.log(moments.mass), covariance: moments.covariance() };
  });
  const differences = [
    fine.moments.x - coarse.moments.x,
    fine.moments.y - coarse.moments.y,
    fine.logMass - coarse.logMass,
    ...fine.covariance.map((value, k) => value - coarse.covariance[k]),
  ];
  // Written as a negation, so that NaN counts as disagreement.
  if (!differences.every((difference) => Math.abs(difference) <= AGREEMENT)) return undefined;
  return {
    logMass: fine.logMass,
    shift: [sigma * fine.moments.x, sigma * fine.moments.y],
    covariance: [sigma ** 2 * fine.covariance[0], sigma ** 2 * fine.covariance[1], sigma ** 2 * fine.covariance[2]],
  };
}
