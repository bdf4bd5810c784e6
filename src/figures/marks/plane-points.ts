/** Points of the plane as a Plotly trace takes them. (n, 2) -> two of (n). */
export function coordinates(points: Float64Array): { readonly x: Float64Array; readonly y: Float64Array } {
  const [x, y] = [0, 1].map((axis) => points.filter((_, j) => j % 2 === axis));
  return { x, y };
}

/** Those of the points that are in [-halfWidth, halfWidth]^2. (n, 2) -> (m, 2). */
export function visible(points: Float64Array, halfWidth: number): Float64Array {
  return points.filter((_, j) => {
    const i = j - (j % 2);
    return Math.abs(points[i]) <= halfWidth && Math.abs(points[i + 1]) <= halfWidth;
  });
}
