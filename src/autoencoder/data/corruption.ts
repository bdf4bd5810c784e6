import { checkNotNegative, checkPoints } from "../../numerics/check.ts";
import { checkRng, normals, type Rng } from "../../numerics/random/random.ts";

/** The points repeated a number of times, one whole copy after the other. (n, d) -> (times n, d). */
export function repeated(points: Float64Array, times: number): Float64Array {
  const all = new Float64Array(times * points.length);
  for (let k = 0; k < times; k++) all.set(points, k * points.length);
  return all;
}

/** x + sigma eps with eps ~ N(0, I). (n, d) -> (n, d). */
export function corrupt(points: Float64Array, sigma: number, rng: Rng): Float64Array {
  checkPoints("points", points, 1);
  checkNotNegative("sigma", sigma);
  checkRng("rng", rng);
  const noisy = normals(rng, points.length);
  for (let j = 0; j < noisy.length; j++) noisy[j] = points[j] + sigma * noisy[j];
  return noisy;
}
