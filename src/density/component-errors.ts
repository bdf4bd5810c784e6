import { UNIT_ROUNDOFF } from "../numerics/unit-roundoff.ts";
import type { PreparedComponent } from "./gaussian-component.ts";

/**
 * One Gaussian of a mixture at one point, with bounds on the errors of its score and of the logarithm of its share of p.
 *
 * What was computed is a = -P v with v = x - mu, and log(w N(x)) = logPeak + a . v / 2. What was meant has another
 * covariance, C + E, and another v + f, with |E| <= `covarianceError` and |f| <= u (|x| + |mu| + |v|). From
 * (C + E) a' = -(v + f) follow, exactly,
 *
 *   a' - a = -P (f + E a'),    a' . (v + f) - a . v = (a + a') . f + a . E a'.
 *
 * The first gives e = |a' - a| <= |P| (|f| + |E| |a|) + |P| |E| e, and so a bound by a geometric series. The second gives the
 * error of the logarithm, in which no condition number appears. The rounding of P, of products and of sums is added.
 * Where the numbers that were given do not determine the inverse, what is left is that noise bounds C^-1 by 1 / sigma^2.
 */
export class ComponentErrors {
  /** Score -P (x - mu), and the bound on its error, (d) each. */
  readonly score: Float64Array;
  readonly scoreError: Float64Array;
  /** log of weight times density, and the bound on its error. */
  logShare = 0;
  logShareError = 0;
  readonly #component: PreparedComponent;
  readonly #dim: number;
  /** sqrt(diag P), and |P| E sqrt(diag P). */
  readonly #scale: Float64Array;
  readonly #growth: Float64Array;
  /** The largest ratio of the two: at 1 or more, what was given does not determine the inverse. */
  readonly #ratio: number;
  readonly #logPeakError: number;
  /** |P| sqrt(diag C), and the largest |E_ij| / sqrt(C_ii C_jj). */
  readonly #reach: Float64Array;
  readonly #relativeError: number;
  readonly #offset: Float64Array;
  readonly #offsetError: Float64Array;

  constructor(component: PreparedComponent) {
    const { mean, precision, covarianceError, deviation } = component;
    const dim = mean.length;
    this.#component = component;
    this.#dim = dim;
    this.#scale = Float64Array.from({ length: dim }, (_, a) => Math.sqrt(precision[a * dim + a]));
    this.#growth = absoluteProduct(precision, absoluteProduct(covarianceError, this.#scale));
    this.#ratio = largestRatio(this.#growth, this.#scale);
    this.#reach = absoluteProduct(precision, deviation);
    this.#relativeError = covarianceError.reduce(
      (largest, error, i) => Math.max(largest, error / deviation[Math.floor(i / dim)] / deviation[i % dim]),
      0,
    );
    // d log det C = tr P dC.
    const determinant = precision.reduce((sum, entry, i) => sum + Math.abs(entry) * covarianceError[i], 0);
    this.#logPeakError = component.logPeakError + determinant / 2 / this.#remaining;
    this.score = new Float64Array(dim);
    this.scoreError = new Float64Array(dim);
    this.#offset = new Float64Array(dim);
    this.#offsetError = new Float64Array(dim);
  }

  /** P, (d, d). */
  get precision(): Float64Array {
    return this.#component.precision;
  }

  /** Takes the i-th of points (n, d). */
  moveTo(points: Float64Array, i: number): void {
    const { precision, mean, logPeak } = this.#component;
    const dim = this.#dim;
    const offset = this.#offset;
    for (let a = 0; a < dim; a++) {
      const x = points[i * dim + a];
      offset[a] = x - mean[a];
      this.#offsetError[a] = UNIT_ROUNDOFF * (Math.abs(x) + Math.abs(mean[a]) + Math.abs(offset[a]));
    }
    for (let a = 0; a < dim; a++) {
      let sum = 0;
      for (let b = 0; b < dim; b++) sum += precision[a * dim + b] * offset[b];
      this.score[a] = -sum;
    }
    const arithmetic = this.#arithmetic();
    this.#boundScore(arithmetic);
    const quadratic = dot(this.score, offset);
    this.logShare = logPeak + quadratic / 2;
    this.logShareError =
      this.#logPeakError +
      this.#quadraticError(arithmetic) / 2 +
      2 * UNIT_ROUNDOFF * (Math.abs(this.logShare) + Math.abs(quadratic));
  }

  /**
   * Bound on the error of P_ab: P' - P = -P E P', where |E_ij| is at most a multiple of sqrt(C_ii C_jj), and the rounding of P.
   */
  precisionError(a: number, b: number): number {
    const { precision, precisionError, largestPrecision } = this.#component;
    const entry = Math.abs(precision[a * this.#dim + b]);
    const given = (this.#relativeError * this.#reach[a] * this.#reach[b]) / this.#remaining;
    const arithmetic = UNIT_ROUNDOFF * entry + precisionError * this.#scale[a] * this.#scale[b];
    return Math.min(given + arithmetic, entry + largestPrecision);
  }

  /** 1 less the ratio: what sums of the geometric series are divided by; 0 where the series has no sum. */
  get #remaining(): number {
    return Math.max(0, 1 - this.#ratio);
  }

  /** Error of -P v from the rounding of P and of the product. */
  #arithmetic(): Float64Array {
    const { precision, precisionError } = this.#component;
    const dim = this.#dim;
    const scale = this.#scale;
    const offset = this.#offset;
    const along = scale.reduce((sum, s, a) => sum + s * Math.abs(offset[a]), 0);
    return absoluteProduct(precision, offset).map(
      (size, a) => (dim + 2) * UNIT_ROUNDOFF * size + precisionError * scale[a] * along,
    );
  }

  #boundScore(arithmetic: Float64Array): void {
    const { precision, covarianceError, largestPrecision } = this.#component;
    const score = this.score.map((entry, a) => Math.abs(entry) + arithmetic[a]);
    const moved = absoluteProduct(covarianceError, score).map((size, a) => size + this.#offsetError[a]);
    const bound = absoluteProduct(precision, moved).map((size, a) => size + arithmetic[a]);
    const ratio = largestRatio(bound, this.#scale);
    const rest = ratio === 0 ? 0 : ratio / this.#remaining;
    const distance = Math.hypot(...this.#offset, ...this.#offsetError);
    const largest = distance === 0 ? 0 : largestPrecision * distance;
    for (let a = 0; a < this.#dim; a++) {
      this.scoreError[a] = Math.min(bound[a] + this.#growth[a] * rest, Math.abs(this.score[a]) + largest);
    }
  }

  #quadraticError(arithmetic: Float64Array): number {
    const dim = this.#dim;
    const offset = this.#offset;
    const score = this.score.map(Math.abs);
    const meant = score.map((size, a) => size + this.scoreError[a]);
    const fromCovariance = dot(score, absoluteProduct(this.#component.covarianceError, meant));
    const fromOffset = dot(
      this.#offsetError,
      score.map((size, a) => size + meant[a]),
    );
    const sizes = dot(score, offset.map(Math.abs));
    return fromCovariance + fromOffset + dot(arithmetic, offset.map(Math.abs)) + dim * UNIT_ROUNDOFF * sizes;
  }
}

/** |A| |v|, (d, d) and (d) -> (d). */
function absoluteProduct(matrix: Float64Array, vector: Float64Array): Float64Array {
  const dim = vector.length;
  const product = new Float64Array(dim);
  for (let a = 0; a < dim; a++) {
    for (let b = 0; b < dim; b++) product[a] += Math.abs(matrix[a * dim + b] * vector[b]);
  }
  return product;
}

function largestRatio(values: Float64Array, scale: Float64Array): number {
  return values.reduce((largest, value, a) => Math.max(largest, value / scale[a]), 0);
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, a) => sum + value * other[a], 0);
}
