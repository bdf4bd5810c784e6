import { KdTree } from "../../numerics/sorting/k-d-tree.ts";

/** Most queries of a block: assembly/points-block.ts has room for so many. */
const MOST_QUERIES = 32;
/** Queries of a block that is not divided, however far they are from each other: a group that is summed together. */
const FEWEST_QUERIES = 4;
/** Extent of a block in units of sigma: in a larger one fewer points can be left out of all sums. */
const EXTENT = 1.5;
/** From this dimension on points are not left out for their distance, and blocks are as large as can be. */
const DENSE_DIM = 6;

/** Queries near each other, which are summed together. */
export interface QueryBlocks {
  /** The queries in the order of the blocks, (m, d). */
  readonly queries: Float64Array;
  /** Which of the given ones each of them is, (m). */
  readonly order: Uint32Array;
  /** Where each block begins, and at last m. */
  readonly starts: Uint32Array;
}

/** Divides queries, (m, d), into blocks. */
export function queryBlocks(queries: Float64Array, dim: number, sigma: number): QueryBlocks {
  const tree = new KdTree(queries, dim, FEWEST_QUERIES);
  const { start, end, right, lower, upper } = tree;
  const starts: number[] = [];
  const divide = (node: number): void => {
    if (end[node] - start[node] <= MOST_QUERIES && (right[node] === 0 || isCompact(node))) {
      starts.push(start[node]);
      return;
    }
    divide(node + 1);
    divide(right[node]);
  };
  const isCompact = (node: number): boolean => {
    if (dim >= DENSE_DIM) return true;
    let square = 0;
    for (let a = node * dim; a < (node + 1) * dim; a++) square += (upper[a] - lower[a]) ** 2;
    return square <= (EXTENT * sigma) ** 2;
  };
  divide(0);
  starts.push(queries.length / dim);
  return { queries: tree.points, order: tree.order, starts: Uint32Array.from(starts) };
}
