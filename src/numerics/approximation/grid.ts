/** n points from lower to upper, both included, evenly spaced. */
export function linspace(lower: number, upper: number, n: number): Float64Array {
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
 * The middles of n x n equal squares that fill [-reach, reach]^2, row by row from below; shape (n^2, 2).
 * @param n a positive integer
 */
export function squareGrid(reach: number, n: number): Float64Array {
  const middle = (index: number): number => ((2 * index + 1) / n - 1) * reach;
  return Float64Array.from({ length: 2 * n * n }, (_, j) =>
    middle(j % 2 === 0 ? (j >> 1) % n : Math.floor((j >> 1) / n)),
  );
}
