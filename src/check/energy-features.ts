import { solvePositive } from "../numerics/linear-algebra/solve-positive.ts";

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
    const { dim, size } = this;
    const values = new Float64Array(size);
    const slopes = new Float64Array(size * dim);
    return Float64Array.from({ length: points.length / dim }, (_, i) => {
      this.#at(points.subarray(i * dim, (i + 1) * dim), values, slopes);
      return values.reduce((sum, value, j) => sum + weights[j] * value, 0);
    });
  }

  /** The score -grad E. (n, d) -> (n, d). */
  score(points: Float64Array, weights: Float64Array): Float64Array {
    const { dim, size } = this;
    const values = new Float64Array(size);
    const slopes = new Float64Array(size * dim);
    const scores = new Float64Array(points.length);
    for (let i = 0; i < points.length; i += dim) {
      this.#at(points.subarray(i, i + dim), values, slopes);
      for (let j = 0; j < size; j++) {
        for (let a = 0; a < dim; a++) scores[i + a] -= weights[j] * slopes[j * dim + a];
      }
    }
    return scores;
  }

  /**
   * Prepares the least-squares fit of -grad E at some points.
   * @param points shape (n, d)
   * @returns a function from targets, shape (n, d), to the weights that fit them best
   */
  leastSquares(points: Float64Array): (targets: Float64Array) => Float64Array {
    const { dim, size } = this;
    const values = new Float64Array(size);
    const slopes = new Float64Array(size * dim);
    const matrix = new Float64Array(size * size);
    const eachPoint = (visit: (start: number) => void): void => {
      for (let i = 0; i < points.length; i += dim) {
        this.#at(points.subarray(i, i + dim), values, slopes);
        visit(i);
      }
    };
    eachPoint(() => {
      for (let a = 0; a < dim; a++) {
        for (let j = 0; j < size; j++) {
          const slope = slopes[j * dim + a];
          for (let k = 0; k <= j; k++) matrix[j * size + k] += slope * slopes[k * dim + a];
        }
      }
    });
    let trace = 0;
    for (let j = 0; j < size; j++) trace += matrix[j * size + j];
    for (let j = 0; j < size; j++) {
      matrix[j * size + j] += (RIDGE * trace) / size;
      for (let k = 0; k < j; k++) matrix[k * size + j] = matrix[j * size + k];
    }
    return (targets) => {
      const weights = new Float64Array(size);
      eachPoint((i) => {
        for (let j = 0; j < size; j++) {
          for (let a = 0; a < dim; a++) weights[j] -= slopes[j * dim + a] * targets[i + a];
        }
      });
      solvePositive(matrix.slice(), weights);
      return weights;
    };
  }

  /** Computes all features at a point, and their gradients, shape (size, d). */
  #at(x: Float64Array, values: Float64Array, slopes: Float64Array): void {
    const { dim } = this;
    const kernels = this.#centres.length / dim;
    slopes.fill(0);
    for (let j = 0; j < kernels; j++) {
      let square = 0;
      for (let a = 0; a < dim; a++) square += (x[a] - this.#centres[j * dim + a]) ** 2;
      values[j] = Math.exp(-square / (2 * this.#variance));
      for (let a = 0; a < dim; a++) {
        slopes[j * dim + a] = (-values[j] * (x[a] - this.#centres[j * dim + a])) / this.#variance;
      }
    }
    let j = kernels;
    for (let a = 0; a < dim; a++) {
      values[j] = x[a];
      slopes[j * dim + a] = 1;
      j += 1;
      for (let b = 0; b <= a; b++) {
        values[j] = (x[a] * x[b]) / 2;
        slopes[j * dim + a] += x[b] / 2;
        slopes[j * dim + b] += x[a] / 2;
        j += 1;
      }
    }
  }
}
