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
