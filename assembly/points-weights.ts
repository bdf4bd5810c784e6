// What ways of summing points have in common: from exponents to weights, and sums of both lanes of a vector.

import { exponential, exponentialOf } from "./exponential";
import { addTo, first, mass, rest, shift, spare, TILE } from "./points-block";
import { dim, shares, table } from "./points-plan";

/** Exponents may be larger than what has been taken as the largest by so much. */
const MARGIN: f64 = 30;

/** Shares of two points; of the last one of an odd number the next one's is 0. */
export function sharesAt(k: usize, end: usize): v128 {
  return end - k > 8 ? v128.load(shares + k) : v128.load_zero<f64>(shares + k);
}

/** The sum of both lanes. */
export function both(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** Where the exponents of the j-th of four queries are, and then its weights. */
export function row(j: usize): usize {
  return spare + 8 * (TILE + 2) * j;
}

/** Weights in place of a query's exponents; adds their sum to the query's, and returns it. */
export function weigh(q: usize, exponents: usize, begin: usize, end: usize): f64 {
  let largest = -Infinity;
  const length = end - begin;
  for (let k: usize = 0; k < length; k += 8) largest = max(largest, load<f64>(exponents + k));
  if (largest > load<f64>(shift + 8 * q) + MARGIN) raise(q, largest);
  const own = f64x2.splat(load<f64>(shift + 8 * q));
  const exponentials = table;
  let sum = f64x2.splat(0);
  for (let k: usize = 0; k < length; k += 16) {
    const weight = f64x2.mul(
      sharesAt(begin + k, end),
      exponential(f64x2.sub(v128.load(exponents + k), own), exponentials),
    );
    v128.store(exponents + k, weight);
    sum = f64x2.add(sum, weight);
  }
  const total = both(sum);
  addTo(mass + 8 * q, total);
  return total;
}

/** Has a query's sums relative to exp of a larger number from now on. */
export function raise(q: usize, to: f64): void {
  const factor = exponentialOf(load<f64>(shift + 8 * q) - to, table);
  store<f64>(shift + 8 * q, to);
  scale(mass + 8 * q, factor);
  const d = dim;
  for (let a = first + 8 * q * d; a < first + 8 * (q + 1) * d; a += 8) scale(a, factor);
}

function scale(place: usize, factor: f64): void {
  store<f64>(place, load<f64>(place) * factor);
  store<f64>(place + rest, load<f64>(place + rest) * factor);
}
