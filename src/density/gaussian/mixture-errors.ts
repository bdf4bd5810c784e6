import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { DensityErrors } from "../density.ts";
import { ComponentErrors } from "./component-errors.ts";
import type { PreparedComponent } from "./gaussian-component.ts";

/** A component whose responsibility is certainly below this adds nothing to a bound. */
const NEGLIGIBLE = 1e-30;

/**
 * Bounds on the errors of log p, score and Hessian of a Gaussian mixture, point by point: forward errors of the closed forms. They grow
 * with the condition numbers of the covariances and with the distance of a point, and where the weights of the components depend
 * strongly on either. They cover the rounding of float64 and the last digits of the given numbers.
 *
 * @param points shape (n, d)
 */
export function mixtureErrors(components: readonly PreparedComponent[], points: Float64Array): DensityErrors {
  const dim = components[0].mean.length;
  const n = points.length / dim;
  const local = new MixtureErrors(components.map((component) => new ComponentErrors(component)));
  const errors = {
    logPdf: new Float64Array(n),
    score: new Float64Array(n * dim),
    hessian: new Float64Array(n * dim * dim),
  };
  for (let i = 0; i < n; i++) {
    local.moveTo(points, i);
    errors.logPdf[i] = local.logPdfError;
    errors.score.set(local.scoreError, i * dim);
    errors.hessian.set(local.hessianError, i * dim * dim);
  }
  return errors;
}

/**
 * The errors at one point. Component k has the responsibility rho_k = exp(l_k) / sum exp(l_j), where l_k is known up to d_k.
 * The error of an average t = sum rho_k t_k comes from the errors of the t_k, and from sum (rho'_k - rho_k) (t_k - t). The latter is at
 * most sum c_k |t_k - t| with c_k = rho_k expm1(d_k) / sum rho_j exp(-d_j). Since rho' adds up to 1, it is also at most
 * sum b_k |t_k - t|, where b_k is the largest possible rho'_k.
 */
class MixtureErrors {
  logPdfError = 0;
  readonly scoreError: Float64Array;
  readonly hessianError: Float64Array;
  readonly #components: readonly ComponentErrors[];
  readonly #dim: number;
  /** rho_k, c_k and b_k. */
  readonly #responsibility: Float64Array;
  readonly #change: Float64Array;
  readonly #largest: Float64Array;
  /** Whether each component counts. */
  #active: number[] = [];
  readonly #score: Float64Array;

  constructor(components: readonly ComponentErrors[]) {
    const dim = components[0].score.length;
    this.#components = components;
    this.#dim = dim;
    this.#responsibility = new Float64Array(components.length);
    this.#change = new Float64Array(components.length);
    this.#largest = new Float64Array(components.length);
    this.#score = new Float64Array(dim);
    this.scoreError = new Float64Array(dim);
    this.hessianError = new Float64Array(dim * dim);
  }

  moveTo(points: Float64Array, i: number): void {
    for (const component of this.#components) component.moveTo(points, i);
    this.#weigh();
    this.#boundScore();
    this.#boundHessian();
  }

  #boundScore(): void {
    for (let a = 0; a < this.#dim; a++) {
      let average = 0;
      for (const k of this.#active) average += this.#responsibility[k] * this.#components[k].score[a];
      this.#score[a] = average;
      const sum = new AverageError(average);
      for (const k of this.#active) {
        const { score, scoreError } = this.#components[k];
        this.#add(sum, k, score[a], scoreError[a]);
      }
      this.scoreError[a] = sum.total(this.#components.length);
    }
  }

  /**
   * The error of sum rho_k [(a_k - s)(a_k - s)^T - P_k]. It is taken around the computed s, so that the error of s enters as its
   * square. For one Gaussian only -P is left.
   */
  #boundHessian(): void {
    const components = this.#components;
    if (components.length === 1) {
      this.hessianError.set(components[0].precisionErrors);
      return;
    }
    const dim = this.#dim;
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b <= a; b++) {
        const error = this.#hessianErrorAt(a, b) + this.scoreError[a] * this.scoreError[b];
        this.hessianError[a * dim + b] = error;
        this.hessianError[b * dim + a] = error;
      }
    }
  }

  #hessianErrorAt(a: number, b: number): number {
    const entry = a * this.#dim + b;
    let average = 0;
    for (const k of this.#active) {
      const { score, precision } = this.#components[k];
      const product = (score[a] - this.#score[a]) * (score[b] - this.#score[b]);
      average += this.#responsibility[k] * (product - precision[entry]);
    }
    const sum = new AverageError(average);
    for (const k of this.#active) {
      const { score, scoreError, precision, precisionErrors } = this.#components[k];
      const left = score[a] - this.#score[a];
      const right = score[b] - this.#score[b];
      const ofScores = Math.abs(left) * scoreError[b] + Math.abs(right) * scoreError[a] + scoreError[a] * scoreError[b];
      const rounding = 3 * UNIT_ROUNDOFF * Math.abs(left * right);
      this.#add(sum, k, left * right - precision[entry], ofScores + rounding + precisionErrors[entry]);
    }
    return sum.total(this.#components.length);
  }

  /** Adds component k with its value and the error of this value. */
  #add(sum: AverageError, k: number, value: number, error: number): void {
    const distance = Math.abs(value - sum.average);
    sum.own += this.#largest[k] * error;
    sum.limit += this.#largest[k] * distance;
    if (distance > 0) sum.changed += this.#change[k] * distance;
    sum.sizes += this.#responsibility[k] * Math.abs(value);
  }

  #weigh(): void {
    const components = this.#components;
    const highest = Math.max(...components.map(({ logShare }) => logShare));
    /** logShare and its error, relative to the highest one; the difference is rounded too. */
    const logs = components.map(({ logShare }) => logShare - highest);
    const errors = components.map(({ logShareError }, k) => logShareError - UNIT_ROUNDOFF * logs[k]);
    const logTotal = logSumExp(logs);
    const logLeast = logSumExp(logs.map((log, k) => log - errors[k]));
    // The logarithm of a sum whose terms change by factors of up to exp(d_k).
    const logMost = logSumExp(logs.map((log, k) => log + errors[k]));
    const rounding = UNIT_ROUNDOFF * (Math.abs(highest + logTotal) + components.length + 2);
    this.logPdfError = Math.max(logMost - logTotal, logTotal - logLeast) + rounding;
    this.#active = [];
    components.forEach((_, k) => {
      const log = logs[k] - logLeast;
      this.#responsibility[k] = Math.exp(logs[k] - logTotal);
      this.#change[k] = errors[k] < 1 ? Math.exp(log) * Math.expm1(errors[k]) : Math.exp(log + errors[k]);
      this.#largest[k] = Math.exp(Math.min(0, log + errors[k]));
      if (this.#largest[k] > NEGLIGIBLE) this.#active.push(k);
    });
  }
}

/** The parts of the error of an average. */
class AverageError {
  readonly average: number;
  /** The parts from the errors of the terms, and from those of the responsibilities, in the two ways. */
  own = 0;
  changed = 0;
  limit = 0;
  /** The average of the absolute values of the terms, to which the rounding of the sum is relative. */
  sizes = 0;

  constructor(average: number) {
    this.average = average;
  }

  total(count: number): number {
    return this.own + Math.min(this.changed, this.limit) + (2 * count + 6) * UNIT_ROUNDOFF * this.sizes;
  }
}

function logSumExp(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  if (!Number.isFinite(highest)) return highest;
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
}
