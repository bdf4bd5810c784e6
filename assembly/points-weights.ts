// The part that all ways of summing points share: turning exponents into weights, and adding the lanes of a vector.

import { exponential, exponentialOf } from "./exponential";
import { addTo, first, mass, rest, shift, spare, TILE } from "./points-block";
import { dim, shares, table } from "./points-plan";

/** Exponents may exceed the shift by this much before the shift is raised. */
const MARGIN: f64 = 30;

/** The shares of two points. If only one point is left, the second share is 0. */
export function sharesAt(k: usize, end: usize): v128 {
  return end - k > 8 ? v128.load(shares + k) : v128.load_zero<f64>(shares + k);
}

/** The sum of both lanes of a vector. */
export function both(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** The position of the exponents, and later of the weights, of the j-th of four queries. */
export function row(j: usize): usize {
  return spare + 8 * (TILE + 2) * j;
}

/** Replaces the exponents of a query by weights, and adds their sum to that of the query. @returns the sum of the weights */
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

/** Raises the shift of a query. Its sums are scaled, so that they are relative to exp of the new shift. */
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
