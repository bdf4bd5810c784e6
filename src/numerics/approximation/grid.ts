import { checkFinite, checkPositive, checkWhole } from "../check.ts";

/** The largest number of coordinates: a gigabyte. */
const MOST_NUMBERS = 2 ** 27;

/** n evenly spaced points from lower to upper, including both. @throws InputError for ends that are not finite, and for n below 1 */
export function linspace(lower: number, upper: number, n: number): Float64Array {
  checkFinite("lower", lower);
  checkFinite("upper", upper);
  checkWhole("n", n, 1, MOST_NUMBERS);
  return Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? upper : lower + ((upper - lower) * i) / (n - 1)));
}

/** The index j with edges[j] <= x < edges[j + 1], clamped to the first and the last panel. */
export function panelOf(edges: Float64Array, x: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle] <= x) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The middles of n x n equal squares that fill [-halfWidth, halfWidth]^2, row by row from below; shape (n^2, 2).
 * @throws InputError for a halfWidth that is not positive, and for an n that is not a whole number from 1 up
 */
export function squareGrid(halfWidth: number, n: number): Float64Array {
  checkPositive("halfWidth", halfWidth);
  checkWhole("n", n, 1, Math.floor(Math.sqrt(MOST_NUMBERS / 2)));
  const middle = (index: number): number => ((2 * index + 1) / n - 1) * halfWidth;
  return Float64Array.from({ length: 2 * n * n }, (_, j) =>
    middle(j % 2 === 0 ? (j >> 1) % n : Math.floor((j >> 1) / n)),
  );
}
