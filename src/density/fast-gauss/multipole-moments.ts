import type { KdTree } from "../../numerics/sorting/k-d-tree.ts";

/** Mass, mean and half of the mean square of b = (y - center of the node's box) / sigma, for each node. */
export class MultipoleMoments {
  readonly logShare: Float64Array;
  /** Shape (nodes, d). */
  readonly mean: Float64Array;
  readonly halfVariance: Float64Array;

  constructor(tree: KdTree, shares: Float64Array, sigma: number) {
    const { dim, right, start, end, points, lower, upper } = tree;
    const nodes = right.length;
    const share = new Float64Array(nodes);
    this.mean = new Float64Array(nodes * dim);
    this.halfVariance = new Float64Array(nodes);
    const center = (node: number, a: number): number => (lower[node * dim + a] + upper[node * dim + a]) / 2;
    const add = (node: number, weight: number, a: number, b: number): void => {
      this.mean[node * dim + a] += weight * b;
      this.halfVariance[node] += (weight * b * b) / 2;
    };
    // Children have higher numbers than their parents.
    for (let node = nodes - 1; node >= 0; node--) {
      if (right[node] === 0) {
        for (let k = start[node]; k < end[node]; k++) {
          share[node] += shares[k];
          for (let a = 0; a < dim; a++) add(node, shares[k], a, (points[k * dim + a] - center(node, a)) / sigma);
        }
      } else {
        for (const child of [node + 1, right[node]]) {
          share[node] += share[child];
          for (let a = 0; a < dim; a++) {
            const moved = (center(child, a) - center(node, a)) / sigma;
            add(node, share[child], a, moved + this.mean[child * dim + a]);
            // The difference is the variance around the child's own mean.
            this.halfVariance[node] -= (share[child] * this.mean[child * dim + a] ** 2) / 2;
          }
          this.halfVariance[node] += share[child] * this.halfVariance[child];
        }
      }
      for (let a = 0; a < dim; a++) this.mean[node * dim + a] /= share[node];
      this.halfVariance[node] /= share[node];
    }
    this.logShare = share.map(Math.log);
  }
}
