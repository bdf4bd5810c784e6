/**
 * The compensated sum of numbers (Neumaier), which carries the rounding error of each addition along. For any number of terms, the
 * error is at most two roundings of the sum of their absolute values.
 */
export function compensatedSum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
