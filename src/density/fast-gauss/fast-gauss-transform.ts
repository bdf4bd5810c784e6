import {
  economizedExponential,
  logEconomizationError,
  rangeFor,
} from "../../numerics/approximation/economized-exponential.ts";
import { type KdTree, LEAF_POINTS } from "../../numerics/sorting/k-d-tree.ts";
import type { PosteriorSummation } from "../blurred/kernel-moments.ts";
import { KernelMoments, type MomentOrder } from "../blurred/kernel-moments.ts";
import { Expansion } from "./local-expansion-at-node.ts";
import { layoutFor, type MonomialIndex } from "./monomial-index.ts";
import { MultipoleMoments } from "./multipole-moments.ts";
import { NodeSums } from "./node-sums.ts";
import { expOfExponent, LOG_CLOSER } from "./weight-of-point.ts";

/** The logarithm of the fraction of a sum that is left out: exp(-38) = 3e-17 is below the rounding of float64. */
const LOG_NEGLIGIBLE = -38;
/** The number of an expansion's terms that take as long to add as one point. */
const TERMS_PER_POINT = 2;
/** The terms of an expansion may exceed its sum by at most exp(this), which limits the loss by rounding. */
const LOG_LARGEST_CANCELLATION = 3;

/**
 * Posterior sums over n weighted points, most of which are not visited one by one.
 *
 * The points are in a k-d tree. For each x the tree is walked from the nearest point outwards, and a node is
 *
 * - left out, where even all of the shares at its closest possible point would add less than exp(-38) of the sum so far;
 * - taken as a whole, where a polynomial of some degree in a . b, a = (x - center) / sigma, b = (y - center) / sigma, equals
 *   exp(a . b) to exp(-38) of the sum and has few terms compared with the node's points. This is the fast Gauss transform, with the
 *   economized series in place of Taylor's (see `economizedExponential`);
 * - or else opened.
 *
 * For a small sigma, an x costs as much as the clean points within some 9 sigma of the nearest one; for a large sigma, as much as a
 * few hundred terms. Memory: the tree, and the moments of the nodes that were used; no matrix of n x m.
 */
export class FastGaussTransform implements PosteriorSummation {
  readonly #tree: KdTree;
  readonly #shares: Float64Array;
  readonly #nodes: MultipoleMoments;
  readonly #sigma: number;
  readonly #layout: MonomialIndex;
  readonly #sums: KernelMoments;
  readonly #logDiameter: number;
  /** The expansions of nodes, computed when they are first needed. */
  readonly #expansions = new Map<number, Expansion>();
  readonly #stack: Uint32Array = new Uint32Array(128);
  readonly #stackBounds: Float64Array = new Float64Array(128);
  /** The points' coordinates, an array for each axis. */
  readonly #coordinates: readonly Float64Array[];
  /** Of a leaf's points: u, an array for each axis, the weights, and |u|^2. */
  readonly #u: readonly Float64Array[];
  readonly #weights: Float64Array;
  readonly #squares: Float64Array;
  /** A node's center in units of sigma, relative to the reference; then x relative to that center. */
  readonly #center: Float64Array;
  readonly #a: Float64Array;
  readonly #nodeSums: NodeSums;

  /** @param shares the points' shares in the order of the tree, adding up to 1 */
  constructor(tree: KdTree, shares: Float64Array, sigma: number) {
    const { dim } = tree;
    this.#tree = tree;
    this.#shares = shares;
    this.#nodes = new MultipoleMoments(tree, shares, sigma);
    this.#sigma = sigma;
    this.#layout = layoutFor(dim);
    this.#sums = new KernelMoments(dim);
    this.#coordinates = tree.coordinates;
    this.#u = tree.coordinates.map(() => new Float64Array(LEAF_POINTS));
    this.#weights = new Float64Array(LEAF_POINTS);
    this.#squares = new Float64Array(LEAF_POINTS);
    this.#center = new Float64Array(dim);
    this.#a = new Float64Array(dim);
    this.#nodeSums = new NodeSums(dim, this.#layout);
    let square = 0;
    for (let a = 0; a < dim; a++) square += ((tree.upper[a] - tree.lower[a]) / sigma) ** 2;
    this.#logDiameter = Math.log(Math.max(1, Math.sqrt(square)));
  }

  at(points: Float64Array, i: number, order: MomentOrder): KernelMoments {
    const { dim } = this.#tree;
    let reference = this.#tree.nearest(points, i * dim);
    // Far out, squared distances are rounded: the walk may meet a point that is closer than the supposed nearest one.
    for (;;) {
      this.#sums.reset(points, i, this.#tree.points, reference * dim, this.#sigma, order);
      const closer = this.#walk(this.#logLeast(reference));
      if (closer === -1) return this.#sums;
      reference = closer;
    }
  }

  /** Adds all nodes to the sums. Returns -1, or the number of a point that should be the reference instead. */
  #walk(logLeast: number): number {
    const { right, end, start } = this.#tree;
    const sums = this.#sums;
    const stack = this.#stack;
    const bounds = this.#stackBounds;
    // Sums of u^k are compared with sigma^k.
    const drop = LOG_NEGLIGIBLE - sums.order * this.#logDiameter;
    // The logarithm of the part of the sum that is known so far.
    let logMass = logLeast;
    let depth = 0;
    stack[depth] = 0;
    bounds[depth++] = this.#largestExponent(0);
    while (depth > 0) {
      let node = stack[--depth];
      let bound = bounds[depth];
      for (;;) {
        if (bound < logMass + drop) break;
        if (this.#addExpansion(node, end[node] - start[node], logMass)) {
          logMass = Math.max(logMass, Math.log(sums.mass));
          break;
        }
        if (right[node] === 0) {
          const closer = this.#addPoints(start[node], end[node]);
          if (closer !== -1) return closer;
          logMass = Math.max(logMass, Math.log(sums.mass));
          break;
        }
        const left = this.#largestExponent(node + 1);
        const other = this.#largestExponent(right[node]);
        const leftFirst = left >= other;
        stack[depth] = leftFirst ? right[node] : node + 1;
        bounds[depth++] = leftFirst ? other : left;
        node = leftFirst ? node + 1 : right[node];
        bound = leftFirst ? left : other;
      }
    }
    return -1;
  }

  /** The largest possible exponent of a point in the node's box: that of the place in the box closest to x. */
  #largestExponent(node: number): number {
    const { dim, lower, upper } = this.#tree;
    const { reference, offset } = this.#sums;
    const sigma = this.#sigma;
    let exponent = 0;
    for (let a = 0; a < dim; a++) {
      const low = (lower[node * dim + a] - reference[a]) / sigma;
      const high = (upper[node * dim + a] - reference[a]) / sigma;
      const v = offset[a];
      const u = v < low ? low : v > high ? high : v;
      exponent += u * (v - u / 2);
    }
    return exponent;
  }

  /** Adds the points `start` to `end` - 1. Returns -1, or the number of a point that should be the reference instead. */
  #addPoints(start: number, end: number): number {
    const largest = this.#weigh(start, end);
    if (largest > LOG_CLOSER) return start + this.#weights.subarray(0, end - start).indexOf(largest);
    const count = end - start;
    const weights = this.#weights;
    const sums = this.#sums;
    const { first, order } = sums;
    const { dim } = this.#tree;
    let mass = 0;
    for (let k = 0; k < count; k++) {
      const weight = this.#shares[start + k] * expOfExponent(weights[k]);
      weights[k] = weight;
      mass += weight;
    }
    sums.mass += mass;
    if (order === 0) return -1;
    for (let a = 0; a < dim; a++) {
      const u = this.#u[a];
      let sum = 0;
      for (let k = 0; k < count; k++) sum += weights[k] * u[k];
      first[a] += sum;
    }
    if (order >= 2) this.#addHigher(count);
    return -1;
  }

  #addHigher(count: number): void {
    const { dim } = this.#tree;
    const { second, third, order } = this.#sums;
    const weights = this.#weights;
    const squares = this.#squares.fill(0);
    for (let a = 0; a < dim; a++) {
      const u = this.#u[a];
      for (let b = a; b < dim; b++) {
        const other = this.#u[b];
        let sum = 0;
        for (let k = 0; k < count; k++) sum += weights[k] * u[k] * other[k];
        second[a * dim + b] += sum;
      }
      for (let k = 0; k < count; k++) squares[k] += u[k] * u[k];
    }
    if (order === 2) return;
    for (let a = 0; a < dim; a++) {
      const u = this.#u[a];
      let sum = 0;
      for (let k = 0; k < count; k++) sum += weights[k] * squares[k] * u[k];
      third[a] += sum;
    }
  }

  /** Computes u, by axis, and the exponents of the points, which are stored in place of the weights; returns the largest exponent. */
  #weigh(start: number, end: number): number {
    const { dim } = this.#tree;
    const count = end - start;
    const { reference, offset } = this.#sums;
    const exponents = this.#weights;
    const scale = 1 / this.#sigma;
    for (let a = 0; a < dim; a++) {
      const u = this.#u[a];
      const coordinates = this.#coordinates[a];
      const origin = reference[a];
      const v = offset[a];
      for (let k = 0; k < count; k++) {
        const value = (coordinates[start + k] - origin) * scale;
        u[k] = value;
        const term = value * (v - 0.5 * value);
        exponents[k] = a === 0 ? term : exponents[k] + term;
      }
    }
    let largest = -Infinity;
    for (let k = 0; k < count; k++) if (exponents[k] > largest) largest = exponents[k];
    return largest;
  }

  /** The logarithm of the mass of the leaf that contains the nearest point: a lower bound of the sum. */
  #logLeast(nearest: number): number {
    const { start, end } = this.#tree;
    const leaf = this.#tree.leafOf(nearest);
    this.#weigh(start[leaf], end[leaf]);
    let mass = 0;
    for (let k = start[leaf]; k < end[leaf]; k++) {
      mass += this.#shares[k] * expOfExponent(Math.min(0, this.#weights[k - start[leaf]]));
    }
    return Math.log(mass);
  }

  /** Adds the node as a whole, where that is accurate and saves time; returns whether it did. */
  #addExpansion(node: number, size: number, logMass: number): boolean {
    const { dim } = this.#tree;
    if (size < dim + 2) return false;
    const sums = this.#sums;
    const { reference, offset, order } = sums;
    const { lower, upper } = this.#tree;
    const sigma = this.#sigma;
    const center = this.#center;
    let prefactor = 0;
    let square = 0;
    let radius = 0;
    let largest = 0;
    let along = 0;
    for (let a = 0; a < dim; a++) {
      const low = lower[node * dim + a];
      const high = upper[node * dim + a];
      const c = ((low + high) / 2 - reference[a]) / sigma;
      center[a] = c;
      square += c * c;
      prefactor += c * (offset[a] - c / 2);
      radius += ((high - low) / 2 / sigma) ** 2;
      const ax = offset[a] - c;
      this.#a[a] = ax;
      along += ax * this.#nodes.mean[node * dim + a];
      largest += (Math.abs(ax) * (high - low)) / 2 / sigma;
    }
    const z = rangeFor(largest);
    if (!(prefactor + z < LOG_CLOSER)) return false;
    // Jensen's inequality bounds the mass from below by exp of the mean exponent.
    const own = this.#nodes.logShare[node] + prefactor + along - this.#nodes.halfVariance[node];
    const reached = Math.max(logMass, own);
    // The absolute values of the series' terms add up to at most exp(z) times the node's mass.
    if (this.#nodes.logShare[node] + prefactor + z > reached + LOG_LARGEST_CANCELLATION) return false;
    const reach = Math.max(1, Math.sqrt(square) + Math.sqrt(radius));
    const allowed = LOG_NEGLIGIBLE - order * Math.log(reach) + reached - prefactor;
    const affordable = size * TERMS_PER_POINT;
    const degree = this.#degree(z, allowed, affordable, order);
    if (degree === -1) return false;
    let expansion = this.#expansions.get(node);
    if (!expansion) {
      expansion = new Expansion(this.#tree, this.#shares, node, sigma, this.#layout);
      this.#expansions.set(node, expansion);
    }
    this.#nodeSums.evaluate(expansion.moments, economizedExponential(z, degree), this.#a, degree, order);
    this.#nodeSums.addTo(sums, Math.exp(prefactor), center, square);
    return true;
  }

  /** The least degree whose error is below exp(allowed) and whose number of terms is affordable; -1 if there is none. */
  #degree(z: number, allowed: number, affordable: number, order: MomentOrder): number {
    const { count, degree } = this.#layout;
    const logZ = Math.log(z);
    for (let q = Math.max(2 * order, Math.ceil(z) - 1); q <= degree; q++) {
      if (count[q] > affordable) return -1;
      if (logEconomizationError(z, logZ, q, order) <= allowed) return q;
    }
    return -1;
  }
}
