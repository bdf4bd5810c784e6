/** The default largest number of points in a leaf. With smaller leaves, walking the tree costs more than it saves. */
export const LEAF_POINTS = 24;

/**
 * Points in R^d that are halved recursively along the longest side of their bounding box.
 *
 * Nodes are numbered in preorder, so that the left child of an inner node is the next node. Any number of points may coincide.
 */
export class KdTree {
  readonly dim: number;
  /** The points, with those of each node adjacent, (n, d). */
  readonly points: Float64Array;
  /** The index of each point among the points from which the tree was built, (n). */
  readonly order: Uint32Array;
  /** A node has the points `start[node]` to `end[node] - 1`. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** The second child of each node, or 0 for a leaf. */
  readonly right: Uint32Array;
  /** The corners of the bounding boxes, (nodes, d) each. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The same points, an array of shape (n) for each axis. */
  readonly coordinates: readonly Float64Array[];
  readonly #leafPoints: number;
  #stack: Uint32Array = new Uint32Array(128);

  /**
   * @param points shape (n, d), n >= 1. They are copied
   * @param leafPoints the largest number of points in a leaf
   */
  constructor(points: Float64Array, dim: number, leafPoints: number = LEAF_POINTS) {
    const n = points.length / dim;
    this.dim = dim;
    this.#leafPoints = leafPoints;
    this.order = Uint32Array.from({ length: n }, (_, i) => i);
    let nodes = 1;
    for (let share = n; share > leafPoints; share = Math.ceil(share / 2)) nodes = 2 * nodes + 1;
    this.start = new Uint32Array(nodes);
    this.end = new Uint32Array(nodes);
    this.right = new Uint32Array(nodes);
    this.lower = new Float64Array(nodes * dim);
    this.upper = new Float64Array(nodes * dim);
    this.#build(points, 0, 0, n);
    this.points = new Float64Array(n * dim);
    this.coordinates = Array.from({ length: dim }, () => new Float64Array(n));
    for (let k = 0; k < n; k++) {
      const at = this.order[k] * dim;
      for (let a = 0; a < dim; a++) {
        const value = points[at + a];
        this.points[k * dim + a] = value;
        this.coordinates[a][k] = value;
      }
    }
  }

  /** The leaf that contains the k-th point of `this.points`. */
  leafOf(k: number): number {
    let node = 0;
    while (this.right[node] !== 0) node = k < this.end[node + 1] ? node + 1 : this.right[node];
    return node;
  }

  /** Builds a node and the nodes below it. Returns the first number that is still free. */
  #build(points: Float64Array, node: number, start: number, end: number): number {
    const { dim, order, lower, upper } = this;
    this.start[node] = start;
    this.end[node] = end;
    const box = node * dim;
    for (let a = 0; a < dim; a++) lower[box + a] = upper[box + a] = points[order[start] * dim + a];
    // Point by point, since the coordinates of a point are adjacent in memory.
    for (let k = start + 1; k < end; k++) {
      const at = order[k] * dim;
      for (let a = 0; a < dim; a++) {
        const value = points[at + a];
        if (value < lower[box + a]) lower[box + a] = value;
        if (value > upper[box + a]) upper[box + a] = value;
      }
    }
    let longest = 0;
    let axis = 0;
    for (let a = 0; a < dim; a++) {
      const length = upper[box + a] - lower[box + a];
      if (length > longest) {
        longest = length;
        axis = a;
      }
    }
    if (end - start <= this.#leafPoints) return node + 1;
    const middle = start + Math.ceil((end - start) / 2);
    select(order, points, dim, axis, start, end - 1, middle);
    this.right[node] = this.#build(points, node + 1, start, middle);
    return this.#build(points, this.right[node], middle, end);
  }

  /** The index in `this.points` of the point that is nearest to the point `at[offset]`, `at[offset + 1]`, ... */
  nearest(at: Float64Array, offset: number): number {
    const { dim, points, right } = this;
    const stack = this.#stack;
    let best = 0;
    let least = Infinity;
    let depth = 0;
    stack[depth++] = 0;
    while (depth > 0) {
      let node = stack[--depth];
      if (!(this.#squaredDistance(node, at, offset) < least)) continue;
      while (right[node] !== 0) {
        const [left, other] = [node + 1, right[node]];
        const leftFirst = this.#squaredDistance(left, at, offset) <= this.#squaredDistance(other, at, offset);
        stack[depth++] = leftFirst ? other : left;
        node = leftFirst ? left : other;
      }
      for (let k = this.start[node]; k < this.end[node]; k++) {
        let square = 0;
        for (let a = 0; a < dim; a++) square += (points[k * dim + a] - at[offset + a]) ** 2;
        if (square < least) {
          least = square;
          best = k;
        }
      }
    }
    return best;
  }

  /** The number of points within a distance of the point `at[offset]`, ... All points of a leaf that is partly within it count. */
  countNear(at: Float64Array, offset: number, distance: number): number {
    const square = distance * distance;
    const count = (node: number): number => {
      if (this.#squaredDistance(node, at, offset) > square) return 0;
      if (this.right[node] === 0 || this.#squaredReach(node, at, offset) <= square)
        return this.end[node] - this.start[node];
      return count(node + 1) + count(this.right[node]);
    };
    return count(0);
  }

  /** The largest squared distance of the point from a point of the node's box. */
  #squaredReach(node: number, at: Float64Array, offset: number): number {
    const { dim, lower, upper } = this;
    let square = 0;
    for (let a = 0; a < dim; a++) {
      const reach = Math.max(at[offset + a] - lower[node * dim + a], upper[node * dim + a] - at[offset + a]);
      square += reach * reach;
    }
    return square;
  }

  /** The squared distance of the point from the node's box. */
  #squaredDistance(node: number, at: Float64Array, offset: number): number {
    const { dim, lower, upper } = this;
    let square = 0;
    for (let a = 0; a < dim; a++) {
      const gap = Math.max(lower[node * dim + a] - at[offset + a], at[offset + a] - upper[node * dim + a], 0);
      square += gap * gap;
    }
    return square;
  }
}

/** Reorders `order` from `low` to `high` so that its `wanted`-th entry is the one that sorting would put there (Hoare). */
function select(
  order: Uint32Array,
  points: Float64Array,
  dim: number,
  axis: number,
  low: number,
  high: number,
  wanted: number,
): void {
  while (low < high) {
    const pivot = points[order[(low + high) >> 1] * dim + axis];
    let i = low;
    let j = high;
    while (i <= j) {
      while (points[order[i] * dim + axis] < pivot) i++;
      while (points[order[j] * dim + axis] > pivot) j--;
      if (i <= j) {
        const swapped = order[i];
        order[i++] = order[j];
        order[j--] = swapped;
      }
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return;
  }
}
