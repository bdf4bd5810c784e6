import { InputError } from "../../numerics/input-error.ts";
import type { IsotropicReconstruction, Reconstruction } from "../../reconstruction/reconstruction.ts";

/** A field or an energy, (n, d) -> (n, k), evaluated row by row. */
type PointFunction = (points: Float64Array) => Float64Array;

/**
 * Wraps a reconstruction that throws an InputError for points that are too far out. The result is NaN at these points, where p_sigma
 * is 0 to rounding. A sampler rejects a proposal whose cost is NaN, so that one such proposal does not end the chains.
 */
export function toleratingReconstruction(r: IsotropicReconstruction): IsotropicReconstruction;
export function toleratingReconstruction(r: Reconstruction): Reconstruction;
export function toleratingReconstruction(r: Reconstruction): Reconstruction {
  const { dim, sigma, displacement, smoothedLogPdf, displacementJacobian } = r;
  return {
    dim,
    sigma,
    evaluate: refusalToNaN((points) => r.evaluate(points), dim, dim),
    jacobian: refusalToNaN((points) => r.jacobian(points), dim, dim * dim),
    ...(displacement && { displacement: refusalToNaN((points) => displacement.call(r, points), dim, dim) }),
    ...(displacementJacobian && {
      displacementJacobian: refusalToNaN((points) => displacementJacobian.call(r, points), dim, dim * dim),
    }),
    ...(smoothedLogPdf && { smoothedLogPdf: refusalToNaN((points) => smoothedLogPdf.call(r, points), dim, 1) }),
  };
}

/**
 * Wraps a function that throws an InputError for some points. The result is NaN at these points.
 * @param columns the number of values of f at a point
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
