/**
 * The sum of numbers, with an error of two roundings of the sum of their sizes, however many there are: the rounding error of
 * each addition is carried along (Neumaier).
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
