import type { Interval } from "../density.ts";

/** The smallest box that has all points in it. @param points shape (n, d), n >= 1, finite */
export function boundsOf(points: Float64Array, dim: number): Interval[] {
  const lower = points.slice(0, dim);
  const upper = points.slice(0, dim);
  for (let i = dim; i < points.length; i += dim) {
    for (let a = 0; a < dim; a++) {
      const value = points[i + a];
      if (value < lower[a]) lower[a] = value;
      if (value > upper[a]) upper[a] = value;
    }
  }
  return Array.from(lower, (low, a): Interval => [low, upper[a]]);
}
