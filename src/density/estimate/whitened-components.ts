import { multiplyMatrices } from "../../numerics/linear-algebra/matrix-product.ts";
import type { GaussianComponent } from "../gaussian/gaussian-mixture.ts";

/** The weights of a mixture's components, their means (d), and their covariances (d, d). */
export interface MixtureParameters {
  readonly dim: number;
  readonly weights: Float64Array;
  readonly means: readonly Float64Array[];
  readonly covariances: readonly Float64Array[];
}

/** The results of a mixture at n points. */
export interface Posterior {
  /** The responsibility of each component, shape (n, K); rows sum to 1. */
  readonly responsibilities: Float64Array;
  /** Shape (n). */
  readonly logPdf: Float64Array;
}

/** The number of points whose z for all components are kept at a time. */
const BLOCK_ROWS = 256;

/**
 * A mixture of Gaussians in plain float64, by whitening: z = L^-1 (x - mu), Sigma + noise^2 I = L L^T. It computes what
 * `GaussianMixture` computes, for all points at a time and without bounds on its errors: what expectation-maximisation and the
 * choice of a number of components need, thousands of times.
 */
export class WhitenedComponents {
  readonly dim: number;
  readonly #weights: Float64Array;
  readonly #means: readonly Float64Array[];
  /** L^-1 of each component, lower triangles. */
  readonly #whitening: readonly Float64Array[];
  /** log w - log det L - d/2 log 2 pi. */
  readonly #logPeaks: readonly number[];

  /** @param noise standard deviation of noise that is added. Default 0 */
  constructor({ dim, weights, means, covariances }: MixtureParameters, noise = 0) {
    this.dim = dim;
    this.#weights = weights;
    this.#means = means;
    this.#whitening = covariances.map((covariance) => {
      const noisy = covariance.slice();
      for (let a = 0; a < dim; a++) noisy[a * (dim + 1)] += noise * noise;
      return invertedLower(cholesky(noisy, dim), dim);
    });
    this.#logPeaks = this.#whitening.map((inverse, k) => {
      let log = Math.log(weights[k]) - (dim / 2) * Math.log(2 * Math.PI);
      for (let a = 0; a < dim; a++) log += Math.log(inverse[a * (dim + 1)]);
      return log;
    });
  }

  /** (n, d) -> (n, K) and (n). */
  posterior(points: Float64Array): Posterior {
    const [centred, z] = [new Float64Array(points.length), new Float64Array(points.length)];
    return this.#posterior(points.length / this.dim, (k) => this.#whiten(points, k, centred, z));
  }

  /** grad log p. (n, d) -> (n, d). */
  score(points: Float64Array): Float64Array {
    const { dim } = this;
    const score = new Float64Array(points.length);
    const size = dim * Math.min(BLOCK_ROWS, points.length / dim);
    const scratch = new Float64Array(size);
    const whitened = this.#means.map(() => new Float64Array(size));
    for (let start = 0; start < points.length; start += size) {
      const block = points.subarray(start, start + size);
      const own = scratch.subarray(0, block.length);
      const all = whitened.map((z, k) => this.#whiten(block, k, own, z.subarray(0, block.length)));
      const { responsibilities } = this.#posterior(block.length / dim, (k) => all[k]);
      for (const [k, z] of all.entries()) {
        // -Sigma^-1 (x - mu) = -L^-T z: as rows, -z L^-1.
        multiplyMatrices(z, this.#whitening[k], { rows: block.length / dim, columns: dim }, own);
        for (let j = 0, at = k; j < own.length; at += all.length) {
          for (const end = j + dim; j < end; j++) score[start + j] -= responsibilities[at] * own[j];
        }
      }
    }
    return score;
  }

  /** @param whitened z of every point for a component, (n, d), which is used before the next call */
  #posterior(n: number, whitened: (k: number) => Float64Array): Posterior {
    const count = this.#weights.length;
    const logs = new Float64Array(n * count);
    for (let k = 0; k < count; k++) {
      const z = whitened(k);
      for (let i = 0; i < n; i++) logs[i * count + k] = this.#logPeaks[k] - squaredLength(z, i, this.dim) / 2;
    }
    const logPdf = new Float64Array(n);
    for (let i = 0; i < n; i++) logPdf[i] = normaliseRow(logs, i * count, count);
    return { responsibilities: logs, logPdf };
  }

  /**
   * z of every point for one component, (n, d).
   * @param centred an array of the size of z for the points minus the mean
   * @param z the array for the result
   */
  #whiten(points: Float64Array, k: number, centred: Float64Array, z: Float64Array): Float64Array {
    const { dim } = this;
    const mean = this.#means[k];
    for (let j = 0; j < points.length; ) {
      for (let a = 0; a < dim; a++, j++) centred[j] = points[j] - mean[a];
    }
    const shape = { rows: points.length / dim, columns: dim, flipB: true };
    return multiplyMatrices(centred, this.#whitening[k], shape, z);
  }
}

/** Exponentials of a row of logarithms, divided by their sum, in place. @returns the logarithm of the sum */
function normaliseRow(logs: Float64Array, start: number, count: number): number {
  let largest = -Infinity;
  for (let k = start; k < start + count; k++) if (logs[k] > largest) largest = logs[k];
  let sum = 0;
  for (let k = start; k < start + count; k++) {
    logs[k] = Math.exp(logs[k] - largest);
    sum += logs[k];
  }
  for (let k = start; k < start + count; k++) logs[k] /= sum;
  return largest + Math.log(sum);
}

function squaredLength(z: Float64Array, i: number, dim: number): number {
  let sum = 0;
  for (let j = i * dim; j < (i + 1) * dim; j++) sum += z[j] * z[j];
  return sum;
}

/** L of a positive definite matrix L L^T, (d, d). A pivot whose sign is lost in rounding is replaced by its least possible value. */
function cholesky(matrix: Float64Array, dim: number): Float64Array {
  const factor = new Float64Array(dim * dim);
  for (let a = 0; a < dim; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * dim + b];
      for (let c = 0; c < b; c++) sum -= factor[a * dim + c] * factor[b * dim + c];
      const least = Number.EPSILON * dim * matrix[a * (dim + 1)];
      factor[a * dim + b] = a === b ? Math.sqrt(Math.max(sum, least)) : sum / factor[b * (dim + 1)];
    }
  }
  return factor;
}

/** The inverse of a lower triangle, (d, d). */
function invertedLower(factor: Float64Array, dim: number): Float64Array {
  const inverse = new Float64Array(dim * dim);
  for (let b = 0; b < dim; b++) {
    inverse[b * (dim + 1)] = 1 / factor[b * (dim + 1)];
    for (let a = b + 1; a < dim; a++) {
      let sum = 0;
      for (let c = b; c < a; c++) sum -= factor[a * dim + c] * inverse[c * dim + b];
      inverse[a * dim + b] = sum / factor[a * (dim + 1)];
    }
  }
  return inverse;
}

/** The same mixture in the form that `GaussianMixture` takes. */
export function componentsOf({ dim, weights, means, covariances }: MixtureParameters): readonly GaussianComponent[] {
  return means.map((mean, k) => ({
    weight: weights[k],
    mean: Array.from(mean),
    covariance: Array.from({ length: dim }, (_, a) => Array.from(covariances[k].subarray(a * dim, (a + 1) * dim))),
  }));
}
