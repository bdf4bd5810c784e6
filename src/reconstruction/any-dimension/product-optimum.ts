import type { CoreDirections } from "../../density/gaussian/non-gaussian-subspace.ts";
import { checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import { displacement, displacementJacobian, type OptimalReconstruction } from "../reconstruction.ts";

/** Independent Gaussians, one for each direction beside the core's. */
export interface IndependentGaussians {
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
}

/** How exact the division of a density into factors is. */
export type DivisionError = Pick<CoreDirections, "neglected" | "rounding" | "smallestDeviation" | "extent">;

/** In standard deviations: p is above 1e-12 of its maximum up to there. */
const EXTENT_IN_DEVIATIONS = 8;
const EXACT: DivisionError = { neglected: 0, rounding: 0, smallestDeviation: 1, extent: 0 };

/**
 * The contractive optimum of a density that is a product in turned coordinates x = Q y: of a density of the first ones, its
 * core, and of a Gaussian for each other y_a. The generator G is then a sum over the factors, and so is what the
 * Euler-Lagrange equation says of each coordinate: those of the core move as they do without the others, y_a by
 * -sigma^2 (y_a - mean_a) / (variance_a + sigma^2). As accurate as the core's optimum and the division into factors are.
 */
export class ProductOptimum implements OptimalReconstruction {
  readonly method = "rcae";
  readonly computedBy: string;
  readonly dim: number;
  readonly sigma: number;
  readonly #core: OptimalReconstruction | undefined;
  readonly #coreDim: number;
  readonly #rest: IndependentGaussians;
  readonly #basis: readonly (readonly number[])[];
  readonly #division: DivisionError;

  /**
   * @param core optimum of the core, at sigma; undefined where all directions are Gaussian
   * @param basis Q, orthogonal, (d, d)
   * @param division how exact the division into factors is. Default: exact
   */
  constructor(
    core: OptimalReconstruction | undefined,
    rest: IndependentGaussians,
    basis: readonly (readonly number[])[],
    sigma: number,
    division: DivisionError = EXACT,
  ) {
    this.dim = basis.length;
    this.sigma = sigma;
    this.#core = core;
    this.#coreDim = core?.dim ?? 0;
    this.computedBy = core?.computedBy ?? "closed form";
    this.#rest = rest;
    this.#basis = basis;
    this.#division = division;
  }

  get notRuledOut(): string | undefined {
    return this.#core?.notRuledOut;
  }

  /**
   * That of the core, as turning leaves lengths as they are, and that of the division. Along the thinnest direction, of
   * variance v, the score -y / (v + sigma^2) changes by its part rounding v / (v + sigma^2) where v is rounded, by as much as is
   * neglected, of means in standard deviations, and by the rounding of y, of which x is the larger part.
   */
  get errorEstimate(): number {
    const { neglected, smallestDeviation, extent } = this.#division;
    const variance = smallestDeviation ** 2 + this.sigma ** 2;
    const ofMeans = neglected * (1 + smallestDeviation / variance);
    const ofPositions = (2 * UNIT_ROUNDOFF * extent) / variance;
    const division = this.dim * (this.#thinRounding() + ofMeans + ofPositions);
    return (this.#core?.errorEstimate ?? 0) + this.#rounding() + division;
  }

  /** Turning may gather the errors of all entries in one. */
  get jacobianErrorEstimate(): number {
    const { neglected, smallestDeviation } = this.#division;
    const fraction = this.sigma ** 2 / (smallestDeviation ** 2 + this.sigma ** 2);
    const division = this.dim * fraction * (this.#thinRounding() + EXTENT_IN_DEVIATIONS * neglected);
    return this.#coreDim * (this.#core?.jacobianErrorEstimate ?? 0) + this.#rounding() + division;
  }

  displacement(points: Float64Array): Float64Array {
    const { dim } = this;
    checkPoints("points", points, dim);
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
    return this.displacementJacobian(points).map((entry, i) =>
      Math.floor(i / dim) % dim === i % dim ? 1 + entry : entry,
    );
  }

  /** Q K Q^T. */
  displacementJacobian(points: Float64Array): Float64Array {
    const { dim } = this;
    checkPoints("points", points, dim);
    const k = this.#coreDim;
    const q = this.#basis;
    const inCore = this.#core
      ? displacementJacobian(this.#core, this.#coreOf(this.#turnedBack(points)))
      : new Float64Array();
    const jacobian = new Float64Array(points.length * dim);
    // The part of all directions but the core's is the same everywhere.
    const fixed = new Float64Array(dim * dim);
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j < dim; j++) {
        for (let a = k; a < dim; a++) fixed[i * dim + j] += this.#slope(a) * q[i][a] * q[j][a];
      }
    }
    for (let node = 0; node < points.length / dim; node++) {
      const own = jacobian.subarray(node * dim * dim, (node + 1) * dim * dim);
      own.set(fixed);
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          const entry = inCore[(node * k + a) * k + b];
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
    const rest = this.#rest.standardDeviation.reduce((sum, deviation) => {
      const variance = deviation ** 2;
      return sum + (this.sigma ** 2 * variance) / (variance + this.sigma ** 2);
    }, 0);
    return {
      value: core.value + rest,
      errorEstimate: core.errorEstimate + this.#rounding() * rest + this.#divisionLoss(core.value + rest),
    };
  }

  /** The relative error of v + sigma^2 by the rounding of v, the variance along the thinnest direction. */
  #thinRounding(): number {
    const { rounding, smallestDeviation } = this.#division;
    return (rounding * smallestDeviation ** 2) / (smallestDeviation ** 2 + this.sigma ** 2);
  }

  /** What the division changes in the loss: d / dv of sigma^2 v / (v + sigma^2), and what is neglected, of all. */
  #divisionLoss(loss: number): number {
    const fraction = this.sigma ** 2 / (this.#division.smallestDeviation ** 2 + this.sigma ** 2);
    return this.sigma ** 2 * fraction * this.#thinRounding() + 2 * this.#division.neglected * loss;
  }

  #rounding(): number {
    return 8 * this.dim * Number.EPSILON;
  }

  /** What the displacement of a Gaussian's coordinate falls by. */
  #slope(axis: number): number {
    return -(this.sigma ** 2) / (this.#rest.standardDeviation[axis - this.#coreDim] ** 2 + this.sigma ** 2);
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
