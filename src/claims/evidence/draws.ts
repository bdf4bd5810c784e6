import type { Density } from "../../density/density.ts";
import { createRng } from "../../numerics/random/random.ts";

const DRAWS = 64;
const SEED = 4;

/** The 64 draws of a density at which errors are measured in d ≥ 2. Shape (64, d). */
export function draws(density: Density): Float64Array {
  return density.sample(createRng(SEED), DRAWS);
}

/** The draws, each paired with the next one, as the ends of segments. Shape (64, d) each. */
export function pairsOfDraws(density: Density): { readonly from: Float64Array; readonly to: Float64Array } {
  const from = draws(density);
  const to = new Float64Array(from.length);
  to.set(from.subarray(density.dim));
  to.set(from.subarray(0, density.dim), from.length - density.dim);
  return { from, to };
}

/** The square root of the mean square. */
export function rootMeanSquare(errors: Float64Array): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
}
