import type { Rng } from "../../numerics/random/random.ts";

/** The most points that are drawn of one set. More points would merge into a blot and make a page slow. */
export const MOST_DRAWN = 2000;

/**
 * A random choice of the rows, in their order; all rows if there are no more than `most`.
 * @param points shape (n, d)
 * @returns shape (min(n, most), d)
 */
export function chosenRows(points: Float64Array, dim: number, rng: Rng, most: number = MOST_DRAWN): Float64Array {
  const n = points.length / dim;
  if (n <= most) return points;
  const chosen = new Float64Array(most * dim);
  let found = 0;
  for (let i = 0; i < n && found < most; i++) {
    if (rng.uniform() * (n - i) >= most - found) continue;
    chosen.set(points.subarray(i * dim, (i + 1) * dim), found * dim);
    found += 1;
  }
  return chosen;
}
