/** A mean with its standard error. */
export interface Mean {
  readonly value: number;
  readonly standardError: number;
}

/** The mean of independent numbers, with its standard error. */
export function meanOf(values: ArrayLike<number>): Mean {
  return ratioOf(values, new Float64Array(values.length).fill(1));
}

/**
 * The ratio of two means, sum a / sum b, from independent pairs. The standard error is that of first order, from a - ratio b.
 */
export function ratioOf(above: ArrayLike<number>, below: ArrayLike<number>): Mean {
  let [a, b] = [0, 0];
  for (let i = 0; i < above.length; i++) {
    a += above[i];
    b += below[i];
  }
  const value = a / b;
  let squares = 0;
  for (let i = 0; i < above.length; i++) squares += (above[i] - value * below[i]) ** 2;
  return { value, standardError: Math.sqrt(squares) / Math.abs(b) };
}

/** The square root of a mean that is not negative, with its standard error to first order. */
export function rootOf({ value, standardError }: Mean): Mean {
  const root = Math.sqrt(Math.max(0, value));
  return { value: root, standardError: root > 0 ? standardError / (2 * root) : Math.sqrt(standardError) };
}
