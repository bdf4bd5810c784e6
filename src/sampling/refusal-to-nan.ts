import { InputError } from "../numerics/input-error.ts";

/** A field or an energy: (n, d) -> (n, k), row by row. */
type PointFunction = (points: Float64Array) => Float64Array;

/**
 * f, but with NaN in the place of an InputError at each point that f refuses because it is too far out. There p is 0 to
 * rounding, and a sampler refuses a proposal whose cost is NaN.
 * @param columns how many numbers f gives for a point
 */
export function refusalToNaN(f: PointFunction, dim: number, columns: number): PointFunction {
  return (points) => {
    const values = unlessRefused(f, points);
    if (values) return values;
    const each = new Float64Array((points.length / dim) * columns).fill(Number.NaN);
    for (let i = 0; i < points.length / dim; i++) {
      each.set(unlessRefused(f, points.slice(i * dim, (i + 1) * dim)) ?? [], i * columns);
    }
    return each;
  };
}

function unlessRefused(f: PointFunction, points: Float64Array): Float64Array | null {
  try {
    return f(points);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
