/**
 * The largest of many numbers and `least`, or NaN if one number is NaN. Unlike Math.max(...values), it accepts any number of
 * values.
 */
export function maximum(values: ArrayLike<number>, least: number = -Infinity): number {
  let largest = least;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]);
  return largest;
}

/** The largest absolute value of many numbers, or 0 if there are none. */
export function largestSize(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}
