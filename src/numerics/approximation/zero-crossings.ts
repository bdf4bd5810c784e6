import { checkFewest, checkLength } from "../check.ts";

/** A place at which a function changes its sign. */
export interface ZeroCrossing {
  readonly at: number;
  /** Whether the function goes from plus to minus as its argument grows. */
  readonly falling: boolean;
}

/**
 * Finds where a function that is known at increasing points changes its sign, by the straight line through the two neighbouring
 * points.
 * @param x the points, in increasing order
 * @param y the values at the points
 */
export function zeroCrossings(x: ArrayLike<number>, y: ArrayLike<number>): ZeroCrossing[] {
  checkFewest("x", x, 2, "numbers");
  checkLength("y", y, x.length, "numbers, as x does");
  const crossings: ZeroCrossing[] = [];
  for (let i = 1; i < x.length; i++) {
    const [before, after] = [y[i - 1], y[i]];
    // A zero at a point belongs to the interval on its left.
    if (before === 0 || before * after > 0 || Number.isNaN(before * after)) continue;
    crossings.push({ at: x[i - 1] + ((x[i] - x[i - 1]) * before) / (before - after), falling: before > 0 });
  }
  return crossings;
}
