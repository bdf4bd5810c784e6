// Scores of rows that are blurred by sigma, for two points at a time: each vector has a number of each of the two.
// src/check/leave-one-out-kernel.ts has the formula, and plans the memory of this module.
import { exponentialsInPlace } from "./exponentials-in-place";

/** exp of a smaller number is 0 in float64. */
const LEAST_EXPONENT: f64 = -746;

/**
 * Writes the scores of two points, each without one of the rows and without rows that are equal to the point. They are 0 where no row
 * is left. Rows whose weights are 0 for both points are dropped before the exponential.
 * @param points a vector for each coordinate
 * @param rows shape (count, dim)
 * @param first the row that is left out for the first point
 * @param second the row that is left out for the second point
 * @param constants those of assembly/exponentials-in-place.ts
 * @param weights scratch memory: a vector for each row, and one more
 * @param kept scratch memory: a number for each row
 * @param scores a vector for each coordinate
 */
export function writeScores(
  points: usize,
  rows: usize,
  count: usize,
  dim: usize,
  variance: f64,
  first: usize,
  second: usize,
  constants: usize,
  weights: usize,
  kept: usize,
  scores: usize,
): void {
  const length: usize = 8 * dim;
  const rowsEnd = rows + count * length;
  writeExponents(points, rows, rowsEnd, dim, 2 * variance, weights);
  leaveOut(weights + 16 * first, 0);
  leaveOut(weights + 16 * second, 1);
  const left = keepLargest(weights, rows, rowsEnd, length, kept);
  exponentialsInPlace(weights, 2 * (left + (left & 1)), constants);
  const end = weights + 16 * left;
  let sum = f64x2.splat(0);
  for (let at = weights; at < end; at += 16) sum = f64x2.add(sum, v128.load(at));
  addSteps(points, weights, end, dim, variance, sum, kept, scores);
}

/** Writes -|row - point|^2 / (2 sigma^2) for each row, and -infinity for rows that are equal to the point. */
function writeExponents(
  points: usize,
  rows: usize,
  rowsEnd: usize,
  dim: usize,
  twiceVariance: f64,
  exponents: usize,
): void {
  const zero = f64x2.splat(0);
  const nothing = f64x2.splat(-Infinity);
  const divisor = f64x2.splat(twiceVariance);
  const pointsEnd = points + 16 * dim;
  for (let row = rows; row < rowsEnd; ) {
    let square = zero;
    for (let at = points; at < pointsEnd; at += 16) {
      const difference = f64x2.sub(v128.load64_splat(row), v128.load(at));
      square = f64x2.add(square, f64x2.mul(difference, difference));
      row += 8;
    }
    const exponent = f64x2.div(f64x2.neg(square), divisor);
    v128.store(exponents, v128.bitselect(nothing, exponent, f64x2.eq(square, zero)));
    exponents += 16;
  }
}

function leaveOut(exponents: usize, lane: usize): void {
  store<f64>(exponents + 8 * lane, -Infinity);
}

/**
 * Subtracts the largest exponent of each point from its exponents, and moves those whose exponential is not 0 for both points to the
 * front. Writes where their rows are to `kept`. NaN is kept, and is not the largest.
 * @returns the number of rows that are kept
 */
function keepLargest(exponents: usize, rows: usize, rowsEnd: usize, length: usize, kept: usize): usize {
  const end = exponents + 16 * ((rowsEnd - rows) / length);
  let most = f64x2.splat(-Infinity);
  for (let at = exponents; at < end; at += 16) most = f64x2.pmax(most, v128.load(at));
  const least = f64x2.splat(LEAST_EXPONENT);
  let to = exponents;
  for (let at = exponents; at < end; at += 16) {
    const exponent = f64x2.sub(v128.load(at), most);
    if (!v128.all_true<i64>(f64x2.lt(exponent, least))) {
      v128.store(to, exponent);
      store<usize>(kept, rows);
      to += 16;
      kept += 8;
    }
    rows += length;
  }
  return (to - exponents) >> 4;
}

/** Writes the sums over the rows of weight / sum (row - point) / sigma^2, where that fraction is positive. */
function addSteps(
  points: usize,
  weights: usize,
  end: usize,
  dim: usize,
  variance: f64,
  sum: v128,
  kept: usize,
  scores: usize,
): void {
  const zero = f64x2.splat(0);
  const divisor = f64x2.splat(variance);
  const length: usize = 16 * dim;
  memory.fill(scores, 0, length);
  for (let at = weights; at < end; at += 16) {
    const weight = f64x2.div(v128.load(at), sum);
    const positive = f64x2.gt(weight, zero);
    let row = load<usize>(kept);
    kept += 8;
    for (let a: usize = 0; a < length; a += 16) {
      const difference = f64x2.sub(v128.load64_splat(row), v128.load(points + a));
      const step = f64x2.div(f64x2.mul(weight, difference), divisor);
      v128.store(scores + a, f64x2.add(v128.load(scores + a), v128.and(step, positive)));
      row += 8;
    }
  }
}
