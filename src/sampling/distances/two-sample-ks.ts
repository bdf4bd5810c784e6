import { checkPoints } from "../../numerics/check.ts";

/**
 * The Kolmogorov-Smirnov distance of two samples: the largest difference of their distribution functions, from 0 to 1. Equal values
 * within a sample or in both samples are counted together.
 * @param first shape (n), n >= 1
 * @param second shape (m), m >= 1
 * @throws InputError for a sample without a number
 */
export function ksBetween(first: Float64Array, second: Float64Array): number {
  checkPoints("first", first, 1, 1);
  checkPoints("second", second, 1, 1);
  const [a, b] = [first.slice().sort(), second.slice().sort()];
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === value) i += 1;
    while (j < b.length && b[j] === value) j += 1;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}
