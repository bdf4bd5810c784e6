import { checkPoints, checkPositive } from "../../numerics/check.ts";
import type { MatrixProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import type { Rng } from "../../numerics/random/random.ts";
import type { Density, DensityErrors, Distribution, Feature, Interval } from "../density.ts";
import { blurredErrors } from "./blurred-errors.ts";
import type { PosteriorSummation } from "./kernel-moments.ts";

/** A distribution on a bounded set. It may have no density, but its posterior under Gaussian noise can be summed. */
export interface Blurrable extends Distribution {
  /** A box that holds the set. */
  readonly bounds: readonly Interval[];
  /**
   * The least mass near the point of the set with the most mass around it, for blurring by sigma: the peak of p_sigma is at
   * least this fraction of the peak of N(0, sigma^2 I).
   */
  leastPeak(sigma: number): number;
  /** Points of the set such that no part of the set is farther than sigma from one of them; p_sigma has structure near them. */
  landmarks(sigma: number): readonly Float64Array[];
  /** A lower bound of the number of landmarks that does not make them: for a small sigma a curve has millions. */
  fewestLandmarks(sigma: number): number;
  /** Whether the posterior ever uses products of matrices. */
  readonly usesProducts?: boolean;
  /** @param products may be used where they are faster */
  posterior(sigma: number, products?: MatrixProducts): PosteriorSummation;
  /** Relative error of a posterior sum by the rounding of its terms and of the additions. */
  readonly sumError: number;
}

/**
 * p_sigma, the density of y + N(0, sigma^2 I) for y from a distribution that may have no density of its own.
 *
 * All its values follow from the moments of y given x (Tweedie's formula): sigma^2 score = E[y | x] - x, sigma^4 Hessian = Cov[y
 * | x] - sigma^2 I, and sigma^6 Lap score = E[|y - m|^2 (y - m) | x] with m = E[y | x]. They are as accurate as the
 * distribution's sums, also far out, where p_sigma itself is 0 in floating point.
 */
export class Blurred implements Density {
  readonly dim: number;
  readonly sigma: number;
  readonly support: readonly Interval[];
  readonly #measure: Blurrable;
  readonly #posterior: PosteriorSummation;
  readonly #products: MatrixProducts | undefined;
  readonly withProducts?: (products: MatrixProducts) => Blurred;
  #features: readonly Feature[] | undefined;

  constructor(measure: Blurrable, sigma: number, products?: MatrixProducts) {
    this.dim = measure.dim;
    this.sigma = sigma;
    this.#measure = measure;
    this.#products = products;
    this.#posterior = measure.posterior(sigma, products);
    if (measure.usesProducts) this.withProducts = (others) => new Blurred(measure, sigma, others);
    this.support = measure.bounds.map((): Interval => [-Infinity, Infinity]);
  }

  get features(): readonly Feature[] {
    const width = new Float64Array(this.dim).fill(this.sigma);
    this.#features ??= this.#measure.landmarks(this.sigma).map((center) => ({ center, width }));
    return this.#features;
  }

  /** Bounds on the errors of log p, score and Hessian, see `blurredErrors`. */
  errorsAt(points: Float64Array): DensityErrors {
    const { bounds, sumError, smoothedErrorEstimate: methodError = 0 } = this.#measure;
    const options = { sigma: this.sigma, bounds, posterior: this.#posterior, sumError, methodError };
    return blurredErrors(points, options);
  }

  logPdf(points: Float64Array): Float64Array {
    checkPoints("points", points, this.dim);
    const logNormalization = this.#logNormalization();
    const together = this.#posterior.atAll?.(points, 0);
    if (together) return together.logMass.map((logMass) => logMass + logNormalization);
    return Float64Array.from(
      { length: points.length / this.dim },
      (_, i) => this.#posterior.at(points, i, 0).logMass() + logNormalization,
    );
  }

  score(points: Float64Array): Float64Array {
    const { dim, sigma } = this;
    checkPoints("points", points, dim);
    const together = this.#posterior.atAll?.(points, 1);
    const score = together?.shift ?? new Float64Array(points.length);
    for (let i = 0; !together && i < points.length / dim; i++) this.#posterior.at(points, i, 1).shift(score, i * dim);
    for (let i = 0; i < score.length; i++) score[i] /= sigma;
    return score;
  }

  hessian(points: Float64Array): Float64Array {
    const { dim, sigma } = this;
    checkPoints("points", points, dim);
    const hessian = new Float64Array(points.length * dim);
    for (let i = 0; i < points.length / dim; i++) {
      this.#posterior.at(points, i, 2).covariance(hessian, i * dim * dim);
      for (let a = 0; a < dim; a++) hessian[i * dim * dim + a * (dim + 1)] -= 1;
    }
    for (let i = 0; i < hessian.length; i++) hessian[i] /= sigma * sigma;
    return hessian;
  }

  scoreLaplacian(points: Float64Array): Float64Array {
    const { dim, sigma } = this;
    checkPoints("points", points, dim);
    const laplacian = new Float64Array(points.length);
    for (let i = 0; i < points.length / dim; i++) this.#posterior.at(points, i, 3).skewness(laplacian, i * dim);
    for (let i = 0; i < laplacian.length; i++) laplacian[i] /= sigma ** 3;
    return laplacian;
  }

  /**
   * log p_sigma, and E[|y - m|^2 | x] with m = E[y | x]: the squared error of the best denoiser at x. The latter is a sum of
   * positive terms with a small relative error, where the equal sigma^4 tr Hessian + d sigma^2 would cancel. (n, d) -> (n) each.
   */
  posteriorVariance(points: Float64Array): { logPdf: Float64Array; variance: Float64Array } {
    const { dim, sigma } = this;
    const n = points.length / dim;
    const logPdf = new Float64Array(n);
    const variance = new Float64Array(n);
    const logNormalization = this.#logNormalization();
    for (let i = 0; i < n; i++) {
      const sums = this.#posterior.at(points, i, 2);
      logPdf[i] = sums.logMass() + logNormalization;
      variance[i] = sigma * sigma * sums.totalVariance();
    }
    return { logPdf, variance };
  }

  /** Exact draws: a draw of the distribution plus noise. */
  sample(rng: Rng, n: number): Float64Array {
    const points = this.#measure.sample(rng, n);
    for (let i = 0; i < points.length; i++) points[i] += this.sigma * rng.normal();
    return points;
  }

  /** Blurring twice adds the variances. */
  smoothed(sigma: number): Blurred {
    checkPositive("sigma", sigma);
    return new Blurred(this.#measure, Math.hypot(this.sigma, sigma), this.#products);
  }

  /** The box of the set, enlarged by the reach of the noise. */
  effectiveSupport(logDrop: number): readonly Interval[] {
    const cutoff = this.sigma * Math.sqrt(2 * (logDrop - Math.log(this.#measure.leastPeak(this.sigma))));
    return this.#measure.bounds.map(([lower, upper]): Interval => [lower - cutoff, upper + cutoff]);
  }

  #logNormalization(): number {
    return -(this.dim / 2) * Math.log(2 * Math.PI) - this.dim * Math.log(this.sigma);
  }

  /** Points of the set such that no part of the set is farther than sigma from one of them. */
  landmarks(): readonly Float64Array[] {
    return this.#measure.landmarks(this.sigma);
  }

  /** A lower bound of the number of landmarks, which does not make them. */
  fewestLandmarks(): number {
    return this.#measure.fewestLandmarks(this.sigma);
  }
}
