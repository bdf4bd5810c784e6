import { KdTree } from "../../numerics/sorting/k-d-tree.ts";

/**
 * Points with their shares. A tree of the points is built when it is first needed, since building it takes longer than some sums over the
 * points in many dimensions. From then on the points and the shares have the order of the tree, so that there is one copy of them.
 */
export class WeightedPoints {
  readonly dim: number;
  readonly count: number;
  #points: Float64Array;
  #shares: Float64Array;
  #tree: KdTree | undefined;

  /**
   * @param points shape (n, d), n >= 1; copied
   * @param shares shape (n), adding up to 1
   */
  constructor(points: Float64Array, dim: number, shares: Float64Array) {
    this.dim = dim;
    this.count = shares.length;
    this.#points = points.slice();
    this.#shares = shares;
  }

  /** Shape (n, d). */
  get points(): Float64Array {
    return this.#points;
  }

  /** The shares in the order of the points, (n). */
  get shares(): Float64Array {
    return this.#shares;
  }

  /** The tree. Its order is that of the points and the shares from now on. */
  get tree(): KdTree {
    if (!this.#tree) {
      const shares = this.#shares;
      this.#tree = new KdTree(this.#points, this.dim);
      this.#points = this.#tree.points;
      this.#shares = Float64Array.from(this.#tree.order, (k) => shares[k]);
    }
    return this.#tree;
  }
}
