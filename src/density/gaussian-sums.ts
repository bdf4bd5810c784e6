import {
  economizedExponential,
  logEconomizationError,
  MAX_DEGREE,
  rangeFor,
} from "../numerics/economized-exponential.ts";
import { type KdTree, LEAF_POINTS } from "../numerics/k-d-tree.ts";
import { MultiIndices } from "../numerics/multi-index.ts";
import type { PosteriorSummation } from "./blurred.ts";
import { type MomentOrder, PosteriorSums } from "./posterior-sums.ts";

/** What is left out of a sum, relative to it: exp(-38) = 3e-17 is below the rounding of float64. */
const LOG_NEGLIGIBLE = -38;
/** Most terms of a node's expansion: more serve nodes that reach farther, and take longer to make. */
const MAX_TERMS = 300;
/** Terms of an expansion that cost as much to add as a point. */
const TERMS_PER_POINT = 2;
/** exp(this) is what an expansion's terms may exceed the sum by: how much of its rounding it may lose. */
const LOG_LARGEST_CANCELLATION = 3;
/** A point this much closer, in the logarithm of its weight, becomes the reference, so that weights stay within float64. */
const LOG_CLOSER = 30;

/**
 * Posterior sums over n weighted points, without going through all n.
 *
 * The points sit in a k-d tree. For each x the tree is walked from the nearest point outwards, and a node is
 *
 * - left out, where its closest possible point weighs less than exp(-38) of the sum so far, by all of the other weights;
 * - taken as a whole, where a polynomial of some degree in a . b, a = (x - center) / sigma, b = (y - center) / sigma, stands
 *   for exp(a . b) to exp(-38) of the sum and has few terms beside the node's points: the fast Gauss transform, with the
 *   economized series in place of Taylor's (see `economizedExponential`);
 * - or else opened.
 *
 * So the cost of a point is that of the clean points within some 9 sigma of the nearest for a small sigma, and that of a few
 * hundred terms for a large one. Memory: the tree, and the moments of nodes once they are used; no matrix of n x m.
 */
export class GaussianSums implements PosteriorSummation {
  readonly #tree: KdTree;
  readonly #shares: Float64Array;
  readonly #nodes: NodeMoments;
  readonly #sigma: number;
  readonly #layout: TermLayout;
  readonly #sums: PosteriorSums;
  readonly #logDiameter: number;
  /** Of nodes, found when first needed. */
  readonly #expansions = new Map<number, Expansion>();
  readonly #stack: Uint32Array = new Uint32Array(128);
  readonly #stackBounds: Float64Array = new Float64Array(128);
  /** The points again, an array for each axis. */
  readonly #coordinates: readonly Float64Array[];
  /** Of the points of a leaf: u, an array for each axis, weights, and |u|^2. */
  readonly #u: readonly Float64Array[];
  readonly #weights: Float64Array;
  readonly #squares: Float64Array;
  /** A node's center in units of sigma, relative to the reference; x relative to that center. */
  readonly #center: Float64Array;
  readonly #a: Float64Array;
  readonly #nodeSums: NodeSums;

  /** @param shares of the points as the tree has them, adding up to 1 */
  constructor(tree: KdTree, shares: Float64Array, sigma: number) {
    const { dim } = tree;
    this.#tree = tree;
    this.#shares = shares;
    this.#nodes = new NodeMoments(tree, shares, sigma);
    this.#sigma = sigma;
    this.#layout = layoutFor(dim);
    this.#sums = new PosteriorSums(dim);
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

  at(points: Float64Array, i: number, order: MomentOrder): PosteriorSums {
    const { dim } = this.#tree;
    let reference = this.#tree.nearest(points, i * dim);
    // Far out, squared distances are rounded: the walk may meet a point that is closer still.
    for (;;) {
      this.#sums.reset(points, i, this.#tree.points, reference * dim, this.#sigma, order);
      const closer = this.#walk(this.#logLeast(reference));
      if (closer === -1) return this.#sums;
      reference = closer;
    }
  }

  /** Adds everything to the sums; returns -1, or a point that should be the reference instead. */
  #walk(logLeast: number): number {
    const { right, end, start } = this.#tree;
    const sums = this.#sums;
    const stack = this.#stack;
    const bounds = this.#stackBounds;
    // Sums of u^k are compared with sigma^k.
    const drop = LOG_NEGLIGIBLE - sums.order * this.#logDiameter;
    // Of the sum of all: known so far.
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

  /** Of any point in the node's box: that of the point of the box closest to x. */
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

  /** Adds points start to end - 1; returns -1, or one that should be the reference instead. */
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

  /** The points' u, by axis, and exponents, in place of weights; returns the largest exponent. */
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

  /** log of the mass of the leaf that the nearest point is in: what the sum is at least. */
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

  /** Adds the node as a whole, where that is accurate and pays; says whether it did. */
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
    // By Jensen's inequality: exp of the mean exponent.
    const own = this.#nodes.logShare[node] + prefactor + along - this.#nodes.halfSpread[node];
    const reached = Math.max(logMass, own);
    // The terms of the series add up to exp(z) of the node's mass, whatever their signs.
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

  /** The least degree whose error is below exp(allowed), with no more terms than that; -1 if there is none. */
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

/** Mass, mean and half of the mean square of each node's b = (y - center of its box) / sigma. */
class NodeMoments {
  readonly logShare: Float64Array;
  /** Shape (nodes, d). */
  readonly mean: Float64Array;
  readonly halfSpread: Float64Array;

  constructor(tree: KdTree, shares: Float64Array, sigma: number) {
    const { dim, right, start, end, points, lower, upper } = tree;
    const nodes = right.length;
    const share = new Float64Array(nodes);
    this.mean = new Float64Array(nodes * dim);
    this.halfSpread = new Float64Array(nodes);
    const center = (node: number, a: number): number => (lower[node * dim + a] + upper[node * dim + a]) / 2;
    const add = (node: number, weight: number, a: number, b: number): void => {
      this.mean[node * dim + a] += weight * b;
      this.halfSpread[node] += (weight * b * b) / 2;
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
            // The spread around the child's own mean is what is left.
            this.halfSpread[node] -= (share[child] * this.mean[child * dim + a] ** 2) / 2;
          }
          this.halfSpread[node] += share[child] * this.halfSpread[child];
        }
      }
      for (let a = 0; a < dim; a++) this.mean[node * dim + a] /= share[node];
      this.halfSpread[node] /= share[node];
    }
    this.logShare = share.map(Math.log);
  }
}

/** Steps of the table below, per unit. */
const STEPS = 128;
/** Weights below exp(-700) of the nearest point's count as 0: beside a share of 1e-250, the least there is, they are. */
const LOG_SMALLEST = -700;
const exponentials = Float64Array.from({ length: STEPS * (LOG_CLOSER - LOG_SMALLEST) + 2 }, (_, k) =>
  Math.exp(LOG_CLOSER - k / STEPS),
);

/** exp(x) for x up to `LOG_CLOSER`, to rounding, three times as fast as Math.exp; 0 below `LOG_SMALLEST`. */
function expOfExponent(x: number): number {
  if (!(x > LOG_SMALLEST)) return 0;
  const step = ((LOG_CLOSER - x) * STEPS + 0.5) | 0;
  // |rest| <= 1/256: the next term of the series is below 1e-17.
  const rest = x - LOG_CLOSER + step / STEPS;
  return exponentials[step] * (1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120))))));
}

const layoutOfDim = new Map<number, TermLayout>();

/** Of the largest degree that keeps to `MAX_TERMS`. */
function layoutFor(dim: number): TermLayout {
  const known = layoutOfDim.get(dim);
  if (known) return known;
  let degree = 0;
  while (degree < MAX_DEGREE && termCount(dim, degree + 1) <= MAX_TERMS) degree++;
  const layout = new TermLayout(dim, degree);
  layoutOfDim.set(dim, layout);
  return layout;
}

/** C(degree + dim, dim): monomials of that many variables up to that degree. */
function termCount(dim: number, degree: number): number {
  let count = 1;
  for (let k = 1; k <= degree; k++) count = (count * (k + dim)) / k;
  return count;
}

/**
 * Monomials b^k up to a degree, in rows: a row holds the powers 0, 1, 2, ... of the last variable, all times the same
 * monomial of the other variables. Sums over a row run through memory in order.
 */
class TermLayout {
  readonly degree: number;
  readonly rows: MultiIndices;
  /** Where each row starts; it ends where the degree does. */
  readonly rowStart: Uint32Array;
  /** Degree of each row's first term. */
  readonly rowDegree: Uint32Array;
  readonly length: number;
  /** `count[q]` terms have a degree of at most q. */
  readonly count: Float64Array;

  constructor(dim: number, degree: number) {
    this.degree = degree;
    this.rows = new MultiIndices(dim - 1, degree);
    this.rowStart = new Uint32Array(this.rows.length);
    this.rowDegree = new Uint32Array(this.rows.length);
    this.count = Float64Array.from({ length: degree + 1 }, (_, q) => termCount(dim, q));
    let start = 0;
    for (let row = 0; row < this.rows.length; row++) {
      if (row > 0) this.rowDegree[row] = this.rowDegree[this.rows.parent[row]] + 1;
      this.rowStart[row] = start;
      start += degree - this.rowDegree[row] + 1;
    }
    this.length = start;
  }
}

/** A node's points around the center of its box, b = (y - center) / sigma. */
class Expansion {
  /** Sum of share exp(-|b|^2 / 2) b^k, for the k of the layout. */
  readonly moments: Float64Array;

  constructor(tree: KdTree, shares: Float64Array, node: number, sigma: number, layout: TermLayout) {
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

/** Sums of weight b^k around a node's center, for the k that an order needs; then the same around the reference. */
class NodeSums {
  readonly #dim: number;
  readonly #layout: TermLayout;
  /** a_last^j / j!. */
  readonly #powers: Float64Array;
  /** The monomials of the other variables, over their factorials. */
  readonly #rowFactor: Float64Array;
  /** `#rowSums[r]`: each row's moments, raised r times along the last axis, times powers. */
  readonly #rowSums: readonly Float64Array[];
  #mass = 0;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #third: Float64Array;

  constructor(dim: number, layout: TermLayout) {
    this.#dim = dim;
    this.#layout = layout;
    this.#powers = new Float64Array(layout.degree + 1).fill(1);
    this.#rowFactor = new Float64Array(layout.rows.length).fill(1);
    this.#rowSums = [0, 1, 2, 3].map(() => new Float64Array(layout.rows.length));
    this.#first = new Float64Array(dim);
    this.#second = new Float64Array(dim * dim);
    this.#third = new Float64Array(dim);
  }

  /**
   * The sums of p(a . b) and of its derivatives by a, for a polynomial p of a degree in place of exp.
   * @param series p's coefficients of s^k / k!
   */
  evaluate(moments: Float64Array, series: Float64Array, a: Float64Array, degree: number, order: MomentOrder): void {
    const dim = this.#dim;
    const { rows } = this.#layout;
    const powers = this.#powers;
    const last = a[dim - 1];
    for (let j = 1; j <= degree; j++) powers[j] = (powers[j - 1] * last) / j;
    this.#sumRows(moments, series, last, degree);
    // Where the variable is 0 there is nothing to divide by.
    for (let raised = last === 0 ? 1 : 2; raised <= order; raised++)
      this.#sumRaisedRows(moments, series, raised, degree);
    const rowFactor = this.#rowFactor;
    for (let row = 1; row < rows.count[degree]; row++) {
      rowFactor[row] = (rowFactor[rows.parent[row]] * a[rows.axis[row]]) / rows.power[row];
    }
    this.#mass = this.#raisedSum(degree, 0, -1, -1, -1);
    if (order === 0) return;
    for (let i = 0; i < dim; i++) {
      this.#first[i] = this.#raisedSum(degree, 1, i, -1, -1);
      if (order === 1) continue;
      for (let j = i; j < dim; j++) this.#second[i * dim + j] = this.#raisedSum(degree, 2, i, j, -1);
      if (order === 2) continue;
      this.#third[i] = 0;
      for (let j = 0; j < dim; j++) this.#third[i] += this.#raisedSum(degree, 3, i, j, j);
    }
  }

  /**
   * Each row's moments times powers and the series; and the same raised along the last axis, which is the derivative by
   * that variable: its terms are j / last times those.
   */
  #sumRows(moments: Float64Array, series: Float64Array, last: number, degree: number): void {
    const { rows, rowStart, rowDegree } = this.#layout;
    const powers = this.#powers;
    const [rowSums, raisedSums] = this.#rowSums;
    const count = rows.count[degree];
    for (let row = 0; row < count; row++) {
      const start = rowStart[row];
      const lowest = rowDegree[row];
      const length = degree - lowest + 1;
      let sum = 0;
      let derivative = 0;
      for (let j = 0; j < length; j++) {
        const term = powers[j] * series[lowest + j] * moments[start + j];
        sum += term;
        derivative += j * term;
      }
      rowSums[row] = sum;
      raisedSums[row] = derivative / last;
    }
  }

  /** The same raised so many times, term by term. */
  #sumRaisedRows(moments: Float64Array, series: Float64Array, raised: number, degree: number): void {
    const { rows, rowStart, rowDegree } = this.#layout;
    const powers = this.#powers;
    const rowSums = this.#rowSums[raised];
    const count = rows.count[degree - raised];
    for (let row = 0; row < count; row++) {
      const start = rowStart[row] + raised;
      const lowest = rowDegree[row] + raised;
      let sum = 0;
      for (let j = 0; j <= degree - lowest; j++) sum += powers[j] * series[lowest + j] * moments[start + j];
      rowSums[row] = sum;
    }
  }

  /** Sum over rows, with the moments raised along each of the axes i, j and k; -1 for none. */
  #raisedSum(degree: number, times: number, i: number, j: number, k: number): number {
    const last = this.#dim - 1;
    const count = this.#layout.rows.count[degree - times];
    const rowFactor = this.#rowFactor;
    const alongLast = (i === last ? 1 : 0) + (j === last ? 1 : 0) + (k === last ? 1 : 0);
    const rowSums = this.#rowSums[alongLast];
    let sum = 0;
    if (alongLast === times) {
      for (let row = 0; row < count; row++) sum += rowFactor[row] * rowSums[row];
      return sum;
    }
    const { raised } = this.#layout.rows;
    for (let row = 0; row < count; row++) {
      let at = row;
      if (i >= 0 && i < last) at = raised[i][at];
      if (j >= 0 && j < last) at = raised[j][at];
      if (k >= 0 && k < last) at = raised[k][at];
      sum += rowFactor[row] * rowSums[at];
    }
    return sum;
  }

  /** With u = center + b. */
  addTo(sums: PosteriorSums, factor: number, center: Float64Array, square: number): void {
    const dim = this.#dim;
    const [mass, first, second] = [this.#mass, this.#first, this.#second];
    sums.mass += factor * mass;
    if (sums.order === 0) return;
    for (let i = 0; i < dim; i++) sums.first[i] += factor * (center[i] * mass + first[i]);
    if (sums.order === 1) return;
    for (let i = 0; i < dim; i++) {
      for (let j = i; j < dim; j++) {
        sums.second[i * dim + j] +=
          factor * (center[i] * center[j] * mass + center[i] * first[j] + center[j] * first[i] + second[i * dim + j]);
      }
    }
    if (sums.order === 2) return;
    let trace = 0;
    let along = 0;
    for (let j = 0; j < dim; j++) {
      trace += second[j * dim + j];
      along += center[j] * first[j];
    }
    for (let i = 0; i < dim; i++) {
      let cross = 0;
      for (let j = 0; j < dim; j++) cross += center[j] * second[Math.min(i, j) * dim + Math.max(i, j)];
      sums.third[i] +=
        factor *
        (square * (center[i] * mass + first[i]) + 2 * (center[i] * along + cross) + center[i] * trace + this.#third[i]);
    }
  }
}
