import type { MatrixProducts } from "../../numerics/linear-algebra/matrix-products.ts";
import { exponentialTable } from "../../numerics/vector-functions/exponential-table.ts";
import { type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";
import type { PosteriorSums } from "../blurred/kernel-moments.ts";
import { Allocator, type PointSet } from "./points-plan.ts";

/** The numbers of points and of queries whose exponents are one matrix: 2 MB, which stay in the processor's cache. */
export const MOST_POINTS = 256;
const MOST_QUERIES = 1024;
/** The number of queries for which the points are prepared once. Only their sums are in memory, not those of all queries. */
export const QUERIES_TOGETHER = 4096;
/** The largest number of points whose middle is the center. */
const SAMPLES = 1024;
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

const PAGE = 2 ** 16;

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
  readonly #set: PointSet;
  readonly #products: MatrixProducts;
  readonly #center: Float64Array;

  constructor(set: PointSet, products: MatrixProducts) {
    this.#set = set;
    this.#products = products;
    this.#center = middleOf(set);
  }

  /** |a|^2 for the i-th of points (n, d): the squared distance from the center, in units of sigma. */
  squaredLength(points: Float64Array, i: number): number {
    const { dim } = this.#set.tree;
    const { sigma } = this.#set;
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
    const { dim } = this.#set.tree;
    const count = queries.length / dim;
    const sums = { logMass: new Float64Array(count), shift: new Float64Array(order * queries.length) };
    for (let from = 0; from < count; from += QUERIES_TOGETHER) {
      this.#sumAt(queries, from, Math.min(QUERIES_TOGETHER, count - from), order, sums);
    }
    return sums;
  }

  /** Computes the sums at `count` queries, of which the first is number `first`. */
  #sumAt(queries: Float64Array, first: number, count: number, order: 0 | 1, { logMass, shift }: PosteriorSums): void {
    const { dim } = this.#set.tree;
    const points = Math.min(MOST_POINTS, wholeLength(this.#set.shares.length));
    const plan = planBlocks(dim, points, count, order);
    const { numbers, kernel } = plan;
    const halves = this.#writeQueries(queries, first, count, numbers(plan.queries, count * plan.inner), plan.inner);
    numbers(plan.shifts, count).fill(UNSET);
    numbers(plan.sums, 2 * count * plan.wide).fill(0);
    for (let begin = 0; begin < this.#set.shares.length; begin += points) {
      const columns = this.#writePoints(begin, points, plan);
      const right = numbers(plan.points, plan.inner * columns);
      const weighted = numbers(plan.weighted, plan.wide * columns);
      for (let query = 0; query < count; query += MOST_QUERIES) {
        const rows = Math.min(MOST_QUERIES, count - query);
        const left = numbers(plan.queries + 8 * query * plan.inner, rows * plan.inner);
        const exponents = numbers(plan.exponents, rows * columns);
        const moments = numbers(plan.moments, rows * plan.wide);
        const place = plan.sums + 8 * query * plan.wide;
        this.#products.multiply(left, right, { rows, columns }, exponents);
        const shifts = plan.shifts + 8 * query;
        kernel.weighRows(plan.exponents, rows, columns, shifts, place, plan.rest, plan.wide, plan.table);
        this.#products.multiply(exponents, weighted, { rows, columns: plan.wide, flipB: true }, moments);
        kernel.addValues(place, plan.rest, plan.moments, rows * plan.wide);
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

  /** Writes a row (a, 1) for each query. @returns |a|^2 / 2 for each */
  #writeQueries(queries: Float64Array, first: number, count: number, to: Float64Array, inner: number): Float64Array {
    const { dim } = this.#set.tree;
    const inverse = 1 / this.#set.sigma;
    const halves = new Float64Array(count);
    const row = new Float64Array(dim);
    to.fill(0);
    for (let k = 0; k < count; k++) {
      for (let a = 0; a < dim; a++) row[a] = (queries[(first + k) * dim + a] - this.#center[a]) * inverse;
      to.set(row, k * inner);
      to[k * inner + dim] = 1;
      halves[k] = halfSquare(row);
    }
    return halves;
  }

  /**
   * Writes a column (b, -|b|^2 / 2) for each point of a block, and the rows of shares and of shares times b. Places without a point have
   * no weight. @returns the number of columns
   */
  #writePoints(begin: number, most: number, plan: BlockPlan): number {
    const { tree, shares, sigma } = this.#set;
    const { dim, coordinates } = tree;
    const count = Math.min(most, shares.length - begin);
    const columns = wholeLength(count);
    const inverse = 1 / sigma;
    const right = plan.numbers(plan.points, plan.inner * columns).fill(0);
    const weighted = plan.numbers(plan.weighted, plan.wide * columns).fill(0);
    const halves = right.subarray(dim * columns, (dim + 1) * columns).fill(UNSET);
    const lost = new Float64Array(count);
    halves.fill(0, 0, count);
    for (let a = 0; a < dim; a++) {
      const values = coordinates[a];
      const center = this.#center[a];
      const row = right.subarray(a * columns, (a + 1) * columns);
      for (let k = 0; k < count; k++) {
        const b = (values[begin + k] - center) * inverse;
        row[k] = b;
        // Kahan's algorithm, so that the squares have few roundings.
        const addend = -(b * b) / 2 - lost[k];
        const next = halves[k] + addend;
        lost[k] = next - halves[k] - addend;
        halves[k] = next;
      }
    }
    for (let k = 0; k < count; k++) weighted[k] = shares[begin + k];
    for (let a = 0; a < plan.wide - 1 && a < dim; a++) {
      for (let k = 0; k < count; k++) weighted[(a + 1) * columns + k] = shares[begin + k] * right[a * columns + k];
    }
    return columns;
  }
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
  /** Columns (b, -|b|^2 / 2), (inner, points). */
  readonly points: number;
  /** Rows of shares and of shares times b, (wide, points). */
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
  const rest = 8 * queries * wide;
  const places = {
    table: memory.place(table),
    queries: memory.reserve(8 * queries * inner),
    points: memory.reserve(8 * inner * points),
    weighted: memory.reserve(8 * wide * points),
    exponents: memory.reserve(8 * rows * points),
    moments: memory.reserve(8 * rows * wide),
    shifts: memory.reserve(8 * queries),
    sums: memory.reserve(2 * rest),
  };
  const missing = memory.end - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
  const numbers = (at: number, length: number): Float64Array => new Float64Array(kernel.memory.buffer, at, length);
  numbers(places.table, table.length).set(table);
  return { kernel, numbers, inner, wide, rest, ...places };
}

/** The middle of the points along each axis, or of some of them: a few points far away do not move it. */
function middleOf({ tree }: PointSet): Float64Array {
  return Float64Array.from(tree.coordinates, (values) => {
    const step = Math.ceil(values.length / SAMPLES);
    const some = values.filter((_, k) => k % step === 0).sort();
    return some[some.length >> 1];
  });
}

/** |row|^2 / 2, with 3 roundings. */
function halfSquare(row: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of row) {
    const addend = (value * value) / 2 - lost;
    const next = sum + addend;
    lost = next - sum - addend;
    sum = next;
  }
  return sum;
}

function wholeLength(count: number): number {
  return TOGETHER * Math.ceil(count / TOGETHER);
}

function evenLength(count: number): number {
  return 2 * Math.ceil(count / 2);
}
