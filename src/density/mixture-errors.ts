import { UNIT_ROUNDOFF } from "../numerics/unit-roundoff.ts";
import { ComponentErrors } from "./component-errors.ts";
import type { DensityErrors } from "./density.ts";
import type { PreparedComponent } from "./gaussian-component.ts";

/**
 * Bounds on the errors of log p, score and Hessian of a Gaussian mixture, point by point: forward errors of the closed forms,
 * which grow with the condition numbers of the covariances, with the distance of a point, and with how far the weights of
 * the components depend on either. They cover the rounding of float64 and the last digits of the numbers that were given.
 */
export function mixtureErrors(components: readonly PreparedComponent[]): DensityErrors {
  const dim = components[0].mean.length;
  const local = new MixtureErrors(components.map((component) => new ComponentErrors(component)));
  const atEach = (points: Float64Array, size: number, bound: () => Float64Array): Float64Array => {
    const n = points.length / dim;
    const bounds = new Float64Array(n * size);
    for (let i = 0; i < n; i++) {
      local.moveTo(points, i);
      bounds.set(bound(), i * size);
    }
    return bounds;
  };
  return {
    logPdf: (points) => atEach(points, 1, () => Float64Array.of(local.logPdfError())),
    score: (points) => atEach(points, dim, () => local.scoreError()),
    hessian: (points) => atEach(points, dim * dim, () => local.hessianError()),
  };
}

/**
 * The errors at one point. Component k has the responsibility rho_k = exp(l_k) / sum exp(l_j), where l_k is known up to d_k.
 * An average sum rho_k t_k then changes, besides by the errors of the t_k, by sum (rho'_k - rho_k) (t_k - t), t the
 * average itself, which is at most sum c_k |t_k - t| with c_k = rho_k expm1(d_k) / sum rho_j exp(-d_j); and, as rho' adds up to 1,
 * at most sum b_k |t_k - t| with b_k the largest that rho'_k may be.
 */
class MixtureErrors {
  readonly #components: readonly ComponentErrors[];
  readonly #dim: number;
  /** rho_k, c_k and b_k. */
  readonly #responsibility: Float64Array;
  readonly #change: Float64Array;
  readonly #largest: Float64Array;
  readonly #score: Float64Array;
  #logTotalError = 0;

  constructor(components: readonly ComponentErrors[]) {
    this.#components = components;
    this.#dim = components[0].score.length;
    this.#responsibility = new Float64Array(components.length);
    this.#change = new Float64Array(components.length);
    this.#largest = new Float64Array(components.length);
    this.#score = new Float64Array(this.#dim);
  }

  moveTo(points: Float64Array, i: number): void {
    for (const component of this.#components) component.moveTo(points, i);
    this.#weigh();
    for (let a = 0; a < this.#dim; a++) this.#score[a] = this.#average((k) => this.#components[k].score[a]);
  }

  /** The logarithm of a sum whose terms change by factors of up to exp(d_k). */
  logPdfError(): number {
    return this.#logTotalError;
  }

  scoreError(): Float64Array {
    return this.#score.map((_, a) => this.#scoreErrorAlong(a));
  }

  /**
   * Of sum rho_k [(a_k - s)(a_k - s)^T - P_k], taken around the computed s, so that the error of s enters as its square. Of one
   * Gaussian there is -P only.
   */
  hessianError(): Float64Array {
    const dim = this.#dim;
    const components = this.#components;
    const entries = Array.from({ length: dim * dim }, (_, entry) => [Math.floor(entry / dim), entry % dim] as const);
    if (components.length === 1) return Float64Array.from(entries, ([a, b]) => components[0].precisionError(a, b));
    const scoreError = this.scoreError();
    return Float64Array.from(entries, ([a, b]) => {
      const own = (k: number): number => this.#ownHessianError(k, a, b);
      return this.#averageError((k) => this.#ownHessian(k, a, b), own) + scoreError[a] * scoreError[b];
    });
  }

  #ownHessian(k: number, a: number, b: number): number {
    const { score, precision } = this.#components[k];
    return (score[a] - this.#score[a]) * (score[b] - this.#score[b]) - precision[a * this.#dim + b];
  }

  #scoreErrorAlong(a: number): number {
    return this.#averageError(
      (k) => this.#components[k].score[a],
      (k) => this.#components[k].scoreError[a],
    );
  }

  #ownHessianError(k: number, a: number, b: number): number {
    const { score, scoreError } = this.#components[k];
    const left = Math.abs(score[a] - this.#score[a]);
    const right = Math.abs(score[b] - this.#score[b]);
    const rounding = 3 * UNIT_ROUNDOFF * left * right;
    const ofScores = left * scoreError[b] + right * scoreError[a] + scoreError[a] * scoreError[b];
    return ofScores + rounding + this.#components[k].precisionError(a, b);
  }

  #average(term: (k: number) => number): number {
    return this.#responsibility.reduce((sum, rho, k) => sum + rho * term(k), 0);
  }

  /** Bound on the error of sum rho_k t_k: that of the terms, of the responsibilities, and the rounding of the sum. */
  #averageError(term: (k: number) => number, error: (k: number) => number): number {
    const count = this.#components.length;
    const average = this.#average(term);
    let [own, changed, limit, sizes] = [0, 0, 0, 0];
    for (let k = 0; k < count; k++) {
      const largest = this.#largest[k];
      if (largest === 0) continue;
      const distance = Math.abs(term(k) - average);
      own += largest * error(k);
      limit += largest * distance;
      changed += distance === 0 ? 0 : this.#change[k] * distance;
      sizes += this.#responsibility[k] * Math.abs(term(k));
    }
    return own + Math.min(changed, limit) + (2 * count + 6) * UNIT_ROUNDOFF * sizes;
  }

  #weigh(): void {
    const components = this.#components;
    const highest = Math.max(...components.map(({ logShare }) => logShare));
    /** logShare and its error, relative to the highest: the difference is rounded too. */
    const logs = components.map(({ logShare }) => logShare - highest);
    const errors = components.map(({ logShareError }, k) => logShareError - UNIT_ROUNDOFF * logs[k]);
    const logTotal = logSumExp(logs);
    const logLeast = logSumExp(logs.map((log, k) => log - errors[k]));
    const logMost = logSumExp(logs.map((log, k) => log + errors[k]));
    const rounding = UNIT_ROUNDOFF * (Math.abs(highest + logTotal) + components.length + 2);
    this.#logTotalError = Math.max(logMost - logTotal, logTotal - logLeast) + rounding;
    components.forEach((_, k) => {
      const log = logs[k] - logLeast;
      this.#responsibility[k] = Math.exp(logs[k] - logTotal);
      this.#change[k] = errors[k] < 1 ? Math.exp(log) * Math.expm1(errors[k]) : Math.exp(log + errors[k]);
      this.#largest[k] = Math.exp(Math.min(0, log + errors[k]));
    });
  }
}

function logSumExp(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  if (!Number.isFinite(highest)) return highest;
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
}
