import type { CoreDirections } from "../../density/gaussian/non-gaussian-subspace.ts";
import { checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import { displacement, displacementJacobian, type OptimalReconstruction } from "../reconstruction.ts";

/** Independent Gaussians, one for each direction outside of the core. */
export interface IndependentGaussians {
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
}

/** The accuracy of the division of a density into factors. */
export type DivisionError = Pick<CoreDirections, "neglected" | "rounding" | "smallestDeviation" | "extent">;

/** The number of standard deviations within which p is above 1e-12 of its maximum. */
const EXTENT_IN_DEVIATIONS = 8;
const EXACT: DivisionError = { neglected: 0, rounding: 0, smallestDeviation: 1, extent: 0 };

/**
 * The contractive optimum of a density that is a product in rotated coordinates x = Q y. The factors are a density of the first
 * coordinates, the core, and a Gaussian for each other y_a. The generator G is then a sum over the factors, and the Euler-Lagrange
 * equation separates: the core's coordinates have the displacement of the core's optimum, and y_a has the displacement
 * -sigma^2 (y_a - mean_a) / (variance_a + sigma^2). It is as accurate as the core's optimum and the division into factors.
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
   * @param core the optimum of the core at sigma; undefined where all directions are Gaussian
   * @param basis Q, orthogonal, (d, d)
   * @param division the accuracy of the division into factors. Default: exact
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
   * The error of the core, since rotations keep lengths, plus the error of the division. In the thinnest direction, of variance v, the
   * score is -y / (v + sigma^2). The rounding of v changes it by the fraction rounding v / (v + sigma^2). It also changes by the
   * neglected part of the means, in standard deviations, and by the rounding of y, to which x contributes the larger part.
   */
  get errorEstimate(): number {
    const { neglected, smallestDeviation, extent } = this.#division;
    const variance = smallestDeviation ** 2 + this.sigma ** 2;
    const ofMeans = neglected * (1 + smallestDeviation / variance);
    const ofPositions = (2 * UNIT_ROUNDOFF * extent) / variance;
    const division = this.dim * (this.#thinRounding() + ofMeans + ofPositions);
    return (this.#core?.errorEstimate ?? 0) + this.#rounding() + division;
  }

  /** A rotation may add the errors of all entries up in one entry. */
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
    // The part of all directions outside of the core is the same everywhere.
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

  /** The sum of the losses of the factors; a Gaussian's loss is sigma^2 variance / (variance + sigma^2). */
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

  /**
   * The effect of the division on the loss: the derivative of sigma^2 v / (v + sigma^2) times the error of v, plus the neglected part of all.
   */
  #divisionLoss(loss: number): number {
    const fraction = this.sigma ** 2 / (this.#division.smallestDeviation ** 2 + this.sigma ** 2);
    return this.sigma ** 2 * fraction * this.#thinRounding() + 2 * this.#division.neglected * loss;
  }

  #rounding(): number {
    return 8 * this.dim * Number.EPSILON;
  }

  /** The displacement r - x of a Gaussian's coordinate, divided by the coordinate's difference from the mean. */
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
