import {
  checkLength,
  checkNumberOfPoints,
  checkObject,
  checkPoints,
  checkPositive,
  checkWhole,
} from "../numerics/check.ts";
import { compensatedSum } from "../numerics/compensated-sum.ts";
import { firstNotFinite } from "../numerics/first-not-finite.ts";
import { InputError } from "../numerics/input-error.ts";
import type { MatrixProducts } from "../numerics/linear-algebra/matrix-products.ts";
import type { Rng } from "../numerics/random/random.ts";
import { checkRng } from "../numerics/random/random.ts";
import { LEAF_POINTS } from "../numerics/sorting/k-d-tree.ts";
import { maximum } from "../numerics/sorting/maximum.ts";
import { UNIT_ROUNDOFF } from "../numerics/unit-roundoff.ts";
import { type Blurrable, Blurred } from "./blurred/blurred.ts";
import type { PosteriorSummation } from "./blurred/kernel-moments.ts";
import type { Interval } from "./density.ts";
import { boundsOf } from "./point-sums/bounds-of-points.ts";
import { PointPosterior, usesProducts } from "./point-sums/point-posterior.ts";
import { WeightedPoints } from "./point-sums/weighted-points.ts";

/**
 * The error of a leaf's sum or of an expansion, in units of rounding: each has as many terms as this, and the terms may be twenty
 * times larger than their sum.
 */
const TERM_ROUNDING = 64;
/** The smallest weight, as a fraction of their sum: a smaller one, multiplied by a Gaussian, would leave the range of float64. */
const SMALLEST_SHARE = 1e-250;

/** The logarithm of the fraction of a sum that is left out without a tolerance: exp(-38) = 3e-17, below the rounding of float64. */
const LOG_NEGLIGIBLE = -38;
const SMALLEST_TOLERANCE = 1e-16;
const LARGEST_TOLERANCE = 1e-3;

export interface FinitePointsOptions {
  /**
   * The relative part, from 1e-16 to 1e-3, that may be left out of a sum at many x together; the stated errors include it. Default:
   * nothing that float64 would show. In the plane and in space 1e-8 saves up to nine tenths of the time: from 1e-12 on, sums may be
   * taken by a grid, of at most 512 MB.
   */
  readonly tolerance?: number;
}

/**
 * Finitely many points in R^d, each with its fraction of the mass: the empirical distribution of data.
 *
 * It has no density, but blurred by N(0, sigma^2 I) it is a mixture of n Gaussians, whose optimal denoiser is the mean of the
 * points with softmax weights, r(x) = sum_i w_i x_i with w_i proportional to exp(-|x - x_i|^2 / 2 sigma^2)
 * (the Nadaraya-Watson form of Theorem 1). It is summed through a tree, see `FastGaussTransform`, and at many x together by
 * `PointSums` or, where a tolerance is given, by `gridSums`. The sums are exact to rounding or to the tolerance, and serve millions of
 * points at millions of places, since no method stores a matrix of points times places.
 */
export class FinitePoints implements Blurrable {
  readonly dim: number;
  readonly bounds: readonly Interval[];
  readonly sumError: number;
  readonly usesProducts: boolean;
  readonly #points: WeightedPoints;
  readonly #isWeighted: boolean;
  /** The sums of the first shares, in the order of the points in the tree. */
  #cumulative: Float64Array | undefined;
  readonly #logTolerance: number;

  /**
   * @param points shape (n, d), n >= 1; may coincide; copied
   * @param weights shape (n), positive; any sum. Default: all the same
   * @throws InputError for points, weights or a tolerance that cannot be used
   */
  constructor(points: Float64Array, dim: number, weights?: Float64Array, options: FinitePointsOptions = {}) {
    checkWhole("dim", dim);
    checkPoints("points", points, dim, 1);
    const bad = firstNotFinite(points);
    if (bad !== -1) {
      throw new InputError({
        argument: `points[${Math.floor(bad / dim)}]`,
        verb: "hold",
        allowed: "finite numbers",
        problem: points[bad],
      });
    }
    const { tolerance } = checkedOptions(options);
    const n = points.length / dim;
    this.dim = dim;
    this.usesProducts = usesProducts(dim, n);
    this.#logTolerance = tolerance === undefined ? LOG_NEGLIGIBLE : Math.log(tolerance);
    this.#isWeighted = weights !== undefined;
    this.#points = new WeightedPoints(points, dim, sharesOf(weights, n));
    // Four standard deviations of the rounding of the additions, plus the errors of expansions and exponentials.
    this.sumError = (TERM_ROUNDING + 4 * Math.sqrt(n / LEAF_POINTS)) * UNIT_ROUNDOFF + 2 * (tolerance ?? 0);
    this.bounds = boundsOf(points, dim);
  }

  /** Draws points with replacement, with probabilities proportional to their weights. */
  sample(rng: Rng, n: number): Float64Array {
    const { dim } = this;
    checkRng("rng", rng);
    checkNumberOfPoints("n", n, dim);
    const { points } = this.#points.tree;
    const draws = new Float64Array(n * dim);
    for (let i = 0; i < n; i++) {
      const k = this.#draw(rng.uniform());
      for (let a = 0; a < dim; a++) draws[i * dim + a] = points[k * dim + a];
    }
    return draws;
  }

  /** The mixture of n Gaussians. */
  smoothed(sigma: number): Blurred {
    checkPositive("sigma", sigma);
    return new Blurred(this, sigma);
  }

  leastPeak(): number {
    return maximum(this.#points.shares, 0);
  }

  /** One point from each cell of a grid with that spacing. */
  landmarks(sigma: number): readonly Float64Array[] {
    const { dim, bounds } = this;
    const { points } = this.#points.tree;
    const side = sigma / Math.sqrt(dim);
    const cells = new Map<string, Float64Array>();
    for (let k = 0; k < points.length; k += dim) {
      const point = points.subarray(k, k + dim);
      const cell = Array.from(point, (value, a) => Math.floor((value - bounds[a][0]) / side)).join();
      if (!cells.has(cell)) cells.set(cell, point);
    }
    return [...cells.values()];
  }

  fewestLandmarks(): number {
    return 1;
  }

  posterior(sigma: number, products?: MatrixProducts): PosteriorSummation {
    return new PointPosterior(this.#points, { sigma, logTolerance: this.#logTolerance, products });
  }

  #draw(u: number): number {
    const n = this.#points.count;
    if (!this.#isWeighted) return Math.min(n - 1, Math.floor(u * n));
    this.#cumulative ??= cumulated(this.#points.shares);
    const cumulative = this.#cumulative;
    let [low, high] = [0, n - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > u * cumulative[n - 1]) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** The shares of points with these weights, which add up to 1. */
function sharesOf(weights: Float64Array | undefined, n: number): Float64Array {
  if (weights === undefined) return new Float64Array(n).fill(1 / n);
  const total = checkedSum(weights, n);
  return weights.map((weight) => weight / total);
}

function cumulated(shares: Float64Array): Float64Array {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return sum;
  });
}

function checkedOptions(options: FinitePointsOptions): FinitePointsOptions {
  checkObject("options", options, "a tolerance, if need be");
  const { tolerance } = options;
  if (tolerance !== undefined && !(tolerance >= SMALLEST_TOLERANCE && tolerance <= LARGEST_TOLERANCE)) {
    throw new InputError({
      argument: "options.tolerance",
      allowed: `a number from ${SMALLEST_TOLERANCE} to ${LARGEST_TOLERANCE}`,
      problem: tolerance,
    });
  }
  return options;
}

function checkedSum(weights: Float64Array, n: number): number {
  checkLength("weights", weights, n, "numbers, one for each point");
  const bad = weights.findIndex((weight) => !(weight > 0 && Number.isFinite(weight)));
  if (bad !== -1) checkPositive(`weights[${bad}]`, weights[bad]);
  const total = compensatedSum(weights);
  const small = weights.findIndex((weight) => !(weight / total >= SMALLEST_SHARE));
  if (small !== -1) {
    throw new InputError({
      argument: `weights[${small}]`,
      allowed: `at least ${SMALLEST_SHARE} of the sum of weights`,
      problem: `${weights[small]} of ${total}`,
    });
  }
  return total;
}
