import { type Distribution, hasDensity } from "../../../density/density.ts";
import { nameRows } from "../../output/digits-warning.ts";

/** Error estimates of meshes hold where p is above 1e-12 of its maximum. */
const LOG_REGION = -Math.log(1e-12);

/** The points, (n, d), at which p is so small that the error estimate of a mesh does not hold. */
export function outsideOfRegion(density: Distribution, points: Float64Array): boolean[] {
  const n = points.length / density.dim;
  if (!hasDensity(density)) return new Array<boolean>(n).fill(false);
  const box = density.effectiveSupport(LOG_REGION);
  // Somewhere in the box the density is at least one over the volume of the box.
  const logVolume = box.reduce((sum, [lower, upper]) => sum + Math.log(upper - lower), 0);
  const least = -LOG_REGION - Math.max(0, logVolume);
  return Array.from(density.logPdf(points), (logPdf, i) => {
    const inBox = box.every(([lower, upper], a) => {
      const x = points[i * density.dim + a];
      return x >= lower && x <= upper;
    });
    return !(inBox && logPdf >= least);
  });
}

/**
 * One sentence on the points where p is 0. Such points separate the optimum on one side from the optimum on the other
 * side.
 */
export function zeroWarning(density: Distribution, points: Float64Array): string[] {
  if (!hasDensity(density)) return [];
  const rows = Array.from(density.logPdf(points)).flatMap((logPdf, i) => (logPdf === -Infinity ? [i + 1] : []));
  if (rows.length === 0) return [];
  return [`at ${nameRows(rows)} p is 0, where the contractive optimum may jump or have no slope`];
}

/** One sentence on the points for which the error estimate does not hold. */
export function regionWarning(outside: readonly boolean[]): string[] {
  const rows = outside.flatMap((is, i) => (is ? [i + 1] : []));
  if (rows.length === 0) return [];
  return [`at ${nameRows(rows)} p is below 1e-12 of its maximum, where the error estimates do not hold`];
}
