import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { Interval } from "../density.ts";

/** Values, and estimates of their errors, entry by entry. */
export interface WithErrors {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** Weights of the central differences of eighth and sixth order: f' = sum_k w_k (f(x + k h) - f(x - k h)) / h. */
const EIGHTH = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
const SIXTH = [3 / 4, -3 / 20, 1 / 60, 0];
/**
 * The step in units of the narrowest feature of p. Between modes the score changes over lengths that are a few times shorter. The
 * truncation error, about 0.05^8, and the rounding error, 1e-16 / 0.01, are then both below 1e-10.
 */
export const DIFFERENCE_STEP = 0.01;
/** The rounding error of a function's values, in units in the last place. */
const ROUNDINGS = 8;

/**
 * df_i/dx_j by central differences of eighth order. The error estimate is the difference from sixth order plus the rounding of the
 * values. It is larger than the error where f is smooth on the scale of the step, and shows where f is not.
 * @param f (n, d) -> (n, k)
 * @param step the step at each point, (n)
 * @returns (n, k, d)
 */
export function jacobianByDifferences(
  f: (points: Float64Array) => Float64Array,
  points: Float64Array,
  dim: number,
  step: Float64Array,
): WithErrors {
  const n = points.length / dim;
  const columns = Array.from({ length: dim }, (_, j) => alongAxis(f, points, dim, step, j));
  const rows = n === 0 ? 0 : columns[0].values.length / n;
  const [values, errors] = [0, 0].map(() => new Float64Array(n * rows * dim));
  columns.forEach((column, j) => {
    for (let i = 0; i < n * rows; i++) {
      values[i * dim + j] = column.values[i];
      errors[i * dim + j] = column.errors[i];
    }
  });
  return { values, errors };
}

/** df/dx_j. (n, k). */
function alongAxis(
  f: (points: Float64Array) => Float64Array,
  points: Float64Array,
  dim: number,
  step: Float64Array,
  j: number,
): WithErrors {
  const shifted = (by: number): Float64Array =>
    f(points.map((x, i) => (i % dim === j ? x + by * step[Math.floor(i / dim)] : x)));
  const pairs = EIGHTH.map((_, k) => [shifted(k + 1), shifted(-k - 1)] as const);
  const perPoint = pairs[0][0].length / step.length;
  const values = new Float64Array(pairs[0][0].length);
  const errors = values.map((_, i) => {
    let [eighth, sixth, size] = [0, 0, 0];
    pairs.forEach(([above, below], k) => {
      eighth += EIGHTH[k] * (above[i] - below[i]);
      sixth += SIXTH[k] * (above[i] - below[i]);
      size = Math.max(size, Math.abs(above[i]), Math.abs(below[i]));
    });
    const h = step[Math.floor(i / perPoint)];
    const x = Math.abs(points[Math.floor(i / perPoint) * dim + j]);
    values[i] = eighth / h;
    // The rounding of the values, and of the places at which they are taken.
    return (
      (Math.abs(eighth - sixth) + ROUNDINGS * UNIT_ROUNDOFF * size) / h +
      (2 * UNIT_ROUNDOFF * x * Math.abs(eighth)) / h / h
    );
  });
  return { values, errors };
}

/** The number of steps to each side in a difference of eighth order. */
const STEPS_TO_EACH_SIDE = 4;
/** The fraction of the distance to an end of the support that differences may use. */
const FRACTION = 0.9;

/** The step of differences at each of n points: `usual`, or less where the support ends nearby. (n, d) -> (n). */
export function stepsWithin(support: readonly Interval[], points: Float64Array, usual: number): Float64Array {
  const dim = support.length;
  return Float64Array.from({ length: points.length / dim }, (_, i) => {
    const room = support.map(([lower, upper], a) => Math.min(points[i * dim + a] - lower, upper - points[i * dim + a]));
    return Math.min(usual, (FRACTION * Math.min(...room)) / STEPS_TO_EACH_SIDE);
  });
}
