import type { KdTree } from "../../numerics/sorting/k-d-tree.ts";
import type { MonomialIndex } from "./monomial-index.ts";

/** Multipole moments of a node's points around the center of its box, b = (y - center) / sigma. */
export class Expansion {
  /** Sum of share exp(-|b|^2 / 2) b^k, for each monomial k of the layout. */
  readonly moments: Float64Array;

  constructor(tree: KdTree, shares: Float64Array, node: number, sigma: number, layout: MonomialIndex) {
    const { dim, points, lower, upper } = tree;
    const { rows, rowStart, rowDegree, degree } = layout;
    const moments = new Float64Array(layout.length);
    const rowFactor = new Float64Array(rows.length);
    const powers = new Float64Array(degree + 1).fill(1);
    const b = new Float64Array(dim);
    for (let k = tree.start[node]; k < tree.end[node]; k++) {
      let square = 0;
      for (let a = 0; a < dim; a++) {
        b[a] = (points[k * dim + a] - (lower[node * dim + a] + upper[node * dim + a]) / 2) / sigma;
        square += b[a] * b[a];
      }
      for (let j = 1; j <= degree; j++) powers[j] = powers[j - 1] * b[dim - 1];
      rowFactor[0] = shares[k] * Math.exp(-square / 2);
      for (let row = 0; row < rows.length; row++) {
        if (row > 0) rowFactor[row] = rowFactor[rows.parent[row]] * b[rows.axis[row]];
        const factor = rowFactor[row];
        const start = rowStart[row];
        const length = degree - rowDegree[row] + 1;
        for (let j = 0; j < length; j++) moments[start + j] += factor * powers[j];
      }
    }
    this.moments = moments;
  }
}
