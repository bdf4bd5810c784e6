import { checkLength, checkObject, checkPoints, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";

/** The scaling that brings data to a common size, coordinate by coordinate: u = (x - mean) / scale. */
export interface Scaling {
  /** Shape (d). */
  readonly mean: Float64Array;
  /** Positive, shape (d). */
  readonly scale: Float64Array;
}

/**
 * The scaling to mean 0 and standard deviation 1; a coordinate that does not vary is only shifted.
 * @param points shape (n, d), n >= 1
 */
export function standardising(points: Float64Array, dim: number): Scaling {
  checkWhole("dim", dim);
  checkPoints("points", points, dim, 1);
  const n = points.length / dim;
  const mean = new Float64Array(dim);
  const scale = new Float64Array(dim);
  for (let j = 0; j < points.length; j++) mean[j % dim] += points[j] / n;
  for (let j = 0; j < points.length; j++) {
    const deviation = points[j] - mean[j % dim];
    scale[j % dim] += (deviation * deviation) / n;
  }
  for (let a = 0; a < dim; a++) {
    const deviation = Math.sqrt(scale[a]);
    if (deviation > 0 && varies(points, dim, a)) {
      scale[a] = deviation;
    } else {
      // Set to exactly 1: rounding may keep the computed variance of a constant coordinate from being 0.
      mean[a] = points[a];
      scale[a] = 1;
    }
  }
  return { mean, scale };
}

/**
 * The root of the mean variance of the coordinates, with which sigmas and lengths are compared.
 * @throws InputError where it is not a positive number, because the points are all the same or their differences are too large or too small
 */
export function dataScale(points: Float64Array, dim: number): number {
  const { scale: deviations } = standardising(points, dim);
  let sum = 0;
  for (let a = 0; a < dim; a++) if (varies(points, dim, a)) sum += deviations[a] * deviations[a];
  const scale = Math.sqrt(sum / dim);
  if (scale > 0 && Number.isFinite(scale)) return scale;
  throw new InputError({
    argument: "points",
    verb: "have",
    allowed: "a variance that is a positive number",
    problem: scale === 0 ? "0, because all points are the same" : "one that overflows, because the points are so large",
  });
}

function varies(points: Float64Array, dim: number, a: number): boolean {
  for (let j = a; j < points.length; j += dim) if (points[j] !== points[a]) return true;
  return false;
}

/** u = (x - mean) / scale. (n, d) -> (n, d). */
export function toScaled(points: Float64Array, scaling: Scaling): Float64Array {
  checkScaling(scaling, points);
  const { mean, scale } = scaling;
  const dim = mean.length;
  return points.map((x, j) => (x - mean[j % dim]) / scale[j % dim]);
}

/** x = mean + scale u. (n, d) -> (n, d). */
export function fromScaled(points: Float64Array, scaling: Scaling): Float64Array {
  checkScaling(scaling, points);
  const { mean, scale } = scaling;
  const dim = mean.length;
  return points.map((u, j) => mean[j % dim] + scale[j % dim] * u);
}

/** @throws InputError for an argument that is not a scaling, and points that don't fit it */
export function checkScaling(scaling: Scaling, points: Float64Array): void {
  checkScalingParts(scaling);
  checkPoints("points", points, scaling.mean.length);
}

/** @throws InputError for an argument that is not a scaling */
export function checkScalingParts(scaling: Scaling): void {
  checkObject("scaling", scaling, "mean and scale, as standardising returns them");
  checkPoints("scaling.mean", scaling.mean, 1, 1);
  checkLength("scaling.scale", scaling.scale, scaling.mean.length);
}
