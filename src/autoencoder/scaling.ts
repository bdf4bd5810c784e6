/** How data are brought to a common size, coordinate by coordinate: u = (x - mean) / scale. */
export interface Scaling {
  /** Shape (d). */
  readonly mean: Float64Array;
  /** Positive, shape (d). */
  readonly scale: Float64Array;
}

/** The scaling to mean 0 and standard deviation 1; a coordinate that does not vary is only shifted. */
export function standardising(points: Float64Array, dim: number): Scaling {
  const n = points.length / dim;
  const mean = new Float64Array(dim);
  const scale = new Float64Array(dim);
  for (let j = 0; j < points.length; j++) mean[j % dim] += points[j] / n;
  for (let j = 0; j < points.length; j++) {
    const deviation = points[j] - mean[j % dim];
    scale[j % dim] += (deviation * deviation) / n;
  }
  for (let a = 0; a < dim; a++) scale[a] = scale[a] > 0 ? Math.sqrt(scale[a]) : 1;
  return { mean, scale };
}

/** u = (x - mean) / scale. (n, d) -> (n, d). */
export function toScaled(points: Float64Array, { mean, scale }: Scaling): Float64Array {
  const dim = mean.length;
  return points.map((x, j) => (x - mean[j % dim]) / scale[j % dim]);
}

/** x = mean + scale u. (n, d) -> (n, d). */
export function fromScaled(points: Float64Array, { mean, scale }: Scaling): Float64Array {
  const dim = mean.length;
  return points.map((u, j) => mean[j % dim] + scale[j % dim] * u);
}
