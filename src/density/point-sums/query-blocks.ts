import { KdTree } from "../../numerics/sorting/k-d-tree.ts";

/** The most queries of a block, for which assembly/points-block.ts has room. */
export const MOST_QUERIES = 32;
/** A group of at most this many queries is not divided, however far apart they are. */
const FEWEST_QUERIES = 4;
/** The largest extent of a block, in units of sigma. In a larger block fewer points can be left out of all sums. */
const EXTENT = 1.5;
/** From this dimension on no point is left out for its distance, so that blocks are as large as possible. */
const DENSE_DIM = 6;

/** Blocks of neighbouring queries, which are summed together. */
export interface QueryBlocks {
  /** The queries in the order of the blocks, (m, d). */
  readonly queries: Float64Array;
  /** The index of each of them among the given queries, (m). */
  readonly order: Uint32Array;
  /** The index at which each block begins, followed by m. */
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
