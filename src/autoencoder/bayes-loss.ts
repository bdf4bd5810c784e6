import type { Distribution } from "../density/density.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";

/** Points and how they were corrupted. */
export interface Draws {
  /** Shape (n, d). */
  readonly clean: Float64Array;
  /** Shape (n, d). */
  readonly noisy: Float64Array;
}

/**
 * The mean of |r*(x~) - x|^2 over draws, r* being the best denoiser there is, x~ + sigma^2 times the score of the distribution
 * blurred by sigma. No reconstruction has a smaller loss in expectation; on finitely many draws one may, by chance.
 */
export function bayesLoss(distribution: Distribution, sigma: number, { clean, noisy }: Draws): number {
  const best = optimalReconstruction(distribution, "dae", sigma).evaluate(noisy);
  let sum = 0;
  for (let j = 0; j < clean.length; j++) sum += (best[j] - clean[j]) * (best[j] - clean[j]);
  return sum / (clean.length / distribution.dim);
}
