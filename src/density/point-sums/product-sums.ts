import type { MatrixProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { exponentialTable } from "../../numerics/vector-functions/exponential-table.ts";
import { growTo, type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";
import type { PosteriorSums } from "../blurred/kernel-moments.ts";
import { Allocator } from "./points-plan.ts";
import type { WeightedPoints } from "./weighted-points.ts";

/** The numbers of points and of queries whose exponents are one matrix of 2 MB, which stays in the processor's cache. */
export const MOST_POINTS = 512;
const MOST_QUERIES = 512;
/** The bytes of the queries for which the points are prepared once, and of their sums. */
const QUERY_BYTES = 2 ** 26;
/** The bytes of the points that are prepared together. All queries are summed over them before the next ones. */
const POINT_BYTES = 2 ** 24;
/** The largest number of points whose middle is the center. */
const SAMPLES = 64;
/** The shift before one has been chosen, and the exponent of a place without a point. */
const UNSET = -1e300;
/** Lengths of rows are multiples of this, as assembly/row-weights.ts needs. */
const TOGETHER = 4;

/** What assembly/row-weights.ts exports. */
interface WeightsKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  weighRows(
    exponents: number,
    rows: number,
    columns: number,
    shifts: number,
    sums: number,
    rest: number,
    wide: number,
    table: number,
  ): void;
  addValues(sums: number, rest: number, values: number, count: number): void;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

/**
 * Sums over points at many queries in many dimensions, by products of matrices. With a = (x - c) / sigma and b = (y - c) / sigma, where
 * c is a fixed center of the points, the exponent is a . b - |b|^2 / 2 - |a|^2 / 2. One product of matrices gives the first two terms
 * for all pairs of a block of queries and a block of points. WebAssembly subtracts the largest exponent of each row and computes the
 * exponentials in place. A second product gives the sums of weights and the first moments of the block, which are added to those of
 * the other blocks by compensated sums. Memory is bounded, whatever the numbers of points and queries are.
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
    const plan = planBlocks(dim, this.points.count, count, order);
    const { numbers } = plan;
    const halves = this.#writeQueries(queries, first, count, numbers(plan.queries, count * plan.inner), plan.inner);
    numbers(plan.shifts, count).fill(UNSET);
    numbers(plan.sums, 2 * count * plan.wide).fill(0);
    for (let begin = 0; begin < this.points.count; begin += plan.together) {
      const blocks = this.#writePoints(begin, plan);
      for (let query = 0; query < count; query += MOST_QUERIES) {
        for (const block of blocks) this.#addBlock(block, query, Math.min(MOST_QUERIES, count - query), plan);
      }
    }
    const shifts = numbers(plan.shifts, count);
    const sums = numbers(plan.sums, count * plan.wide);
    const moved = numbers(plan.queries, count * plan.inner);
    for (let k = 0; k < count; k++) {
      const mass = sums[k * plan.wide];
      logMass[first + k] = shifts[k] + Math.log(mass) - halves[k];
      for (let a = 0; a < order * dim; a++) {
        shift[(first + k) * dim + a] = sums[k * plan.wide + 1 + a] / mass - moved[k * plan.inner + a];
      }
    }
  }

  /** Adds the sums over a block of points to those of `rows` queries. */
  #addBlock({ columns, right, weighted }: PointBlock, query: number, rows: number, plan: BlockPlan): void {
    const { kernel, numbers, inner, wide, rest } = plan;
    const left = numbers(plan.queries + 8 * query * inner, rows * inner);
    const exponents = numbers(plan.exponents, rows * columns);
    const moments = numbers(plan.moments, rows * wide);
    const place = plan.sums + 8 * query * wide;
    this.products.multiply(left, right, { rows, columns, flipB: true }, exponents);
    kernel.weighRows(plan.exponents, rows, columns, plan.shifts + 8 * query, place, rest, wide, plan.table);
    this.products.multiply(exponents, weighted, { rows, columns: wide }, moments);
    kernel.addValues(place, rest, plan.moments, rows * wide);
  }

  /** Writes a row (a, 1) for each query. @returns |a|^2 / 2 for each */
  #writeQueries(queries: Float64Array, first: number, count: number, to: Float64Array, inner: number): Float64Array {
    const { dim } = this.points;
    const inverse = 1 / this.sigma;
    const halves = new Float64Array(count);
    to.fill(0);
    for (let k = 0; k < count; k++) {
      const row = k * inner;
      moveTo(to, row, queries, (first + k) * dim, this.#center, inverse);
      to[row + dim] = 1;
      halves[k] = halfSquare(to, row, dim);
    }
    return halves;
  }

  /** Writes those blocks of points, from the point `begin` on, that are prepared together. */
  #writePoints(begin: number, plan: BlockPlan): PointBlock[] {
    const end = Math.min(begin + plan.together, this.points.count);
    const blocks: PointBlock[] = [];
    let [right, weighted] = [plan.points, plan.weighted];
    for (let from = begin; from < end; from += MOST_POINTS) {
      const count = Math.min(MOST_POINTS, end - from);
      const columns = wholeLength(count);
      const block = {
        columns,
        right: plan.numbers(right, plan.inner * columns),
        weighted: plan.numbers(weighted, plan.wide * columns),
      };
      this.#writeBlock(from, count, block);
      blocks.push(block);
      right += 8 * plan.inner * columns;
      weighted += 8 * plan.wide * columns;
    }
    return blocks;
  }

  /** Writes the points from number `begin` on to a block. Places without a point have no weight. */
  #writeBlock(begin: number, count: number, { columns, right, weighted }: PointBlock): void {
    const { dim, points, shares } = this.points;
    const inverse = 1 / this.sigma;
    const center = this.#center;
    const inner = right.length / columns;
    const wide = weighted.length / columns;
    right.fill(0);
    weighted.fill(0);
    for (let k = 0; k < count; k++) {
      const share = shares[begin + k];
      const row = k * inner;
      moveTo(right, row, points, (begin + k) * dim, center, inverse);
      right[row + dim] = -halfSquare(right, row, dim);
      weighted[k * wide] = share;
      if (wide > dim) for (let a = 0; a < dim; a++) weighted[k * wide + a + 1] = share * right[row + a];
    }
    for (let k = count; k < columns; k++) right[k * inner + dim] = UNSET;
  }
}

/** The number of queries for which the points are prepared once. */
export function queriesTogether(dim: number): number {
  return Math.max(MOST_QUERIES, Math.floor(QUERY_BYTES / (24 * evenLength(dim + 1))));
}

/** A block of points in memory. */
interface PointBlock {
  /** The number of points, rounded up to a whole number of vectors. */
  readonly columns: number;
  /** Rows (b, -|b|^2 / 2), (columns, inner). */
  readonly right: Float64Array;
  /** Rows (share, share times b), (columns, wide). */
  readonly weighted: Float64Array;
}

/** Where the blocks are in the memory of the kernel, in bytes, and their sizes. */
interface BlockPlan {
  readonly kernel: WeightsKernel;
  /** An array of numbers at a place. */
  numbers(at: number, length: number): Float64Array;
  /** The number of terms of an exponent, and of sums for each query; even numbers. */
  readonly inner: number;
  readonly wide: number;
  readonly table: number;
  /** Rows (a, 1), (queries, inner). */
  readonly queries: number;
  /** The number of points that are prepared together, a multiple of that of a block, and where their two parts are. */
  readonly together: number;
  readonly points: number;
  readonly weighted: number;
  readonly exponents: number;
  readonly moments: number;
  readonly shifts: number;
  /** The sums; their compensations are `rest` bytes later. */
  readonly sums: number;
  readonly rest: number;
}

let instance: WeightsKernel | undefined;
let table: Float64Array | undefined;

function planBlocks(dim: number, points: number, queries: number, order: 0 | 1): BlockPlan {
  instance ??= new WebAssembly.Instance(wasmModule("row-weights")).exports as WeightsKernel;
  table ??= exponentialTable();
  const kernel = instance;
  const memory = new Allocator(0);
  const inner = evenLength(dim + 1);
  const wide = order === 0 ? 2 : evenLength(dim + 1);
  const rows = Math.min(MOST_QUERIES, queries);
  const blocks = Math.ceil(points / MOST_POINTS);
  const together = MOST_POINTS * Math.min(blocks, Math.ceil(POINT_BYTES / (8 * (inner + wide) * MOST_POINTS)));
  const rest = 8 * queries * wide;
  const places = {
    table: memory.place(table),
    queries: memory.reserve(8 * queries * inner),
    points: memory.reserve(8 * inner * together),
    weighted: memory.reserve(8 * wide * together),
    exponents: memory.reserve(8 * rows * MOST_POINTS),
    moments: memory.reserve(8 * rows * wide),
    shifts: memory.reserve(8 * queries),
    sums: memory.reserve(2 * rest),
  };
  growTo(memory.end, kernel.memory);
  const numbers = (at: number, length: number): Float64Array => new Float64Array(kernel.memory.buffer, at, length);
  numbers(places.table, table.length).set(table);
  return { kernel, numbers, inner, wide, rest, together, ...places };
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
