import { KdTree } from "../../numerics/sorting/k-d-tree.ts";
import { TERMINAL_DENSE } from "./points-plan.ts";
import { type ProductSums, queriesTogether } from "./product-sums.ts";
import { MOST_QUERIES } from "./query-blocks.ts";
import type { WeightedPoints } from "./weighted-points.ts";

/**
 * The points that the tree would sum are counted with at most so many points and queries, of at most so many coordinates, and with so
 * many blocks of queries.
 */
const SAMPLES = 512;
const COORDINATES = 2 ** 16;
const BLOCKS = 8;
/**
 * Measured nanoseconds on one thread: for a pair and for each of its dimensions, by the tree and by products of matrices; for a
 * coordinate of a point or of a query that one thread has to prepare for products.
 */
const TREE = { pair: 3, dimension: 0.36 };
const PRODUCTS = { pair: 2.5, dimension: 0.1, coordinate: 5 };

/**
 * Whether products of matrices take less time than the tree, by an estimate. In many dimensions the tree leaves out only few points for
 * their distance, and products compute on wider vectors.
 * @param threads the number of threads of the tree
 */
export function productsAreQuicker(
  { points, sigma, products }: ProductSums,
  queries: Float64Array,
  logTolerance: number,
  threads: number,
): boolean {
  const { dim, count: n } = points;
  const count = queries.length / dim;
  const { pair, dimension, coordinate } = PRODUCTS;
  const prepared = (n * Math.ceil(count / queriesTogether(dim)) + count) * dim * coordinate;
  const byProducts = (count * n * (pair + dimension * dim)) / products.threads + prepared;
  const byTree = (part: number): number => (count * n * part * (TREE.pair + TREE.dimension * dim)) / threads;
  if (byProducts >= byTree(1)) return false;
  return byProducts < byTree(visitedPart(points, queries, sigma, logTolerance));
}

/**
 * The part of the points that the tree sums for each query, from trees of some points and of some queries. Their boxes are as large as
 * those of all points and queries, or smaller.
 */
function visitedPart(
  { points, dim, count: n }: WeightedPoints,
  queries: Float64Array,
  sigma: number,
  logTolerance: number,
): number {
  const some = sampled(points, dim);
  const chosen = sampled(queries, dim);
  const reduced = (most: number, from: Float64Array, to: Float64Array): number =>
    Math.max(1, Math.floor((most * to.length) / from.length));
  const tree = new KdTree(some, dim, reduced(TERMINAL_DENSE, points, some));
  const blocks = new KdTree(chosen, dim, reduced(MOST_QUERIES, queries, chosen));
  const leaves = Array.from(blocks.right.keys()).filter((node) => blocks.right[node] === 0);
  const taken = Math.min(BLOCKS, leaves.length);
  let visited = 0;
  for (let k = 0; k < taken; k++) {
    const block = leaves[Math.floor((k * leaves.length) / taken)];
    visited += visitedPoints(tree, blocks, block, { sigma, allowed: logTolerance - Math.log(n) });
  }
  return (visited * dim) / taken / some.length;
}

/** Some of points (n, d), at equal distances in their array. */
function sampled(points: Float64Array, dim: number): Float64Array {
  const count = points.length / dim;
  const taken = Math.min(SAMPLES, Math.ceil(COORDINATES / dim), count);
  const some = new Float64Array(taken * dim);
  for (let k = 0; k < taken; k++) {
    const from = Math.floor((k * count) / taken) * dim;
    some.set(points.subarray(from, from + dim), k * dim);
  }
  return some;
}

/** The number of points of those leaves that are not negligible for all queries of a block, as assembly/points-walk.ts visits them. */
function visitedPoints(
  tree: KdTree,
  blocks: KdTree,
  block: number,
  { sigma, allowed }: { readonly sigma: number; readonly allowed: number },
): number {
  const { start, end, right } = tree;
  // The leaf on the way to the queries: its points tell how large their sums are at least.
  let nearest = 0;
  while (right[nearest] !== 0) {
    const [left, other] = [nearest + 1, right[nearest]];
    nearest = squaredGap(tree, left, blocks, block) <= squaredGap(tree, other, blocks, block) ? left : other;
  }
  const longest = 2 * sigma ** 2 * (farthest(tree, nearest, blocks, block) / (2 * sigma ** 2) - allowed);
  const visit = (node: number): number => {
    if (squaredGap(tree, node, blocks, block) > longest) return 0;
    if (right[node] === 0) return end[node] - start[node];
    return visit(node + 1) + visit(right[node]);
  };
  return visit(0);
}

/** The squared distance between the boxes of two nodes. */
function squaredGap(tree: KdTree, node: number, blocks: KdTree, block: number): number {
  const { dim } = tree;
  let square = 0;
  for (let a = 0; a < dim; a++) {
    const [own, other] = [node * dim + a, block * dim + a];
    const gap = Math.max(tree.lower[own] - blocks.upper[other], blocks.lower[other] - tree.upper[own], 0);
    square += gap * gap;
  }
  return square;
}

/** The largest, over the queries of a block, of the least squared distances from a leaf's points. */
function farthest({ dim, start, end, points }: KdTree, leaf: number, blocks: KdTree, block: number): number {
  let largest = 0;
  for (let q = blocks.start[block]; q < blocks.end[block]; q++) {
    let least = Infinity;
    for (let k = start[leaf]; k < end[leaf]; k++) {
      let square = 0;
      for (let a = 0; a < dim; a++) square += (points[k * dim + a] - blocks.points[q * dim + a]) ** 2;
      least = Math.min(least, square);
    }
    largest = Math.max(largest, least);
  }
  return largest;
}
