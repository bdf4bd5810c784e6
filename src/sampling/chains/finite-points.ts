/** A vector field, (n, d) -> (n, d), row by row. */
type Field = (points: Float64Array) => Float64Array;

/** Sets all coordinates of a point to NaN if one of them is not finite. (n, d) -> (n, d). */
export function escapedToNaN(points: Float64Array, dim: number): Float64Array {
  if (points.every(Number.isFinite)) return points;
  return points.map((x, j) => (isFinitePoint(points, Math.floor(j / dim), dim) ? x : Number.NaN));
}

/** Evaluates the field at the finite points. The result is NaN at the other points. (n, d) -> (n, d). */
export function whereFinite(field: Field, points: Float64Array, dim: number): Float64Array {
  if (points.every(Number.isFinite)) return field(points);
  const finite = Array.from({ length: points.length / dim }, (_, i) => i).filter((i) => isFinitePoint(points, i, dim));
  const values = new Float64Array(points.length).fill(Number.NaN);
  if (finite.length === 0) return values;
  const inside = field(Float64Array.from(finite.flatMap((i) => [...points.subarray(i * dim, (i + 1) * dim)])));
  finite.forEach((i, k) => {
    values.set(inside.subarray(k * dim, (k + 1) * dim), i * dim);
  });
  return values;
}

/** Whether all coordinates of the i-th point are finite. */
export function isFinitePoint(points: Float64Array, i: number, dim: number): boolean {
  for (let j = i * dim; j < (i + 1) * dim; j++) if (!Number.isFinite(points[j])) return false;
  return true;
}
