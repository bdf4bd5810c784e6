import { largestSize } from "../numerics/sorting/maximum.ts";

/** Sums of squares of numbers between these sizes neither overflow nor underflow, however many numbers there are. */
const [SMALLEST, LARGEST] = [1e-100, 1e100];
/** A power of two, so that multiplying by it is exact. */
const FACTOR = 2 ** 600;

/**
 * Values whose squares are finite and not 0: the values times a power of two where the largest of them is below 1e-100 or above
 * 1e100, else the values themselves. It serves quantities that do not depend on the unit, such as R-hat.
 * @param values finite
 * @returns the new values, and the divisors that lead back to the old unit one after the other
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
 * A length that compares two samples, computed in a unit in which their squares are finite and not 0.
 * @param length the length for samples in any unit, in that unit
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
