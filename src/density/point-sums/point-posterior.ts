import { firstNotFinite } from "../../numerics/first-not-finite.ts";
import type { MatrixProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type {
  KernelMoments,
  MomentOrder,
  PosteriorSummation,
  PosteriorSums,
  SummationRounding,
} from "../blurred/kernel-moments.ts";
import { FastGaussTransform } from "../fast-gauss/fast-gauss-transform.ts";
import { gridSums } from "./grid-sums.ts";
import { PointSums } from "./point-sums.ts";
import type { PointSet } from "./points-plan.ts";
import { sharedTeam } from "./points-team.ts";
import { MOST_POINTS, ProductSums } from "./product-sums.ts";
import { hasGrid, quickerGrid } from "./quicker-grid.ts";
import { productsAreQuicker } from "./quicker-products.ts";
import { largerRounding, PRODUCTS_FROM, productRounding, summationRounding } from "./sum-errors.ts";
import type { WeightedPoints } from "./weighted-points.ts";

/**
 * The fewest points, queries and pairs of both for which the kernel pays in few dimensions: the fast Gauss transform takes some 5 ms for so
 * many pairs, and fewer points are quickly summed one by one.
 */
const FEWEST_POINTS = 512;
const FEWEST_QUERIES = 16;
const FEWEST_PAIRS = 2 ** 20;
/**
 * The same in many dimensions, where the transform takes 10 ns for each coordinate of a pair and the kernel 1 ns at most. The last number
 * counts the coordinates of all pairs.
 */
const FEWEST_POINTS_DENSE = 64;
const FEWEST_QUERIES_DENSE = 4;
const FEWEST_COORDINATES = 2 ** 18;
/**
 * Where the logarithm of a sum is below this, the differences x - y are so long that the rounding of their squares is too large. The
 * sums there are computed again relative to the nearest point. In few dimensions this costs little and is done earlier.
 */
const FAR_OUT = -60;
const FAR_OUT_DENSE = -5000;
const FEW_DIMENSIONS = 3;
/**
 * The error of an exponent by the cancellation in products of matrices that is allowed in any case. More is allowed where the kernel or a
 * tolerance allows it.
 */
const CANCELLATION = 1e-10;

export interface PosteriorOptions {
  readonly sigma: number;
  /** The logarithm of the fraction of a sum that may be left out. */
  readonly logTolerance: number;
  /** Products of matrices that may be used at many x together, in many dimensions, where they are faster. */
  readonly products?: MatrixProducts | undefined;
}

/** Whether sums over n points in d dimensions may be computed by products of matrices. */
export function usesProducts(dim: number, n: number): boolean {
  return isDense(dim) && n >= FEWEST_POINTS;
}

/** Posterior sums over weighted points: the fast Gauss transform at a single x, the kernel at many x together where it is faster. */
export class PointPosterior implements PosteriorSummation {
  readonly #points: WeightedPoints;
  readonly #options: PosteriorOptions;
  /** The rounding of the kernel; null where the kernel is never used. */
  readonly #ofKernel: SummationRounding | null;
  readonly #products: ProductSums | undefined;
  #set: PointSet | undefined;
  #transform: FastGaussTransform | undefined;
  #sums: PointSums | undefined;

  constructor(points: WeightedPoints, options: PosteriorOptions) {
    const { dim, count } = points;
    const { products } = options;
    this.#points = points;
    this.#options = options;
    this.#ofKernel =
      count < (isDense(dim) ? FEWEST_POINTS_DENSE : FEWEST_POINTS) ? null : summationRounding(dim, UNIT_ROUNDOFF);
    if (products && usesProducts(dim, count)) this.#products = new ProductSums(points, options.sigma, products);
  }

  at(points: Float64Array, i: number, order: MomentOrder): KernelMoments {
    return this.#single().at(points, i, order);
  }

  atAll(points: Float64Array, order: 0 | 1): PosteriorSums | null {
    const { dim, count } = this.#points;
    if (!this.#ofKernel || !isWorthwhile(dim, count, points.length / dim) || firstNotFinite(points) !== -1) return null;
    const sums = this.#byGrid(points, order) ?? this.#byProducts(points, order) ?? this.#byTree(points, order);
    if (sums) this.#mendFarOut(points, sums, order);
    return sums;
  }

  roundingOfAll(points: Float64Array, i: number): SummationRounding | null {
    const ofProducts = this.#roundingOfProducts(points, i);
    return ofProducts && this.#ofKernel ? largerRounding(ofProducts, this.#ofKernel) : this.#ofKernel;
  }

  #byTree(points: Float64Array, order: 0 | 1): PosteriorSums | null {
    this.#sums ??= new PointSums(this.#sorted());
    return this.#sums.at(points, order);
  }

  /** The sums by a grid, where a grid is exact enough and faster; the tree computes the queries that the grid does not reach. */
  #byGrid(points: Float64Array, order: 0 | 1): PosteriorSums | null {
    if (!hasGrid(this.#points.dim)) return null;
    const shape = quickerGrid(this.#sorted(), points);
    const sums = shape && gridSums(this.#sorted(), shape, points, order, sharedTeam);
    if (!sums) return null;
    const missing: number[] = [];
    sums.logMass.forEach((log, i) => {
      if (log === -Infinity) missing.push(i);
    });
    if (missing.length < FEWEST_QUERIES) return sums;
    const rest = this.#byTree(this.#some(points, missing), order);
    if (!rest) return null;
    this.#place(rest, missing, sums, order);
    return sums;
  }

  /** The sums by products of matrices, where they are faster; the tree computes the queries at which they would cancel too much. */
  #byProducts(points: Float64Array, order: 0 | 1): PosteriorSums | null {
    const products = this.#products;
    if (!products || !productsAreQuicker(products, points, this.#options.logTolerance, sharedTeam(0).threads))
      return null;
    const exact: number[] = [];
    const others: number[] = [];
    const count = points.length / this.#points.dim;
    for (let i = 0; i < count; i++) (this.#roundingOfProducts(points, i) ? exact : others).push(i);
    if (exact.length < FEWEST_QUERIES) return null;
    if (others.length === 0) return products.at(points, order);
    const rest = this.#byTree(this.#some(points, others), order);
    if (!rest) return null;
    const sums = { logMass: new Float64Array(count), shift: new Float64Array(order * points.length) };
    this.#place(products.at(this.#some(points, exact), order), exact, sums, order);
    this.#place(rest, others, sums, order);
    return sums;
  }

  /** The rounding of products of matrices at the i-th of points; null where they are never used. */
  #roundingOfProducts(points: Float64Array, i: number): SummationRounding | null {
    if (!this.#products || !this.#ofKernel) return null;
    const square = this.#products.squaredLength(points, i);
    const rounding = productRounding(this.#points.dim, square, MOST_POINTS, UNIT_ROUNDOFF);
    const { relative, squares } = this.#ofKernel;
    const allowed = Math.max(CANCELLATION, Math.exp(this.#options.logTolerance), relative * squares);
    return rounding.relative * rounding.squares <= allowed ? rounding : null;
  }

  /** The points in the order of their tree. */
  #sorted(): PointSet {
    const { tree } = this.#points;
    this.#set ??= { tree, shares: this.#points.shares, ...this.#options };
    return this.#set;
  }

  /** The sums at a single x. */
  #single(): FastGaussTransform {
    if (!this.#transform) {
      const { tree, shares, sigma } = this.#sorted();
      this.#transform = new FastGaussTransform(tree, shares, sigma);
    }
    return this.#transform;
  }

  /** Those of points (n, d) that have these numbers. */
  #some(points: Float64Array, numbers: readonly number[]): Float64Array {
    const { dim } = this.#points;
    const some = new Float64Array(numbers.length * dim);
    for (const [k, i] of numbers.entries()) some.set(points.subarray(i * dim, (i + 1) * dim), k * dim);
    return some;
  }

  /** Writes sums at some of the queries to their places among the sums at all queries. */
  #place(some: PosteriorSums, numbers: readonly number[], all: PosteriorSums, order: 0 | 1): void {
    const wide = order * this.#points.dim;
    for (const [k, i] of numbers.entries()) {
      all.logMass[i] = some.logMass[k];
      for (let a = 0; a < wide; a++) all.shift[i * wide + a] = some.shift[k * wide + a];
    }
  }

  #mendFarOut(points: Float64Array, { logMass, shift }: PosteriorSums, order: 0 | 1): void {
    const { dim } = this.#points;
    const limit = dim <= FEW_DIMENSIONS ? FAR_OUT : FAR_OUT_DENSE;
    for (let i = 0; i < logMass.length; i++) {
      if (logMass[i] >= limit) continue;
      const moments = this.#single().at(points, i, order);
      logMass[i] = moments.logMass();
      if (order === 1) moments.shift(shift, i * dim);
    }
  }
}

/** Whether the dimensions are so many that products stand for differences. */
function isDense(dim: number): boolean {
  return dim >= PRODUCTS_FROM;
}

/** Whether there are so many queries that the kernel pays. */
function isWorthwhile(dim: number, points: number, queries: number): boolean {
  const pairs = points * queries;
  return isDense(dim)
    ? queries >= FEWEST_QUERIES_DENSE && pairs * dim >= FEWEST_COORDINATES
    : queries >= FEWEST_QUERIES && pairs >= FEWEST_PAIRS;
}
