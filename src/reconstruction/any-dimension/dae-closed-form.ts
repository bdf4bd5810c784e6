import type { Density, DensityErrors, Distribution } from "../../density/density.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import type { MatrixProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { createRng } from "../../numerics/random/random.ts";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import { largestErrors } from "../errors-at.ts";
import { type OptimalReconstruction, type ReconstructionErrors, scoreEstimate } from "../reconstruction.ts";
import { optimalDenoisingLoss } from "./optimal-denoising-loss.ts";

/** The number of draws of p_sigma to which the error estimates apply, always the same draws; fewer where their Jacobians are large. */
const ERROR_DRAWS = 32;
const FEWEST_ERROR_DRAWS = 2;
const MOST_ENTRIES = 4e6;
const SEED = 1;

/**
 * The minimiser of L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), for a density whose p_sigma has a closed form:
 * r*(x) = x + sigma^2 grad log p_sigma(x) (Theorem 1 in Tweedie's form), dr*_i/dx_j = I + sigma^2 Hess log p_sigma.
 * It holds in any dimension. The error at a point is that of the score of p_sigma and of its Hessian (`Density.errorsAt`), plus the
 * rounding of the operations here.
 */
export class DaeClosedForm implements OptimalReconstruction {
  readonly method: "dae" | "rcae" = "dae";
  readonly computedBy = "closed form";
  readonly dim: number;
  readonly sigma: number;
  readonly withProducts?: (products: MatrixProducts) => DaeClosedForm;
  readonly #density: Distribution;
  readonly #smoothed: Density;
  #errorEstimates: ReturnType<typeof largestErrors> | undefined;

  /**
   * @param density p, or a distribution without a density
   * @param smoothed p_sigma, the density of x + eps
   */
  constructor(density: Distribution, smoothed: Density, sigma: number) {
    this.#density = density;
    this.#smoothed = smoothed;
    this.dim = smoothed.dim;
    this.sigma = sigma;
    const { withProducts } = smoothed;
    if (withProducts) this.withProducts = (products) => new DaeClosedForm(density, withProducts(products), sigma);
  }

  /** The error at the worst of 32 draws of p_sigma; above 350 dimensions, of fewer draws. */
  get errorEstimate(): number {
    this.#errorEstimates ??= this.#errorsAtDraws();
    return this.#errorEstimates.errorEstimate;
  }

  /** The error at the worst of the same draws. */
  get jacobianErrorEstimate(): number {
    this.#errorEstimates ??= this.#errorsAtDraws();
    return this.#errorEstimates.jacobianErrorEstimate;
  }

  displacement(points: Float64Array): Float64Array {
    const score = this.#smoothed.score(points);
    const square = this.sigma ** 2;
    const change = new Float64Array(score.length);
    for (let j = 0; j < score.length; j++) change[j] = square * score[j];
    return change;
  }

  evaluate(points: Float64Array): Float64Array {
    const r = this.displacement(points);
    for (let j = 0; j < r.length; j++) r[j] += points[j];
    return r;
  }

  displacementJacobian(points: Float64Array): Float64Array {
    return this.#smoothed.hessian(points).map((entry) => this.sigma ** 2 * entry);
  }

  jacobian(points: Float64Array): Float64Array {
    return this.displacementJacobian(points).map((entry, i) => this.#identity(i) + entry);
  }

  /** log p_sigma, the density of the corrupted point. (n, d) -> (n). */
  smoothedLogPdf(points: Float64Array): Float64Array {
    return this.#smoothed.logPdf(points);
  }

  /** L_DAE(r*), see `optimalDenoisingLoss`. */
  optimalLoss(): Estimate {
    return optimalDenoisingLoss(this.#density, this.#smoothed, this.sigma);
  }

  /**
   * The error of r = x + sigma^2 s is sigma^2 times the error of s, plus 4 roundings of sigma^2 s (sigma itself is known to its
   * last digit), one rounding of r, and the last digit of x. For dr/dx it is the same with the Hessian. The estimates of score
   * and Hessian divide by the same sigma^2, and are as accurate as s and the Hessian.
   */
  errorsAt(points: Float64Array): ReconstructionErrors {
    const { sigma } = this;
    const change = this.displacement(points);
    const slope = this.displacementJacobian(points);
    const { score: ofScore, hessian: ofHessian } = this.#smoothed.errorsAt?.(points) ?? this.#statedErrors(points);
    const u = UNIT_ROUNDOFF;
    return {
      r: change.map(
        (value, i) =>
          sigma ** 2 * ofScore[i] + u * (4 * Math.abs(value) + Math.abs(points[i] + value) + Math.abs(points[i])),
      ),
      scoreEstimate: change.map((value, i) => ofScore[i] + (2 * u * Math.abs(value)) / sigma ** 2),
      jacobian: slope.map(
        (entry, i) => sigma ** 2 * ofHessian[i] + u * (4 * Math.abs(entry) + Math.abs(this.#identity(i) + entry)),
      ),
      hessianEstimate: slope.map((entry, i) => ofHessian[i] + (2 * u * Math.abs(entry)) / sigma ** 2),
    };
  }

  /** For a density that cannot bound its errors: the errors that it states for its p_sigma, plus two roundings. */
  #statedErrors(points: Float64Array): Pick<DensityErrors, "score" | "hessian"> {
    const { sigma } = this;
    const stated = this.#density.smoothedErrorEstimate ?? 0;
    const total = (values: Float64Array, error: number): Float64Array =>
      values.map((value) => error + 2 * UNIT_ROUNDOFF * Math.abs(value));
    return {
      score: total(this.#smoothed.score(points), stated / sigma),
      hessian: total(this.#smoothed.hessian(points), stated / sigma ** 2),
    };
  }

  #errorsAtDraws(): ReturnType<typeof largestErrors> {
    const affordable = Math.max(FEWEST_ERROR_DRAWS, Math.floor(MOST_ENTRIES / this.dim ** 2));
    const draws = this.#smoothed.sample(createRng(SEED), Math.min(ERROR_DRAWS, affordable));
    return largestErrors(this.errorsAt(draws), scoreEstimate(this, draws));
  }

  /** The entry of I at the i-th place of an array of shape (n, d, d). */
  #identity(i: number): number {
    return Math.floor(i / this.dim) % this.dim === i % this.dim ? 1 : 0;
  }
}

/**
 * The contractive optimum of one Gaussian N(mu, C): the linear r(x) = mu + C (C + sigma^2 I)^-1 (x - mu) solves Theorem 2's equation
 * r - x = sigma^2 (Lap r + s . grad r), and is the optimal denoiser as well. The two losses also have the same minimum,
 * the sum of sigma^2 v / (v + sigma^2) over the eigenvalues v of C. This class therefore uses the denoiser, with its error bounds.
 */
export class RcaeOfGaussian extends DaeClosedForm {
  override readonly method = "rcae";
}
