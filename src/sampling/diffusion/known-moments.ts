import { multiplyMatrices } from "../../numerics/linear-algebra/matrix-product.ts";
import { principalAxes } from "../../numerics/linear-algebra/principal-axes.ts";
import { normals, type Rng } from "../../numerics/random/random.ts";

/**
 * The mean and the covariance of p, along the principal axes. For any p, p_sigma has the same mean and the covariance Sigma +
 * sigma^2 I. A trained r is smoother than the optimal one. It pulls draws too weakly towards the data and too strongly to the
 * middle of the data, so that its draws vary less than the data. The known moments of p_sigma correct this at every sigma.
 */
export class KnownMoments {
  readonly dim: number;
  readonly #mean: Float64Array;
  /** The variance along each axis, shape (d). */
  readonly #variances: Float64Array;
  /** The axes as columns, (d, d). */
  readonly #axes: Float64Array;

  /** @param covariance symmetric, positive definite, shape (d, d) */
  constructor(mean: Float64Array, covariance: Float64Array) {
    const dim = mean.length;
    const rows = Array.from({ length: dim }, (_, a) => Array.from(covariance.subarray(a * dim, (a + 1) * dim)));
    const middle = Array.from(mean, (hi) => ({ hi, lo: 0 }));
    const { variances, directions } = principalAxes(rows, middle, "double");
    this.dim = dim;
    this.#mean = mean;
    this.#variances = variances;
    this.#axes = new Float64Array(dim * dim);
    for (let j = 0; j < dim * dim; j++) {
      const [a, b] = [Math.floor(j / dim), j % dim];
      this.#axes[j] = directions ? directions[a][b] : Number(a === b);
    }
  }

  /** Draws from the Gaussian with the moments of p_sigma, shape (n, d). */
  gaussian(rng: Rng, n: number, sigma: number): Float64Array {
    const along = normals(rng, n * this.dim);
    return this.#outOf(along.map((one, j) => one * this.#deviation(j % this.dim, sigma)));
  }

  /**
   * Moves points by an affine map. The map gives the first points, the pilots, the mean and the variance of p_sigma along each
   * principal axis. Given the pilots, the other points remain as independent as they were.
   * @param points shape (n, d)
   * @param pilots the number of pilots, at least 2
   */
  match(points: Float64Array, pilots: number, sigma: number): Float64Array {
    const { dim } = this;
    const along = this.#onto(points);
    for (let a = 0; a < dim; a++) {
      let [sum, squares] = [0, 0];
      for (let i = 0; i < pilots; i++) sum += along[i * dim + a];
      const mean = sum / pilots;
      for (let i = 0; i < pilots; i++) squares += (along[i * dim + a] - mean) ** 2;
      const deviation = Math.sqrt(squares / (pilots - 1));
      const factor = deviation > 0 ? this.#deviation(a, sigma) / deviation : 1;
      for (let j = a; j < along.length; j += dim) along[j] = factor * (along[j] - mean);
    }
    return this.#outOf(along);
  }

  #deviation(axis: number, sigma: number): number {
    return Math.sqrt(this.#variances[axis] + sigma * sigma);
  }

  /** x -> Q^T (x - mean). (n, d) -> (n, d). */
  #onto(points: Float64Array): Float64Array {
    const { dim } = this;
    const centred = points.map((x, j) => x - this.#mean[j % dim]);
    return multiplyMatrices(centred, this.#axes, { rows: points.length / dim, columns: dim });
  }

  /** y -> mean + Q y. (n, d) -> (n, d). */
  #outOf(along: Float64Array): Float64Array {
    const { dim } = this;
    const shape = { rows: along.length / dim, columns: dim, flipB: true };
    return multiplyMatrices(along, this.#axes, shape).map((x, j) => x + this.#mean[j % dim]);
  }
}
