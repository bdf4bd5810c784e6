import type { MatrixProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { KdTree } from "../../numerics/sorting/k-d-tree.ts";
import { type PointSet, TERMINAL_DENSE } from "./points-plan.ts";
import { QUERIES_TOGETHER } from "./product-sums.ts";
import { MOST_QUERIES } from "./query-blocks.ts";

/** The number of queries, and of blocks of them, at which the points that the tree would sum are counted. */
const SAMPLES = 512;
const BLOCKS = 8;
/**
 * Measured nanoseconds on one thread: for a pair and for each of its dimensions, by the tree and by products of matrices; for the weight
 * of a pair, which products leave to one thread; for a coordinate of a point or of a query that products have to prepare.
 */
const TREE = { pair: 3, dimension: 0.36 };
const PRODUCTS = { pair: 1, dimension: 0.11, weight: 1.5, coordinate: 5 };

/**
 * Whether products of matrices take less time than the tree by an estimate. In many dimensions the tree leaves out only few points for
 * their distance, and products compute on wider vectors; but the tree uses all threads for all of its work.
 * @param threads the number of threads of the tree
 */
export function productsAreQuicker(
  set: PointSet,
  queries: Float64Array,
  products: MatrixProducts,
  threads: number,
): boolean {
  const { dim } = set.tree;
  const n = set.shares.length;
  const count = queries.length / dim;
  const { pair, dimension, weight, coordinate } = PRODUCTS;
  const prepared = (n * Math.ceil(count / QUERIES_TOGETHER) + count) * dim * coordinate;
  const byProducts = count * n * ((pair + dimension * dim) / products.threads + weight) + prepared;
  const byTree = (part: number): number => (count * n * part * (TREE.pair + TREE.dimension * dim)) / threads;
  return byProducts < byTree(1) && byProducts < byTree(visitedPart(set, queries));
}

/** The part of the points that the tree sums for each query, from some blocks of some queries. */
function visitedPart(set: PointSet, queries: Float64Array): number {
  const { dim } = set.tree;
  const count = queries.length / dim;
  const chosen = Math.min(SAMPLES, count);
  const some = new Float64Array(chosen * dim);
  for (let k = 0; k < chosen; k++) {
    const from = Math.floor((k * count) / chosen) * dim;
    some.set(queries.subarray(from, from + dim), k * dim);
  }
  // Blocks of some of the queries are as large as blocks of all of them, if they have fewer queries.
  const blocks = new KdTree(some, dim, Math.max(1, Math.floor((MOST_QUERIES * chosen) / count)));
  const leaves = Array.from(blocks.right.keys()).filter((node) => blocks.right[node] === 0);
  const taken = Math.min(BLOCKS, leaves.length);
  let visited = 0;
  for (let k = 0; k < taken; k++)
    visited += visitedPoints(set, blocks, leaves[Math.floor((k * leaves.length) / taken)]);
  return visited / taken / set.shares.length;
}

/** The number of points of those nodes that are not negligible for all queries of a block, as assembly/points-walk.ts visits them. */
function visitedPoints({ tree, sigma, logTolerance, shares }: PointSet, blocks: KdTree, block: number): number {
  const { dim, start, end, right } = tree;
  const gap = (node: number): number => {
    let square = 0;
    for (let a = 0; a < dim; a++) {
      const [own, other] = [node * dim + a, block * dim + a];
      const side = Math.max(tree.lower[own] - blocks.upper[other], blocks.lower[other] - tree.upper[own], 0);
      square += side * side;
    }
    return square / sigma ** 2;
  };
  let known = -Infinity;
  let visited = 0;
  const stack = [0];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (-gap(node) / 2 < known + logTolerance) continue;
    if (right[node] === 0 || end[node] - start[node] <= TERMINAL_DENSE) {
      // The first node is near the queries: its points tell how large their sums are at least.
      if (visited === 0) known = logLeastSum(start[node], end[node]) - Math.log(shares.length);
      visited += end[node] - start[node];
    } else {
      const leftFirst = gap(node + 1) <= gap(right[node]);
      stack.push(leftFirst ? right[node] : node + 1, leftFirst ? node + 1 : right[node]);
    }
  }
  return visited;

  /** The least exponent, over the queries, of the point that is nearest to a query, among some points. */
  function logLeastSum(from: number, to: number): number {
    let least = Infinity;
    for (let q = blocks.start[block]; q < blocks.end[block]; q++) {
      let nearest = Infinity;
      for (let k = from; k < to; k++) {
        let square = 0;
        for (let a = 0; a < dim; a++) square += (tree.points[k * dim + a] - blocks.points[q * dim + a]) ** 2;
        nearest = Math.min(nearest, square);
      }
      least = Math.min(least, -nearest / (2 * sigma ** 2));
    }
    return least;
  }
}
