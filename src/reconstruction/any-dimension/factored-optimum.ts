import type { Estimate } from "../../numerics/estimate.ts";
import { displacement, type OptimalReconstruction } from "../reconstruction.ts";

/** Independent Gaussians, one for each direction beside the core's. */
export interface IndependentGaussians {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * The contractive optimum of a density that is a product in turned coordinates x = Q y: of a density of the first ones, its
 * core, and of a Gaussian for each other y_a. The generator G is then a sum over the factors, and so is what the
 * Euler-Lagrange equation says of each coordinate: those of the core move as they do without the others, y_a by
 * -sigma^2 (y_a - mean_a) / (variance_a + sigma^2). As accurate as the core's optimum.
 */
export class FactoredOptimum implements OptimalReconstruction {
  readonly method = "rcae";
  readonly dim: number;
  readonly sigma: number;
  readonly #core: OptimalReconstruction | undefined;
  readonly #coreDim: number;
  readonly #rest: IndependentGaussians;
  readonly #basis: readonly (readonly number[])[];

  /**
   * @param core optimum of the core, at sigma; undefined where all directions are Gaussian
   * @param basis Q, orthogonal, (d, d)
   */
  constructor(
    core: OptimalReconstruction | undefined,
    rest: IndependentGaussians,
    basis: readonly (readonly number[])[],
    sigma: number,
  ) {
    this.dim = basis.length;
    this.sigma = sigma;
    this.#core = core;
    this.#coreDim = core?.dim ?? 0;
    this.#rest = rest;
    this.#basis = basis;
  }

  /** That of the core: turning leaves lengths as they are. */
  get errorEstimate(): number {
    return (this.#core?.errorEstimate ?? 0) + this.#rounding();
  }

  /** Turning may gather the errors of all entries in one. */
  get jacobianErrorEstimate(): number {
    return this.#coreDim * (this.#core?.jacobianErrorEstimate ?? 0) + this.#rounding();
  }

  displacement(points: Float64Array): Float64Array {
    const { dim } = this;
    const own = this.#turnedBack(points);
    const inCore = this.#core ? displacement(this.#core, this.#coreOf(own)) : new Float64Array();
    const turned = new Float64Array(points.length);
    for (let node = 0; node < points.length / dim; node++) {
      for (let a = 0; a < dim; a++) {
        const change =
          a < this.#coreDim
            ? inCore[node * this.#coreDim + a]
            : this.#slope(a) * (own[node * dim + a] - this.#rest.mean[a - this.#coreDim]);
        for (let i = 0; i < dim; i++) turned[node * dim + i] += this.#basis[i][a] * change;
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
    const k = this.#coreDim;
    const q = this.#basis;
    const inCore = this.#core?.jacobian(this.#coreOf(this.#turnedBack(points))) ?? new Float64Array();
    const jacobian = new Float64Array(points.length * dim);
    // The part of all directions but the core's is the same everywhere.
    const fixed = new Float64Array(dim * dim);
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j < dim; j++) {
        fixed[i * dim + j] = i === j ? 1 : 0;
        for (let a = k; a < dim; a++) fixed[i * dim + j] += this.#slope(a) * q[i][a] * q[j][a];
      }
    }
    for (let node = 0; node < points.length / dim; node++) {
      const own = jacobian.subarray(node * dim * dim, (node + 1) * dim * dim);
      own.set(fixed);
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          const entry = inCore[(node * k + a) * k + b] - (a === b ? 1 : 0);
          for (let i = 0; i < dim; i++) {
            for (let j = 0; j < dim; j++) own[i * dim + j] += q[i][a] * entry * q[j][b];
          }
        }
      }
    }
    return jacobian;
  }

  /** The losses of the factors, added up; a Gaussian's is sigma^2 variance / (variance + sigma^2). */
  optimalLoss(): Estimate {
    const core = this.#core?.optimalLoss() ?? { value: 0, errorEstimate: 0 };
    const rest = this.#rest.deviation.reduce((sum, deviation) => {
      const variance = deviation ** 2;
      return sum + (this.sigma ** 2 * variance) / (variance + this.sigma ** 2);
    }, 0);
    return { value: core.value + rest, errorEstimate: core.errorEstimate + this.#rounding() * rest };
  }

  #rounding(): number {
    return 8 * this.dim * Number.EPSILON;
  }

  /** What the displacement of a Gaussian's coordinate falls by. */
  #slope(axis: number): number {
    return -(this.sigma ** 2) / (this.#rest.deviation[axis - this.#coreDim] ** 2 + this.sigma ** 2);
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

  /** (n, d) -> (n, core's d). */
  #coreOf(own: Float64Array): Float64Array {
    return own.filter((_, i) => i % this.dim < this.#coreDim);
  }
}
