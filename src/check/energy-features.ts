import { solvePositive } from "../numerics/linear-algebra/solve-positive.ts";
import { exponentiate } from "../numerics/vector-functions/exponentials.ts";

/**
 * The standard deviation of the kernels, in sigmas. p_sigma varies over lengths of sigma or more, and kernels of this width overlap
 * without gaps.
 */
const KERNEL_WIDTH = 1.5;
/**
 * The ridge that is added to the diagonal of the normal equations, relative to the mean of the diagonal. It is far below the
 * eigenvalues that the data determine.
 */
const RIDGE = 1e-6;
/** The number of exponentials that are computed together. */
const BLOCK_NUMBERS = 2048;

/**
 * The features phi_j of a small energy E(x) = sum_j w_j phi_j(x): Gaussian kernels around some centres, the coordinates, and half
 * their products. The energy of a Gaussian is a sum of coordinates and products; the kernels add what is not Gaussian.
 */
export class EnergyFeatures {
  readonly dim: number;
  readonly size: number;
  readonly #centres: Float64Array;
  readonly #variance: number;

  /** @param centres shape (m, d) */
  constructor(centres: Float64Array, dim: number, sigma: number) {
    this.dim = dim;
    this.#centres = centres;
    this.#variance = (KERNEL_WIDTH * sigma) ** 2;
    this.size = centres.length / dim + dim + (dim * (dim + 1)) / 2;
  }

  /** The energy E. (n, d) -> (n). */
  energy(points: Float64Array, weights: Float64Array): Float64Array {
    const { dim } = this;
    const energies = new Float64Array(points.length / dim);
    this.#eachPoint(points, (i, kernels) => {
      let sum = 0;
      for (let j = 0; j < kernels.length; j++) sum += weights[j] * kernels[j];
      let j = kernels.length;
      for (let a = i * dim; a < (i + 1) * dim; a++) {
        sum += weights[j++] * points[a];
        for (let b = i * dim; b <= a; b++) sum += weights[j++] * ((points[a] * points[b]) / 2);
      }
      energies[i] = sum;
    });
    return energies;
  }

  /** The score -grad E. (n, d) -> (n, d). */
  score(points: Float64Array, weights: Float64Array): Float64Array {
    const { dim, size } = this;
    const scores = new Float64Array(points.length);
    this.#eachPointWithSlopes(points, (i, slopes) => {
      for (let a = 0; a < dim; a++) {
        let score = 0;
        for (let j = 0; j < size; j++) score -= weights[j] * slopes[j * dim + a];
        scores[i * dim + a] = score;
      }
    });
    return scores;
  }

  /**
   * The weights of the least-squares fits of -grad E to some targets.
   * @param points shape (n, d)
   * @param targets each of shape (n, d)
   * @returns the weights that fit each of the targets best
   */
  leastSquares(points: Float64Array, targets: readonly Float64Array[]): Float64Array[] {
    const { dim, size } = this;
    const matrix = new Float64Array(size * size);
    const fitted = targets.map(() => new Float64Array(size));
    this.#eachPointWithSlopes(points, (i, slopes) => {
      for (let a = 0; a < dim; a++) {
        for (let j = 0; j < size; j++) {
          const slope = slopes[j * dim + a];
          for (let k = 0; k <= j; k++) matrix[j * size + k] += slope * slopes[k * dim + a];
        }
      }
      fitted.forEach((weights, t) => {
        for (let j = 0; j < size; j++) {
          for (let a = 0; a < dim; a++) weights[j] -= slopes[j * dim + a] * targets[t][i * dim + a];
        }
      });
    });
    let trace = 0;
    for (let j = 0; j < size; j++) trace += matrix[j * size + j];
    for (let j = 0; j < size; j++) {
      matrix[j * size + j] += (RIDGE * trace) / size;
      for (let k = 0; k < j; k++) matrix[k * size + j] = matrix[j * size + k];
    }
    for (const weights of fitted) solvePositive(matrix.slice(), weights);
    return fitted;
  }

  /** Visits all points, with the values of the kernels there. */
  #eachPoint(points: Float64Array, visit: (i: number, kernels: Float64Array) => void): void {
    const { dim } = this;
    const centres = this.#centres;
    const count = centres.length / dim;
    const n = points.length / dim;
    const denominator = 2 * this.#variance;
    // The exponentials of several points are computed together.
    const most = Math.max(1, Math.floor(BLOCK_NUMBERS / count));
    for (let first = 0; first < n; first += most) {
      const last = Math.min(n, first + most);
      const values = new Float64Array((last - first) * count);
      for (let i = first, at = 0; i < last; i++) {
        for (let j = 0; j < centres.length; j += dim) {
          let square = 0;
          for (let a = 0; a < dim; a++) square += (points[i * dim + a] - centres[j + a]) ** 2;
          values[at++] = -square / denominator;
        }
      }
      exponentiate(values);
      for (let i = first; i < last; i++) visit(i, values.subarray((i - first) * count, (i - first + 1) * count));
    }
  }

  /** Visits all points, with the gradients of all features there, shape (size, d). */
  #eachPointWithSlopes(points: Float64Array, visit: (i: number, slopes: Float64Array) => void): void {
    const { dim, size } = this;
    const centres = this.#centres;
    const variance = this.#variance;
    const slopes = new Float64Array(size * dim);
    this.#eachPoint(points, (i, kernels) => {
      const x = points.subarray(i * dim, (i + 1) * dim);
      for (let j = 0; j < kernels.length; j++) {
        for (let a = 0; a < dim; a++) slopes[j * dim + a] = (-kernels[j] * (x[a] - centres[j * dim + a])) / variance;
      }
      slopes.fill(0, kernels.length * dim);
      let j = kernels.length;
      for (let a = 0; a < dim; a++) {
        slopes[j * dim + a] = 1;
        j += 1;
        for (let b = 0; b <= a; b++) {
          slopes[j * dim + a] += x[b] / 2;
          slopes[j * dim + b] += x[a] / 2;
          j += 1;
        }
      }
      visit(i, slopes);
    });
  }
}
