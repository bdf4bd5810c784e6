import type { Interval } from "../density.ts";
import { boundsOf } from "./bounds-of-points.ts";
import { type GridShape, gridShape } from "./grid-shape.ts";
import type { PointSet } from "./points-plan.ts";

/** A smaller tolerance is left to the tree, because the grid adds without compensation for rounding. */
const LEAST_LOG_TOLERANCE = Math.log(1e-12);
/** The number of queries at which the points that the tree would sum are counted. */
const SAMPLES = 16;
/** A block of queries and the leaves of the tree add this much to the cut-off radius of a query, in units of sigma. */
const BLOCK = 1.25;
/** The mass at a query is estimated by the points within this many sigma, each counted with the weight of a third. */
const NEAR = 2;
const LOG_THIRD = -1.1;
/**
 * Measured nanoseconds: for a pair; for a query; for a query that only expansions serve, by dimension. The last number is the extent
 * of the points, in units of sigma, from which on that time no longer grows.
 */
const PAIR = 10;
const QUERY = 2500;
const EXPANSIONS = [0, 0, 40_000, 1_000_000];
const EXPANSIONS_REACH = 13;
/**
 * Measured nanoseconds: for a grid number that a point or query touches, for a step of the blur at one grid number, and for a point itself.
 */
const TOUCH = 0.7;
const STEP = 0.6;
const POINT = 500;

/** Whether there are grids in d dimensions. */
export function hasGrid(dim: number): boolean {
  return dim === 2 || dim === 3;
}

/** The grid for the sums at queries, if one exists and its estimated time is less than that of the tree; else null. */
export function quickerGrid(set: PointSet, queries: Float64Array): GridShape | null {
  const { tree, sigma, logTolerance } = set;
  const { dim } = tree;
  if (!hasGrid(dim) || logTolerance < LEAST_LOG_TOLERANCE) return null;
  const count = set.shares.length;
  const points = Array.from({ length: dim }, (_, a): Interval => [tree.lower[a], tree.upper[a]]);
  const shape = gridShape({ points, queries: boundsOf(queries, dim), count }, sigma, Math.exp(logTolerance));
  if (!shape) return null;
  return timeOfGrid(shape, count + queries.length / dim) < timeOfTree(set, points, queries) ? shape : null;
}

function timeOfGrid({ counts, cells, half, blur }: GridShape, points: number): number {
  const dim = counts.length;
  return points * (POINT + TOUCH * (2 * half) ** dim) + cells * dim * blur.length * STEP;
}

function timeOfTree(
  { tree, sigma, logTolerance, shares }: PointSet,
  box: readonly Interval[],
  queries: Float64Array,
): number {
  const { dim } = tree;
  const count = queries.length / dim;
  const samples = Math.min(SAMPLES, count);
  let pairs = 0;
  for (let k = 0; k < samples; k++) {
    const at = Math.floor((k * count) / samples) * dim;
    const near = tree.countNear(queries, at, NEAR * sigma) / shares.length;
    const logMass = Math.max(Math.log(near) + LOG_THIRD, logTolerance);
    pairs += tree.countNear(queries, at, (Math.sqrt(2 * (-logMass - logTolerance)) + BLOCK) * sigma);
  }
  const extent = box.reduce((part, [low, high]) => part * Math.min(1, (high - low) / (EXPANSIONS_REACH * sigma)), 1);
  return count * (QUERY + Math.min((PAIR * pairs) / samples, EXPANSIONS[dim] * extent));
}
