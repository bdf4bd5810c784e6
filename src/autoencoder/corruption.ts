import type { Rng } from "../numerics/random.ts";

/** x + sigma eps with eps ~ N(0, I). (n, d) -> (n, d). */
export function corrupt(points: Float64Array, sigma: number, rng: Rng): Float64Array {
  return points.map((x) => x + sigma * rng.normal());
}
