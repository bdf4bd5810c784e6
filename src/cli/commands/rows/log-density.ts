import { displacement, type IsotropicReconstruction } from "../../../reconstruction/reconstruction.ts";
import { refinedPathDifference } from "../../../sampling/energy/refined-path.ts";

/** log p_sigma at points, up to a constant, and its error if it is not known exactly. Each has shape (n). */
export interface RelativeLogDensity {
  readonly values: Float64Array;
  /** null if p_sigma is known up to rounding. */
  readonly errors: Float64Array | null;
}

/** The error of the quadrature that is allowed in a log density, relative to max(1, its size). */
const ENOUGH = 1e-6;
/** The allowed error in a log density that is only shown in a picture. */
const ENOUGH_TO_SEE = 0.1;

/**
 * log p_sigma up to a constant. If r knows p_sigma, its logarithm is exact. Otherwise it is the path integral of the score estimate
 * along the segment from the nearest of some anchors; the values at the anchors are path integrals from the first anchor. The error is
 * that of the quadrature plus the largest difference from two other paths: straight from the first anchor, and from the first
 * anchor to r(x) and on to x. If r(x) - x is a gradient, all paths give the same value.
 * @param anchors where p_sigma is high, such as the modes, (m, d), m >= 1
 * @param nearest for each of some points (n, d), the number of its nearest anchor, (n)
 */
export function relativeLogDensity(
  r: IsotropicReconstruction,
  anchors: Float64Array,
  nearest: (points: Float64Array) => Int32Array,
): (points: Float64Array) => RelativeLogDensity {
  const known = r.smoothedLogPdf?.bind(r);
  if (known) return (points) => ({ values: known(points), errors: null });
  const { dim } = r;
  const ofAnchors = along(r, repeated(anchors, dim, new Int32Array(anchors.length / dim)), anchors);
  return (points) => {
    const numbers = nearest(points);
    const first = repeated(anchors, dim, new Int32Array(numbers.length));
    const own = along(r, repeated(anchors, dim, numbers), points);
    const straight = along(r, first, points);
    const moved = displacement(r, points).map((change, j) => change + points[j]);
    const [there, back] = [along(r, first, moved), along(r, moved, points)];
    const values = own.values.map((value, i) => value + ofAnchors.values[numbers[i]]);
    const errors = values.map((value, i) => {
      const quadrature = own.errors[i] + ofAnchors.errors[numbers[i]];
      const others = [straight.values[i], there.values[i] + back.values[i]];
      return quadrature + Math.max(...others.map((other) => Math.abs(other - value)));
    });
    return { values, errors };
  };
}

/**
 * log p_sigma up to a constant, with an error of about a tenth, for a picture. If r knows p_sigma, its logarithm is exact; otherwise it
 * is the path integral of the score estimate along the segment from one point.
 * @param from a point where p_sigma is high, (d)
 */
export function roughLogDensity(
  r: IsotropicReconstruction,
  from: Float64Array,
): (points: Float64Array) => Float64Array {
  const known = r.smoothedLogPdf?.bind(r);
  if (known) return known;
  return (points) =>
    along(r, repeated(from, r.dim, new Int32Array(points.length / r.dim)), points, ENOUGH_TO_SEE).values;
}

/** log p(to) - log p(from), with the error of the quadrature. */
function along(
  r: IsotropicReconstruction,
  from: Float64Array,
  to: Float64Array,
  enough: number = ENOUGH,
): { readonly values: Float64Array; readonly errors: Float64Array } {
  const { refine } = refinedPathDifference(r);
  if (!refine) throw new Error("the path integral has no error");
  const isOpen = (_: number, value: number, error: number): boolean => error > enough * Math.max(1, Math.abs(value));
  const { difference, errorEstimate } = refine(from, to, isOpen);
  return { values: difference.map((value) => -value), errors: errorEstimate };
}

/** The points with the given numbers, in their order. */
function repeated(points: Float64Array, dim: number, numbers: Int32Array): Float64Array {
  const all = new Float64Array(numbers.length * dim);
  numbers.forEach((k, i) => {
    all.set(points.subarray(k * dim, (k + 1) * dim), i * dim);
  });
  return all;
}
