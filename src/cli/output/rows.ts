/** A row-major array of shape (n, d) as n arrays of d numbers. */
export function vectors(values: Float64Array, dim: number): number[][] {
  return Array.from({ length: values.length / dim }, (_, i) => Array.from(values.subarray(i * dim, (i + 1) * dim)));
}

/** A row-major array of shape (n, d, d) as n matrices of d rows. */
export function matrices(values: Float64Array, dim: number): number[][][] {
  const rows = vectors(values, dim);
  return Array.from({ length: rows.length / dim }, (_, i) => rows.slice(i * dim, (i + 1) * dim));
}
