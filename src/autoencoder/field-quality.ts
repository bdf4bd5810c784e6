/**
 * The mean cosine of the angle between two vector fields, of those vectors that are not zero: 1 where they point the
 * same way everywhere, whatever their lengths.
 * @param u (n, d)
 * @param v (n, d)
 */
export function meanCosine(u: Float64Array, v: Float64Array, dim: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < u.length; i += dim) {
    let [uu, vv, uv] = [0, 0, 0];
    for (let j = i; j < i + dim; j++) {
      uu += u[j] * u[j];
      vv += v[j] * v[j];
      uv += u[j] * v[j];
    }
    if (uu === 0 || vv === 0) continue;
    sum += uv / Math.sqrt(uu * vv);
    count += 1;
  }
  return sum / count;
}

/**
 * The share of the vectors that make an angle of less than 90 degrees with the way to a target.
 * @param field (n, d)
 * @param points where the vectors begin, (n, d)
 * @param targets (n, d)
 */
export function shareTowards(field: Float64Array, points: Float64Array, targets: Float64Array, dim: number): number {
  let towards = 0;
  for (let i = 0; i < field.length; i += dim) {
    let along = 0;
    for (let j = i; j < i + dim; j++) along += field[j] * (targets[j] - points[j]);
    if (along > 0) towards += 1;
  }
  return towards / (field.length / dim);
}
