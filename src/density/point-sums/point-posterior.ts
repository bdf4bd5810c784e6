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
import { quickerGrid } from "./quicker-grid.ts";
import { summationRounding } from "./sum-errors.ts";

/**
 * The fewest points, queries and pairs of both for which the kernel pays: the fast Gauss transform takes some 5 ms for so many pairs,
 * and fewer points are quickly summed one by one.
 */
const FEWEST_POINTS = 512;
const FEWEST_QUERIES = 16;
const FEWEST_PAIRS = 2 ** 20;
/**
 * Where the logarithm of a sum is below this, the differences x - y are so long that the rounding of their squares is too large. The
 * sums there are computed again relative to the nearest point. In few dimensions this costs little and is done earlier.
 */
const FAR_OUT = -60;
const FAR_OUT_DENSE = -5000;
const FEW_DIMENSIONS = 3;

/** Posterior sums over weighted points: the fast Gauss transform at a single x, the kernel at many x together where it is faster. */
export class PointPosterior implements PosteriorSummation {
  /** What the kernel adds to the error estimates; null where the kernel is never used. */
  readonly ofAll: SummationRounding | null;
  readonly #set: PointSet;
  readonly #transform: FastGaussTransform;
  #sums: PointSums | undefined;

  constructor(set: PointSet) {
    const { tree, shares, sigma } = set;
    this.#set = set;
    this.#transform = new FastGaussTransform(tree, shares, sigma);
    this.ofAll = shares.length < FEWEST_POINTS ? null : summationRounding(tree.dim, UNIT_ROUNDOFF);
  }

  at(points: Float64Array, i: number, order: MomentOrder): KernelMoments {
    return this.#transform.at(points, i, order);
  }

  atAll(points: Float64Array, order: 0 | 1): PosteriorSums | null {
    const { tree, shares } = this.#set;
    const queries = points.length / tree.dim;
    const few = queries < FEWEST_QUERIES || queries * shares.length < FEWEST_PAIRS;
    if (!this.ofAll || few || !points.every(Number.isFinite)) return null;
    const sums = this.#byGrid(points, order) ?? this.#byTree(points, order);
    if (sums) this.#mendFarOut(points, sums, order);
    return sums;
  }

  #byTree(points: Float64Array, order: 0 | 1): PosteriorSums | null {
    this.#sums ??= new PointSums(this.#set);
    return this.#sums.at(points, order);
  }

  /** The sums by a grid, where a grid is exact enough and faster; the tree computes the queries that the grid does not reach. */
  #byGrid(points: Float64Array, order: 0 | 1): PosteriorSums | null {
    const { dim } = this.#set.tree;
    const shape = quickerGrid(this.#set, points);
    const sums = shape && gridSums(this.#set, shape, points, order, sharedTeam);
    if (!sums) return null;
    const missing: number[] = [];
    sums.logMass.forEach((log, i) => {
      if (log === -Infinity) missing.push(i);
    });
    if (missing.length < FEWEST_QUERIES) return sums;
    const others = Float64Array.from({ length: missing.length * dim }, (_, k) => {
      return points[missing[Math.floor(k / dim)] * dim + (k % dim)];
    });
    const rest = this.#byTree(others, order);
    if (!rest) return null;
    for (const [k, i] of missing.entries()) {
      sums.logMass[i] = rest.logMass[k];
      for (let a = 0; a < order * dim; a++) sums.shift[i * dim + a] = rest.shift[k * dim + a];
    }
    return sums;
  }

  #mendFarOut(points: Float64Array, { logMass, shift }: PosteriorSums, order: 0 | 1): void {
    const { dim } = this.#set.tree;
    const limit = dim <= FEW_DIMENSIONS ? FAR_OUT : FAR_OUT_DENSE;
    for (let i = 0; i < logMass.length; i++) {
      if (logMass[i] >= limit) continue;
      const moments = this.#transform.at(points, i, order);
      logMass[i] = moments.logMass();
      if (order === 1) moments.shift(shift, i * dim);
    }
  }
}
