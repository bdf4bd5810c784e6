import type { Interval } from "./density.ts";

/** A difference of eighth order reaches so many steps to each side. */
const REACH = 4;
/** How much of the way to an end of the support differences may use. */
const FRACTION = 0.9;

/** The step of differences at each of n points: `usual`, or less where the support ends nearby. (n, d) -> (n). */
export function stepsWithin(support: readonly Interval[], points: Float64Array, usual: number): Float64Array {
  const dim = support.length;
  return Float64Array.from({ length: points.length / dim }, (_, i) => {
    const room = support.map(([lower, upper], a) => Math.min(points[i * dim + a] - lower, upper - points[i * dim + a]));
    return Math.min(usual, (FRACTION * Math.min(...room)) / REACH);
  });
}
