// Weights of points at many queries, from matrices of exponents, in a memory of one thread only.
// src/density/point-sums/product-sums.ts gives this memory to a library that multiplies matrices.
import { exponential, exponentialOf } from "./exponential";

/** Exponents may exceed the shift of their row by this much before the shift is raised. */
const MARGIN: f64 = 30;

/**
 * Replaces rows of exponents by exp(exponent - shift). If an exponent exceeds the shift of its row by 30 or more, it becomes the shift,
 * and the sums of the row, which are relative to exp(shift), are scaled. All addresses are in bytes.
 * @param columns the length of a row, a multiple of four
 * @param shifts a number for each row
 * @param sums `wide` numbers for each row. Their compensations follow `rest` bytes later
 * @param wide an even number
 */
export function weighRows(
  exponents: usize,
  rows: i32,
  columns: i32,
  shifts: usize,
  sums: usize,
  rest: usize,
  wide: i32,
  table: usize,
): void {
  const length = (<usize>columns) << 3;
  let begin = exponents;
  for (let row: i32 = 0; row < rows; row++) {
    const end = begin + length;
    const place = shifts + ((<usize>row) << 3);
    const largest = largestOf(begin, end);
    const before = load<f64>(place);
    if (largest > before + MARGIN) {
      store<f64>(place, largest);
      const factor = f64x2.splat(exponentialOf(before - largest, table));
      const own = sums + <usize>(row * wide) * 8;
      for (let at = own; at < own + ((<usize>wide) << 3); at += 16) {
        v128.store(at, f64x2.mul(v128.load(at), factor));
        v128.store(at + rest, f64x2.mul(v128.load(at + rest), factor));
      }
    }
    const shift = f64x2.splat(load<f64>(place));
    for (let at = begin; at < end; at += 32) {
      const one = exponential(f64x2.sub(v128.load(at), shift), table);
      const other = exponential(f64x2.sub(v128.load(at, 16), shift), table);
      v128.store(at, one);
      v128.store(at, other, 16);
    }
    begin = end;
  }
}

function largestOf(begin: usize, end: usize): f64 {
  let one = f64x2.splat(-Infinity);
  let other = one;
  for (let at = begin; at < end; at += 32) {
    one = f64x2.pmax(one, v128.load(at));
    other = f64x2.pmax(other, v128.load(at, 16));
  }
  const both = f64x2.pmax(one, other);
  return max(f64x2.extract_lane(both, 0), f64x2.extract_lane(both, 1));
}

/** Adds an even number of values to as many sums by Kahan's algorithm; the compensations follow the sums `rest` bytes later. */
export function addValues(sums: usize, rest: usize, values: usize, count: i32): void {
  const end = sums + ((<usize>count) << 3);
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
