import type { Density, Distribution } from "../../density/density.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import type { OptimalReconstruction } from "../reconstruction.ts";
import { optimalDenoisingLoss } from "./optimal-denoising-loss.ts";

/**
 * The minimiser of L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), for a density whose p_sigma has a closed form:
 * r*(x) = x + sigma^2 grad log p_sigma(x) (Theorem 1 in Tweedie's form), dr*_i/dx_j = I + sigma^2 Hess log p_sigma.
 * Any dimension; exact to rounding, or to what the density states for its p_sigma.
 */
export class DaeClosedForm implements OptimalReconstruction {
  readonly method = "dae";
  readonly errorEstimate: number;
  readonly jacobianErrorEstimate: number;
  readonly dim: number;
  readonly sigma: number;
  readonly #density: Distribution;
  readonly #smoothed: Density;

  /**
   * @param density p, or a distribution without a density
   * @param smoothed p_sigma, the density of x + eps
   */
  constructor(density: Distribution, smoothed: Density, sigma: number) {
    this.#density = density;
    this.#smoothed = smoothed;
    this.dim = smoothed.dim;
    this.sigma = sigma;
    const error = density.smoothedErrorEstimate ?? 0;
    this.errorEstimate = error / sigma;
    this.jacobianErrorEstimate = error;
  }

  displacement(points: Float64Array): Float64Array {
    return this.#smoothed.score(points).map((score) => this.sigma ** 2 * score);
  }

  evaluate(points: Float64Array): Float64Array {
    return this.displacement(points).map((change, i) => points[i] + change);
  }

  jacobian(points: Float64Array): Float64Array {
    const { dim } = this;
    return this.#smoothed.hessian(points).map((entry, i) => {
      const onDiagonal = Math.floor(i / dim) % dim === i % dim;
      return (onDiagonal ? 1 : 0) + this.sigma ** 2 * entry;
    });
  }

  /** log p_sigma, the density of the corrupted point. (n, d) -> (n). */
  smoothedLogPdf(points: Float64Array): Float64Array {
    return this.#smoothed.logPdf(points);
  }

  /** L_DAE(r*), see `optimalDenoisingLoss`. */
  optimalLoss(): Estimate {
    return optimalDenoisingLoss(this.#density, this.#smoothed, this.sigma);
  }
}
