import type { Estimate } from "../numerics/estimate.ts";
import { displacement, type OptimalReconstruction } from "../reconstruction/reconstruction.ts";

/** Independent Gaussians, one for each direction beside the plane. */
export interface IndependentGaussians {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * The contractive optimum of a density that is a product in turned coordinates x = Q y: of a density of the plane
 * (y_1, y_2) and of a Gaussian for each of the other y_a. The generator G is then a sum over the factors, and so is what
 * the Euler-Lagrange equation says of each coordinate: y_1 and y_2 move as in the plane, y_a by
 * -sigma^2 (y_a - mean_a) / (variance_a + sigma^2).
 */
export class TurnedOptimum implements OptimalReconstruction {
  readonly method = "rcae";
  readonly dim: number;
  readonly sigma: number;
  readonly #plane: OptimalReconstruction;
  readonly #rest: IndependentGaussians;
  readonly #basis: readonly (readonly number[])[];

  /** @param basis Q, orthogonal, (d, d) */
  constructor(plane: OptimalReconstruction, rest: IndependentGaussians, basis: readonly (readonly number[])[]) {
    this.dim = basis.length;
    this.sigma = plane.sigma;
    this.#plane = plane;
    this.#rest = rest;
    this.#basis = basis;
  }

  /** Turning a vector whose entries have this relative error may add two of them to one. */
  get errorEstimate(): number {
    return 2 * this.#plane.errorEstimate + 64 * Number.EPSILON;
  }

  get jacobianErrorEstimate(): number {
    return 2 * this.#plane.jacobianErrorEstimate + 64 * Number.EPSILON;
  }

  displacement(points: Float64Array): Float64Array {
    const { dim } = this;
    const own = this.#turnedBack(points);
    const inPlane = displacement(this.#plane, this.#planeOf(own));
    const change = own.map((y, i) => {
      const [node, axis] = [Math.floor(i / dim), i % dim];
      return axis < 2 ? inPlane[2 * node + axis] : this.#slope(axis) * (y - this.#rest.mean[axis - 2]);
    });
    const turned = new Float64Array(points.length);
    for (let node = 0; node < points.length; node += dim) {
      for (let i = 0; i < dim; i++) {
        for (let a = 0; a < dim; a++) turned[node + i] += this.#basis[i][a] * change[node + a];
      }
    }
    return turned;
  }

  evaluate(points: Float64Array): Float64Array {
    return this.displacement(points).map((change, i) => points[i] + change);
  }

  /** I + Q K Q^T with the blocks of the factors in K. */
  jacobian(points: Float64Array): Float64Array {
    const { dim } = this;
    const inPlane = this.#plane.jacobian(this.#planeOf(this.#turnedBack(points)));
    const q = this.#basis;
    // The part of all directions but the plane's is the same everywhere.
    const fixed = new Float64Array(dim * dim);
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j < dim; j++) {
        fixed[i * dim + j] = i === j ? 1 : 0;
        for (let a = 2; a < dim; a++) fixed[i * dim + j] += this.#slope(a) * q[i][a] * q[j][a];
      }
    }
    const jacobian = new Float64Array(points.length * dim);
    for (let node = 0; node < points.length / dim; node++) {
      const [xx, xy, yx, yy] = inPlane.subarray(4 * node, 4 * node + 4);
      for (let i = 0; i < dim; i++) {
        const alongX = (xx - 1) * q[i][0] + yx * q[i][1];
        const alongY = xy * q[i][0] + (yy - 1) * q[i][1];
        for (let j = 0; j < dim; j++) {
          jacobian[(node * dim + i) * dim + j] = fixed[i * dim + j] + alongX * q[j][0] + alongY * q[j][1];
        }
      }
    }
    return jacobian;
  }

  /** The losses of the factors, added up; a Gaussian's is sigma^2 variance / (variance + sigma^2). */
  optimalLoss(): Estimate {
    const { value, errorEstimate } = this.#plane.optimalLoss();
    const rest = this.#rest.deviation.reduce((sum, _, a) => sum + this.sigma ** 2 * (1 + this.#slope(a + 2)), 0);
    return { value: value + rest, errorEstimate: errorEstimate + 16 * Number.EPSILON * rest };
  }

  /** What the displacement of a Gaussian's coordinate falls by. */
  #slope(axis: number): number {
    return -(this.sigma ** 2) / (this.#rest.deviation[axis - 2] ** 2 + this.sigma ** 2);
  }

  /** y = Q^T x, (n, d). */
  #turnedBack(points: Float64Array): Float64Array {
    const { dim } = this;
    const turned = new Float64Array(points.length);
    for (let node = 0; node < points.length; node += dim) {
      for (let a = 0; a < dim; a++) {
        for (let i = 0; i < dim; i++) turned[node + a] += this.#basis[i][a] * points[node + i];
      }
    }
    return turned;
  }

  /** (n, d) -> (n, 2). */
  #planeOf(own: Float64Array): Float64Array {
    return own.filter((_, i) => i % this.dim < 2);
  }
}
