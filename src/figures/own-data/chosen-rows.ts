import type { Rng } from "../../numerics/random/random.ts";

/** Points that are drawn of one set at most: more are a blot, and a page with them is slow. */
export const MOST_DRAWN = 2000;

/**
 * Some of the rows, each as likely as any other, in their order; all of them where there are no more than `most`.
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
