import type { Distribution } from "../../density/density.ts";
import { checkNumberOfPoints, checkObject, checkPoints, checkPositive } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { optimalReconstruction } from "../../reconstruction/optimal.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";
import { checkDraws } from "../data/check-points.ts";
import { corrupt, repeated } from "../data/corruption.ts";

/** Points and their corrupted versions. */
export interface Draws {
  /** Shape (n, d). */
  readonly clean: Float64Array;
  /** Shape (n, d). */
  readonly noisy: Float64Array;
}

/**
 * Repeats every point `noiseReplicates` times, each time with other noise. With many replicates the loss on the points no longer
 * depends on the draw of the noise.
 * @param points shape (n, d)
 * @throws InputError for an invalid number of replicates
 */
export function corruptedDraws(points: Float64Array, sigma: number, noiseReplicates: number, rng: Rng): Draws {
  checkPoints("points", points, 1, 1);
  checkPositive("sigma", sigma);
  checkNumberOfPoints("noiseReplicates", noiseReplicates, points.length, 1);
  checkRng("rng", rng);
  const clean = repeated(points, noiseReplicates);
  return { clean, noisy: corrupt(clean, sigma, rng) };
}

/**
 * The denoising loss on draws, the mean of |r(x~) - x|^2.
 * @throws InputError where the draws are not of r's dimension, or their shapes don't fit together
 */
export function lossOnDraws(r: Pick<Reconstruction, "dim" | "evaluate">, draws: Draws): number {
  checkReconstruction("r", r);
  checkObject("draws", draws, "clean and noisy points, as corruptedDraws returns them");
  const { clean, noisy } = draws;
  checkDraws(clean, noisy, r.dim);
  const values = r.evaluate(noisy);
  let sum = 0;
  for (let j = 0; j < clean.length; j++) sum += (values[j] - clean[j]) * (values[j] - clean[j]);
  return sum / (clean.length / r.dim);
}

/**
 * The denoising loss on draws of the best possible denoiser, x~ + sigma^2 times the score of the distribution blurred by sigma.
 * No reconstruction has a smaller expected loss; on finitely many draws a reconstruction may have a smaller one by chance.
 * @throws InputError where the draws don't fit the distribution, or for a sigma that can't be used
 */
export function bayesRisk(distribution: Distribution, sigma: number, draws: Draws): number {
  return lossOnDraws(optimalReconstruction(distribution, "dae", sigma), draws);
}
