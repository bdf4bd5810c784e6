import type { Distribution } from "../density/density.ts";
import { hasDensity } from "../density/density.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import { hessianEstimate, scoreEstimate } from "../reconstruction/reconstruction.ts";

/** The exact score and its derivatives for a density at one sigma: those of p_sigma, the density of x + sigma eps. */
export interface Truth {
  readonly sigma: number;
  /** grad log p_sigma. (n, d) -> (n, d). */
  score(points: Float64Array): Float64Array;
  /** Hess log p_sigma. (n, d) -> (n, d, d). */
  hessian(points: Float64Array): Float64Array;
  /** log p_sigma, if it is known. (n, d) -> (n). */
  logPdf?(points: Float64Array): Float64Array;
  /** An estimate of the error of the score, relative to max(1, its size). */
  readonly errorEstimate: number;
}

/** The truth about p_sigma. @throws InputError for a density, or a sigma, whose optimal denoiser is not known */
export function truthAt(density: Distribution, sigma: number): Truth {
  const optimum = optimalReconstruction(density, "dae", sigma);
  const logPdf = optimum.smoothedLogPdf?.bind(optimum);
  return {
    sigma,
    score: (points) => scoreEstimate(optimum, points),
    hessian: (points) => hessianEstimate(optimum, points),
    ...(logPdf && { logPdf }),
    get errorEstimate() {
      return optimum.errorEstimate;
    },
  };
}

/** The score of p itself, without noise. Undefined if the distribution has no density. */
export function cleanScore(density: Distribution): ((points: Float64Array) => Float64Array) | undefined {
  return hasDensity(density) ? (points) => density.score(points) : undefined;
}
