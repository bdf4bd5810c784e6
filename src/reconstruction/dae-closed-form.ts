import { type Density, type Distribution, hasDensity } from "../density/density.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { InputError } from "../numerics/input-error.ts";
import { integrate } from "../numerics/integrate.ts";
import { Dae1d } from "./dae-1d.ts";
import { densityMesh } from "./mesh-1d.ts";
import type { OptimalReconstruction } from "./reconstruction.ts";

/** Where the integral over p_sigma is cut: exp(-80) of its maximum is far below its rounding. */
const LOG_DROP = 80;
/** Relative error of the loss above which it is computed in the other way. */
const LARGEST_CANCELLATION = 1e-11;

/**
 * The minimiser of L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), for a density whose p_sigma has a closed form:
 * r*(x) = x + sigma^2 grad log p_sigma(x) (Theorem 1 in Tweedie's form), dr*_i/dx_j = I + sigma^2 Hess log p_sigma.
 * Any dimension; exact to rounding.
 */
export class DaeClosedForm implements OptimalReconstruction {
  readonly method = "dae";
  readonly errorEstimate = 0;
  readonly jacobianErrorEstimate = 0;
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

  /**
   * L_DAE(r*) = sigma^2 E_{p_sigma}[tr dr*] = sigma^2 (d + sigma^2 E_{p_sigma}[Lap log p_sigma]), by quadrature in 1-D.
   * Where sigma is so large that the two terms cancel, E Var[clean | corrupted] instead.
   */
  optimalLoss(): Estimate {
    if (this.dim !== 1) {
      throw new InputError(`the optimal loss of the denoiser is available in 1 dimension, not in ${this.dim}`);
    }
    const [interval] = this.#smoothed.effectiveSupport(LOG_DROP);
    const curvature = integrate(
      (points) => {
        const hessian = this.#smoothed.hessian(points);
        return this.#smoothed.logPdf(points).map((logPdf, i) => Math.exp(logPdf) * hessian[i]);
      },
      densityMesh(this.#smoothed, interval),
    );
    const sigma2 = this.sigma ** 2;
    const value = sigma2 * (1 + sigma2 * curvature.value);
    const errorEstimate = sigma2 ** 2 * curvature.errorEstimate + 4 * Number.EPSILON * sigma2;
    if (errorEstimate > LARGEST_CANCELLATION * value && hasDensity(this.#density)) {
      return new Dae1d(this.#density, this.sigma).optimalLoss();
    }
    return { value, errorEstimate };
  }
}
