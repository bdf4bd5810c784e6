// Sums over points at many queries, by products of matrices that a library computes in the memory of one thread. Points, queries and
// sums are in a second memory, which threads may share: src/density/point-sums/product-sums.ts writes and reads that one.
import { exponential, exponentialOf } from "./exponential";

/** Exponents may exceed the shift of their row by this much before the shift is raised. */
const MARGIN: f64 = 30;
/** The shift before one has been chosen. */
const UNSET: f64 = -1e300;

/** Writes A B, or A B^T if `flip` is set: a matrix of `rows` rows and `columns` columns, of sums of `inner` terms. */
declare function multiply(a: usize, b: usize, rows: i32, columns: i32, inner: i32, flip: bool, product: usize): void;
/** Copies bytes from the second memory to this one, or back. */
declare function read(from: usize, to: usize, bytes: usize): void;
declare function write(from: usize, to: usize, bytes: usize): void;
/** The number of the next block of queries. Each number is given to one thread only. */
declare function take(): i32;

/**
 * Adds the sums over some points to those of each block of queries that this thread takes. All addresses are in bytes; those in the
 * second memory are called shared.
 *
 * A block of points has, for each of its columns, |b|^2 / 2; then the share of each; then the rows b, of `dim` numbers. In this memory
 * the rows share times b follow, if `wide` is `dim`; it is zero where the masses alone are wanted. Only the last block may have fewer
 * columns than `most`.
 *
 * The state of a block of queries is a shift for each query, and sums of (1 + wide) numbers for each: first the masses of all, then the
 * first moments of each. Their compensations follow the sums.
 * @param begins whether these are the first points: the state is new
 * @param ends whether these are the last points: the compensations are not needed any more
 * @param queries the number of queries, an even one
 * @param block the number of queries in a block; the last block may have fewer
 * @param columns the number of points, a multiple of four
 */
export function addPoints(
  begins: bool,
  ends: bool,
  dim: i32,
  wide: i32,
  queries: i32,
  block: i32,
  columns: i32,
  most: i32,
  sharedQueries: usize,
  sharedStates: usize,
  sharedPoints: usize,
  rows: usize,
  state: usize,
  points: usize,
  exponents: usize,
  values: usize,
  table: usize,
): void {
  const ofPoint = (2 + dim + wide) << 3;
  const ofQuery = (1 + 2 * (1 + wide)) << 3;
  const ofRow = dim << 3;
  let fresh = true;
  for (let first = take() * block; first < queries; first = take() * block) {
    if (fresh) readPoints(dim, wide, columns, most, sharedPoints, points);
    fresh = false;
    const count = min(block, queries - first);
    read(sharedQueries + first * ofRow, rows, count * ofRow);
    if (begins) clearState(state, count, ofQuery);
    else read(sharedStates + first * ofQuery, state, count * ofQuery);
    let from = points;
    for (let begin = 0; begin < columns; begin += most) {
      const own = min(most, columns - begin);
      addBlock(rows, count, from, own, dim, wide, state, exponents, values, table);
      from += own * ofPoint;
    }
    write(state, sharedStates + first * ofQuery, count * (ends ? (2 + wide) << 3 : ofQuery));
  }
}

/** Copies the blocks of points to this memory, and computes the rows share times b. */
function readPoints(dim: i32, wide: i32, columns: i32, most: i32, shared: usize, points: usize): void {
  let from = shared;
  let to = points;
  for (let begin = 0; begin < columns; begin += most) {
    const own = min(most, columns - begin);
    const bytes = own * ((2 + dim) << 3);
    read(from, to, bytes);
    let share = to + (own << 3);
    let right = to + (own << 4);
    let weighted = to + bytes;
    for (let end = right + own * (wide << 3); right < end; share += 8) {
      const factor = load<f64>(share);
      for (let row = right + (wide << 3); right < row; right += 8) {
        store<f64>(weighted, factor * load<f64>(right));
        weighted += 8;
      }
    }
    from += bytes;
    to += own * ((2 + dim + wide) << 3);
  }
}

/** A shift of each query that is below all exponents, and sums of zero. */
function clearState(state: usize, count: i32, ofQuery: i32): void {
  const sums = state + (count << 3);
  for (let at = state; at < sums; at += 8) store<f64>(at, UNSET);
  memory.fill(sums, 0, count * (ofQuery - 8));
}

/** Adds the sums over one block of points to those of one block of queries. */
function addBlock(
  rows: usize,
  count: i32,
  halves: usize,
  columns: i32,
  dim: i32,
  wide: i32,
  state: usize,
  exponents: usize,
  values: usize,
  table: usize,
): void {
  const length = columns << 3;
  const right = halves + 2 * length;
  const sums = state + (count << 3);
  const rest = (count * (1 + wide)) << 3;
  multiply(rows, right, count, columns, dim, true, exponents);
  for (let row = 0; row < count; row++) {
    const at = exponents + row * length;
    const place = state + (row << 3);
    const largest = subtractHalves(at, at + length, halves);
    const before = load<f64>(place);
    if (largest > before + MARGIN) {
      store<f64>(place, largest);
      const factor = exponentialOf(before - largest, table);
      const moments = sums + ((count + row * wide) << 3);
      for (let half = 0; half < 2; half++) {
        scale(sums + (row << 3) + half * rest, 1, factor);
        scale(moments + half * rest, wide, factor);
      }
    }
    store<f64>(values + (row << 3), weighRow(at, at + length, halves + length, load<f64>(place), table));
  }
  if (wide > 0) {
    multiply(exponents, right + columns * (dim << 3), count, wide, columns, false, values + (count << 3));
  }
  addValues(sums, rest, values, count * (1 + wide));
}

/** Subtracts |b|^2 / 2 from a row of products a . b. @returns the largest difference */
function subtractHalves(begin: usize, end: usize, halves: usize): f64 {
  let one = f64x2.splat(-Infinity);
  let other = one;
  let half = halves;
  for (let at = begin; at < end; at += 32) {
    const first = f64x2.sub(v128.load(at), v128.load(half));
    const second = f64x2.sub(v128.load(at, 16), v128.load(half, 16));
    v128.store(at, first);
    v128.store(at, second, 16);
    one = f64x2.pmax(one, first);
    other = f64x2.pmax(other, second);
    half += 32;
  }
  const both = f64x2.pmax(one, other);
  return max(f64x2.extract_lane(both, 0), f64x2.extract_lane(both, 1));
}

/** Replaces a row of exponents by exp(exponent - shift). @returns the sum of these weights, each times the share of its point */
function weighRow(begin: usize, end: usize, shares: usize, largest: f64, table: usize): f64 {
  const shift = f64x2.splat(largest);
  let one = f64x2.splat(0);
  let other = one;
  let share = shares;
  for (let at = begin; at < end; at += 32) {
    const first = exponential(f64x2.sub(v128.load(at), shift), table);
    const second = exponential(f64x2.sub(v128.load(at, 16), shift), table);
    v128.store(at, first);
    v128.store(at, second, 16);
    one = f64x2.add(one, f64x2.mul(first, v128.load(share)));
    other = f64x2.add(other, f64x2.mul(second, v128.load(share, 16)));
    share += 32;
  }
  const both = f64x2.add(one, other);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

function scale(numbers: usize, count: i32, factor: f64): void {
  for (let at = numbers; at < numbers + (count << 3); at += 8) store<f64>(at, load<f64>(at) * factor);
}

/** Adds an even number of values to as many sums by Kahan's algorithm; the compensations follow the sums `rest` bytes later. */
function addValues(sums: usize, rest: usize, values: usize, count: i32): void {
  const end = sums + (count << 3);
  let from = values;
  for (let at = sums; at < end; at += 16) {
    const sum = v128.load(at);
    const addend = f64x2.sub(v128.load(from), v128.load(at + rest));
    const next = f64x2.add(sum, addend);
    v128.store(at + rest, f64x2.sub(f64x2.sub(next, sum), addend));
    v128.store(at, next);
    from += 16;
  }
}
