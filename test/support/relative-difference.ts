/** The largest difference, relative to the largest expected number, or to 1 if that is larger. */
export function relativeDifference(actual: Float64Array, expected: Float64Array): number {
  if (actual.length !== expected.length) return Number.NaN;
  const size = expected.reduce((largest, one) => Math.max(largest, Math.abs(one)), 1);
  return actual.reduce((worst, one, j) => Math.max(worst, Math.abs(one - expected[j]) / size), 0);
}
