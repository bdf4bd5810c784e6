import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { PreparedComponent } from "./gaussian-component.ts";

/**
 * One Gaussian of a mixture at one point, with bounds on the errors of its score and of the logarithm of its fraction of p.
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
  /** P, (d, d), and bounds on the errors of its entries, the same at every point. */
  readonly precision: Float64Array;
  readonly precisionErrors: Float64Array;
  /** Score -P (x - mu), and the bound on its error, (d) each. */
  readonly score: Float64Array;
  readonly scoreError: Float64Array;
  /** log of weight times density, and the bound on its error. */
  logShare = 0;
  logShareError = 0;
  readonly #component: PreparedComponent;
  readonly #dim: number;
  /** sqrt(diag P), and |P| |E| sqrt(diag P). */
  readonly #scale: Float64Array;
  readonly #growth: Float64Array;
  /** 1 less the largest ratio of the two, or 0: what sums of the geometric series are divided by. */
  readonly #remaining: number;
  readonly #logPeakError: number;
  /** v and f; |P| |v|; the rounding of P v; and what is between: (d) each. */
  readonly #offset: Float64Array;
  readonly #offsetError: Float64Array;
  readonly #sizes: Float64Array;
  readonly #arithmetic: Float64Array;
  readonly #moved: Float64Array;

  constructor(component: PreparedComponent) {
    const { mean, precision, covarianceError } = component;
    const dim = mean.length;
    const vector = (): Float64Array => new Float64Array(dim);
    this.#component = component;
    this.#dim = dim;
    this.precision = precision;
    this.#scale = Float64Array.from({ length: dim }, (_, a) => Math.sqrt(precision[a * dim + a]));
    this.#growth = absoluteProduct(precision, absoluteProduct(covarianceError, this.#scale, vector()), vector());
    this.#remaining = Math.max(0, 1 - largestRatio(this.#growth, this.#scale));
    // d log det C = tr P dC.
    let determinant = 0;
    for (let i = 0; i < precision.length; i++) determinant += Math.abs(precision[i]) * covarianceError[i];
    this.#logPeakError = component.logPeakError + determinant / 2 / this.#remaining;
    this.precisionErrors = this.#boundPrecision();
    [this.score, this.scoreError] = [vector(), vector()];
    [this.#offset, this.#offsetError, this.#sizes] = [vector(), vector(), vector()];
    [this.#arithmetic, this.#moved] = [vector(), vector()];
  }

  /** Takes the i-th of points (n, d). */
  moveTo(points: Float64Array, i: number): void {
    const { precision, mean, logPeak } = this.#component;
    const dim = this.#dim;
    const { score } = this;
    const offset = this.#offset;
    const sizes = this.#sizes;
    for (let a = 0; a < dim; a++) {
      const x = points[i * dim + a];
      offset[a] = x - mean[a];
      this.#offsetError[a] = UNIT_ROUNDOFF * (Math.abs(x) + Math.abs(mean[a]) + Math.abs(offset[a]));
    }
    let quadratic = 0;
    for (let a = 0; a < dim; a++) {
      let [sum, size] = [0, 0];
      for (let b = 0; b < dim; b++) {
        const term = precision[a * dim + b] * offset[b];
        sum += term;
        size += Math.abs(term);
      }
      score[a] = -sum;
      sizes[a] = size;
      quadratic -= sum * offset[a];
    }
    this.#boundScore();
    this.logShare = logPeak + quadratic / 2;
    const rounding = 2 * UNIT_ROUNDOFF * (Math.abs(this.logShare) + Math.abs(quadratic));
    this.logShareError = this.#logPeakError + this.#quadraticError() / 2 + rounding;
  }

  /**
   * P' - P = -P E P', where |E_ij| is at most a multiple of sqrt(C_ii C_jj), so that one vector is enough for |P| |E| |P|; and
   * the rounding of P.
   */
  #boundPrecision(): Float64Array {
    const { precision, precisionError, largestPrecision, covarianceError, deviation } = this.#component;
    const dim = this.#dim;
    const scale = this.#scale;
    const amplified = absoluteProduct(precision, deviation, new Float64Array(dim));
    let relative = 0;
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b < dim; b++) {
        relative = Math.max(relative, covarianceError[a * dim + b] / deviation[a] / deviation[b]);
      }
    }
    const errors = new Float64Array(dim * dim);
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b < dim; b++) {
        const entry = Math.abs(precision[a * dim + b]);
        const given = (relative * amplified[a] * amplified[b]) / this.#remaining;
        const arithmetic = UNIT_ROUNDOFF * entry + precisionError * scale[a] * scale[b];
        errors[a * dim + b] = Math.min(given + arithmetic, entry + largestPrecision);
      }
    }
    return errors;
  }

  #boundScore(): void {
    const { precision, precisionError, covarianceError, largestPrecision } = this.#component;
    const dim = this.#dim;
    const { score, scoreError } = this;
    const scale = this.#scale;
    const offset = this.#offset;
    const offsetError = this.#offsetError;
    const arithmetic = this.#arithmetic;
    const moved = this.#moved;
    let [along, square] = [0, 0];
    for (let a = 0; a < dim; a++) {
      along += scale[a] * Math.abs(offset[a]);
      square += offset[a] ** 2 + offsetError[a] ** 2;
    }
    for (let a = 0; a < dim; a++) {
      arithmetic[a] = (dim + 2) * UNIT_ROUNDOFF * this.#sizes[a] + precisionError * scale[a] * along;
      // Holds the error of |a| until it is complete.
      scoreError[a] = Math.abs(score[a]) + arithmetic[a];
    }
    absoluteProduct(covarianceError, scoreError, moved);
    for (let a = 0; a < dim; a++) moved[a] += offsetError[a];
    absoluteProduct(precision, moved, scoreError);
    for (let a = 0; a < dim; a++) scoreError[a] += arithmetic[a];
    const ratio = largestRatio(scoreError, scale);
    const rest = ratio === 0 ? 0 : ratio / this.#remaining;
    const largest = square === 0 ? 0 : largestPrecision * Math.sqrt(square);
    for (let a = 0; a < dim; a++) {
      scoreError[a] = Math.min(scoreError[a] + this.#growth[a] * rest, Math.abs(score[a]) + largest);
    }
  }

  #quadraticError(): number {
    const { covarianceError } = this.#component;
    const dim = this.#dim;
    const { score, scoreError } = this;
    const moved = this.#moved;
    for (let a = 0; a < dim; a++) moved[a] = Math.abs(score[a]) + scoreError[a];
    let error = 0;
    for (let a = 0; a < dim; a++) {
      const size = Math.abs(score[a]);
      let fromCovariance = 0;
      for (let b = 0; b < dim; b++) {
        const entry = size * covarianceError[a * dim + b];
        // An error that is not there remains none beside an infinite one.
        if (entry > 0) fromCovariance += entry * moved[b];
      }
      const fromOffset = this.#offsetError[a] > 0 ? this.#offsetError[a] * (size + moved[a]) : 0;
      const rounding = Math.abs(this.#offset[a]) * (this.#arithmetic[a] + dim * UNIT_ROUNDOFF * size);
      error += fromCovariance + fromOffset + rounding;
    }
    return error;
  }
}

/** |A| |v|, (d, d) and (d) -> (d), into `product`. */
function absoluteProduct(matrix: Float64Array, vector: Float64Array, product: Float64Array): Float64Array {
  const dim = vector.length;
  for (let a = 0; a < dim; a++) {
    let sum = 0;
    for (let b = 0; b < dim; b++) sum += Math.abs(matrix[a * dim + b] * vector[b]);
    product[a] = sum;
  }
  return product;
}

function largestRatio(values: Float64Array, scale: Float64Array): number {
  let largest = 0;
  for (let a = 0; a < values.length; a++) largest = Math.max(largest, values[a] / scale[a]);
  return largest;
}
