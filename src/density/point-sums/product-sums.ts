import type { MatrixProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { EXPONENTIAL_TABLE_LENGTH } from "../../numerics/vector-functions/exponential-table.ts";
import type { PosteriorSums } from "../blurred/kernel-moments.ts";
import { Allocator } from "./points-plan.ts";
import { OWN_TABLE, type ProductsTeam, SHARED_BEGIN, sharedProductsTeam } from "./products-team.ts";
import type { WeightedPoints } from "./weighted-points.ts";

/** The numbers of points and of queries whose exponents are one matrix, of 0.5 MB: it stays in the cache of one processor. */
export const MOST_POINTS = 512;
const MOST_QUERIES = 128;
/** Fewer queries are divided into this many blocks, of at least so many queries, for the threads to share. */
const BLOCKS = 16;
const FEWEST_QUERIES = 32;
/** The bytes of the queries for which the points are prepared once, and of their sums. */
const QUERY_BYTES = 2 ** 26;
/** The bytes of the points that are prepared together. All queries are summed over them before the next ones. */
const POINT_BYTES = 2 ** 25;
/** The number of products a_i b_i of all pairs from which on it pays to start other threads. */
const WORTH_STARTING = 2 ** 27;
/** The largest number of points whose middle is the center. */
const SAMPLES = 64;
/** Stands for |b|^2 / 2 where there is no point. */
const NOWHERE = 1e300;
/** Numbers of points are rounded up to multiples of this, as assembly/product-sums.ts needs. */
const TOGETHER = 4;

/**
 * Sums over points at many queries in many dimensions, by products of matrices. With a = (x - c) / sigma and b = (y - c) / sigma, where
 * c is a fixed center of the points, the exponent is a . b - |b|^2 / 2 - |a|^2 / 2. One product of matrices gives the first term for all
 * pairs of a block of queries and a block of points. WebAssembly subtracts the second term and the largest exponent of each row, and
 * computes the exponentials in place, and their sum. A second product gives the first moments of the block. They are added to those of
 * the other blocks by compensated sums. Threads share the blocks of queries; one thread sums over all points for a block, so that the
 * bytes do not depend on the number of threads. Memory is bounded, whatever the numbers of points and queries are.
 *
 * The exponents lose digits where a is long; `productRounding` bounds the loss.
 */
export class ProductSums {
  readonly points: WeightedPoints;
  readonly sigma: number;
  readonly products: MatrixProducts;
  readonly #center: Float64Array;

  constructor(points: WeightedPoints, sigma: number, products: MatrixProducts) {
    this.points = points;
    this.sigma = sigma;
    this.products = products;
    this.#center = middleOf(points);
  }

  /** |a|^2 for the i-th of points (n, d): the squared distance from the center, in units of sigma. */
  squaredLength(points: Float64Array, i: number): number {
    const { sigma } = this;
    const { dim } = this.points;
    let square = 0;
    for (let a = 0; a < dim; a++) square += ((points[i * dim + a] - this.#center[a]) / sigma) ** 2;
    return square;
  }

  /**
   * The sums at queries, which must be finite.
   * @param queries shape (m, d)
   * @param order 0 for masses only
   */
  at(queries: Float64Array, order: 0 | 1): PosteriorSums {
    const { dim } = this.points;
    const count = queries.length / dim;
    const sums = { logMass: new Float64Array(count), shift: new Float64Array(order * queries.length) };
    const together = queriesTogether(dim);
    for (let from = 0; from < count; from += together) {
      this.#sumAt(queries, from, Math.min(together, count - from), order, sums);
    }
    return sums;
  }

  /** Computes the sums at `count` queries, of which the first is number `first`. */
  #sumAt(queries: Float64Array, first: number, count: number, order: 0 | 1, { logMass, shift }: PosteriorSums): void {
    const { dim } = this.points;
    const plan = planJob(dim, this.points.count, count, order);
    const team = sharedProductsTeam(this.products, plan.shared);
    if (count * this.points.count * dim >= WORTH_STARTING) team.call();
    const moved = team.numbers(plan.queries, plan.count * dim);
    const halves = this.#writeQueries(queries, first, count, moved);
    for (let begin = 0; begin < this.points.count; begin += plan.together) {
      const columns = this.#writePoints(begin, plan, team);
      team.run(this.products, plan.own, plan.jobFor(begin, columns));
    }
    for (let k = 0; k < count; k++) {
      const { raised, mass, moments } = stateOf(team, plan, k);
      logMass[first + k] = raised + Math.log(mass) - halves[k];
      const [to, from] = [(first + k) * dim, k * dim];
      for (let a = 0; a < moments.length; a++) shift[to + a] = moments[a] / mass - moved[from + a];
    }
  }

  /** Writes a row a for each query, and zeros where there is none. @returns |a|^2 / 2 for each */
  #writeQueries(queries: Float64Array, first: number, count: number, to: Float64Array): Float64Array {
    const { dim } = this.points;
    const inverse = 1 / this.sigma;
    const halves = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      moveTo(to, k * dim, queries, (first + k) * dim, this.#center, inverse);
      halves[k] = halfSquare(to, k * dim, dim);
    }
    to.fill(0, count * dim);
    return halves;
  }

  /** Writes those blocks of points, from the point `begin` on, that are prepared together. @returns the number of their columns */
  #writePoints(begin: number, plan: JobPlan, team: ProductsTeam): number {
    const end = Math.min(begin + plan.together, this.points.count);
    const ofPoint = 2 + this.points.dim;
    for (let from = begin; from < end; from += MOST_POINTS) {
      const count = Math.min(MOST_POINTS, end - from);
      const block = team.numbers(plan.points + 8 * (from - begin) * ofPoint, wholeLength(count) * ofPoint);
      this.#writeBlock(from, count, block);
    }
    return wholeLength(end - begin);
  }

  /** Writes the points from number `begin` on to a block, as assembly/product-sums.ts reads it. Places without a point have no weight. */
  #writeBlock(begin: number, count: number, block: Float64Array): void {
    const { dim, points, shares } = this.points;
    const inverse = 1 / this.sigma;
    const columns = wholeLength(count);
    const right = block.subarray(2 * columns);
    for (let k = 0; k < count; k++) {
      moveTo(right, k * dim, points, (begin + k) * dim, this.#center, inverse);
      block[k] = halfSquare(right, k * dim, dim);
      block[columns + k] = shares[begin + k];
    }
    block.fill(NOWHERE, count, columns);
    block.fill(0, columns + count, 2 * columns);
    right.fill(0, count * dim);
  }
}

/** The number of queries for which the points are prepared once. */
export function queriesTogether(dim: number): number {
  return Math.max(MOST_QUERIES, Math.floor(QUERY_BYTES / (24 * (dim + 1))));
}

/** Where the numbers of a job are, in bytes, and their sizes. */
interface JobPlan {
  /** The bytes of the memory that threads share, and of the own memory of each. */
  readonly shared: number;
  readonly own: number;
  /** The number of queries, made even, and that of a block. */
  readonly count: number;
  readonly block: number;
  /** The number of first moments for each query. */
  readonly wide: number;
  /** The number of points that are prepared together, a multiple of that of a block. */
  readonly together: number;
  /** Places in the shared memory. */
  readonly queries: number;
  readonly states: number;
  readonly points: number;
  /** The arguments of the kernel for so many points, of which the first is number `begin`. */
  jobFor(begin: number, columns: number): number[];
}

function planJob(dim: number, points: number, queries: number, order: 0 | 1): JobPlan {
  const count = evenLength(queries);
  const block = Math.min(MOST_QUERIES, Math.max(FEWEST_QUERIES, evenLength(Math.ceil(count / BLOCKS))));
  const wide = order * dim;
  const ofPoint = 8 * (2 + dim + wide);
  const blocks = Math.ceil(points / MOST_POINTS);
  const together = MOST_POINTS * Math.min(blocks, Math.ceil(POINT_BYTES / (ofPoint * MOST_POINTS)));
  const shared = new Allocator(SHARED_BEGIN);
  const inShared = {
    queries: shared.reserve(8 * count * dim),
    states: shared.reserve(8 * count * stateLength(wide)),
    points: shared.reserve(8 * together * (2 + dim)),
  };
  const own = new Allocator(8 * EXPONENTIAL_TABLE_LENGTH);
  const inOwn = [
    own.reserve(8 * block * dim),
    own.reserve(8 * block * stateLength(wide)),
    own.reserve(together * ofPoint),
    own.reserve(8 * block * MOST_POINTS),
    own.reserve(8 * block * (1 + wide)),
  ];
  const sizes = [dim, wide, count, block];
  const places = [inShared.queries, inShared.states, inShared.points, ...inOwn, OWN_TABLE];
  const jobFor = (begin: number, columns: number): number[] => {
    const ends = begin + together >= points;
    return [Number(begin === 0), Number(ends), ...sizes, columns, MOST_POINTS, ...places];
  };
  return { shared: shared.end, own: own.end, count, block, wide, together, ...inShared, jobFor };
}

/** The sums of a query, which are relative to exp(raised). */
interface QueryState {
  readonly raised: number;
  readonly mass: number;
  readonly moments: Float64Array;
}

/** The sums of the k-th query, after the last points. */
function stateOf(team: ProductsTeam, { states, count, block, wide }: JobPlan, k: number): QueryState {
  const row = k % block;
  const first = k - row;
  const rows = Math.min(block, count - first);
  const begin = states + 8 * first * stateLength(wide);
  const [raised, mass] = [row, rows + row].map((place) => team.numbers(begin + 8 * place, 1)[0]);
  return { raised, mass, moments: team.numbers(begin + 8 * (2 * rows + row * wide), wide) };
}

/** A shift, and 1 + wide sums with their compensations. */
function stateLength(wide: number): number {
  return 1 + 2 * (1 + wide);
}

/** The middle of the points along each axis, or of some of them: a few points far away do not move it. */
function middleOf({ points, count, dim }: WeightedPoints): Float64Array {
  const step = Math.ceil(count / SAMPLES);
  const some = new Float64Array(Math.ceil(count / step));
  return Float64Array.from({ length: dim }, (_, a) => {
    for (let k = 0; k < some.length; k++) some[k] = points[k * step * dim + a];
    return some.sort()[some.length >> 1];
  });
}

/** Writes (x - c) / sigma for a point x. */
function moveTo(
  to: Float64Array,
  at: number,
  points: Float64Array,
  from: number,
  center: Float64Array,
  inverse: number,
): void {
  for (let a = 0; a < center.length; a++) to[at + a] = (points[from + a] - center[a]) * inverse;
}

/** |row|^2 / 2, by four sums side by side, with at most d / 4 + 6 roundings. */
function halfSquare(rows: Float64Array, at: number, dim: number): number {
  let [one, two, three, four] = [0, 0, 0, 0];
  let a = at;
  const end = at + dim;
  for (; a + 4 <= end; a += 4) {
    one += rows[a] * rows[a];
    two += rows[a + 1] * rows[a + 1];
    three += rows[a + 2] * rows[a + 2];
    four += rows[a + 3] * rows[a + 3];
  }
  for (; a < end; a++) one += rows[a] * rows[a];
  return (one + two + (three + four)) / 2;
}

function wholeLength(count: number): number {
  return TOGETHER * Math.ceil(count / TOGETHER);
}

function evenLength(count: number): number {
  return 2 * Math.ceil(count / 2);
}
