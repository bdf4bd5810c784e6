import { largestSize } from "../numerics/sorting/maximum.ts";

/** Sums of squares of numbers between these sizes neither overflow nor underflow, for any number of terms. */
const [SMALLEST, LARGEST] = [1e-100, 1e100];
/** A power of two, so that multiplying by it is exact. */
const FACTOR = 2 ** 600;

/**
 * Rescales values so that their squares are finite and not 0. If the largest value is below 1e-100 or above 1e100, the values are
 * multiplied by a power of two. It is used for quantities that do not depend on the unit, such as R-hat.
 * @param values finite values
 * @returns the new values, and the divisors that restore the old unit if they are applied one after the other
 */
export function rescale(values: Float64Array): {
  readonly values: Float64Array;
  readonly divisors: readonly number[];
} {
  let scaled = values;
  const divisors: number[] = [];
  for (;;) {
    const size = largestSize(scaled);
    if (size === 0 || (size >= SMALLEST && size <= LARGEST)) return { values: scaled, divisors };
    const factor = size < SMALLEST ? FACTOR : 1 / FACTOR;
    scaled = scaled.map((value) => value * factor);
    divisors.push(factor);
  }
}

/**
 * Computes a length that compares two samples. It does so in a unit in which the squares of the samples are finite and not 0.
 * @param length computes the length of two samples in their own unit
 */
export function lengthBetween(
  x: Float64Array,
  y: Float64Array,
  length: (x: Float64Array, y: Float64Array) => number,
): number {
  const both = new Float64Array(x.length + y.length);
  both.set(x);
  both.set(y, x.length);
  const { values, divisors } = rescale(both);
  if (divisors.length === 0) return length(x, y);
  const scaled = length(values.subarray(0, x.length), values.subarray(x.length));
  return divisors.reduce((result, divisor) => result / divisor, scaled);
}
