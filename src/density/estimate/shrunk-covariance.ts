import { checkPoints, checkWhole } from "../../numerics/check.ts";
import { multiplyMatrices } from "../../numerics/linear-algebra/matrix-product.ts";

/** Mean and shrunk covariance of points. */
export interface ShrunkCovariance {
  /** Shape (d). */
  readonly mean: Float64Array;
  /** Positive definite, shape (d, d). */
  readonly covariance: Float64Array;
  /** From 0, the sample covariance, to 1, a multiple of the identity. */
  readonly shrinkage: number;
}

/**
 * The least variance along any direction of a fitted Gaussian, as a fraction of the mean variance. It keeps the covariance
 * positive definite when columns are constant or follow from others, and is negligible against any useful noise.
 */
export const LEAST_VARIANCE = 1e-10;

/**
 * The covariance of Ledoit and Wolf, A well-conditioned estimator for large-dimensional covariance matrices (2004): the convex
 * combination (1 - rho) S + rho (tr S / d) I with the least expected squared error, as the points themselves let it be estimated:
 * rho = min(1, b / e) with e = |S - (tr S / d) I|_F^2 and b = (1 / n^2) sum_i |x_i x_i^T - S|_F^2. Columns that do not vary stay
 * out of it: their variance is `LEAST_VARIANCE` of the mean one.
 *
 * @param points shape (n, d), n >= 1
 * @param fraction of rho that is taken, from 0 to 1. Default 1
 * @throws InputError for what are no points
 */
export function shrunkCovariance(points: Float64Array, dim: number, fraction: number = 1): ShrunkCovariance {
  checkWhole("dim", dim);
  checkPoints("points", points, dim, 1);
  const mean = meanOf(points, dim);
  const centred = points.map((x, j) => x - mean[j % dim]);
  const n = points.length / dim;
  const sample = multiplyMatrices(centred, centred, { rows: dim, columns: dim, flipA: true }).map((sum) => sum / n);
  const varying = Array.from({ length: dim }, (_, a) => a).filter((a) => varies(points, dim, a));
  const { shrinkage: best, target } = intensity(centred, sample, dim, varying);
  const shrinkage = fraction * best;
  const covariance = sample.map((entry) => (1 - shrinkage) * entry);
  for (let a = 0; a < dim; a++) covariance[a * (dim + 1)] += varying.includes(a) ? shrinkage * target : 0;
  return { mean, covariance: withLeastVariance(covariance, dim), shrinkage };
}

/** rho and tr S / d, of the columns that vary. */
function intensity(
  centred: Float64Array,
  sample: Float64Array,
  dim: number,
  varying: readonly number[],
): { shrinkage: number; target: number } {
  const n = centred.length / dim;
  const count = Math.max(1, varying.length);
  const target = varying.reduce((sum, a) => sum + sample[a * (dim + 1)], 0) / count;
  const square = sample.reduce((sum, entry) => sum + entry * entry, 0);
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    let length = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) length += centred[j] * centred[j];
    fourth += length * length;
  }
  const distance = square - count * target * target;
  const error = (fourth / n - square) / n;
  // For one direction, or points on a sphere, S is already a multiple of the identity.
  const shrinkage = distance > 1e-14 * square ? Math.min(1, Math.max(0, error / distance)) : 0;
  return { shrinkage, target };
}

/** Adds `LEAST_VARIANCE` of the mean variance to the diagonal; of points that are all the same, of 1. In place. */
export function withLeastVariance(covariance: Float64Array, dim: number): Float64Array {
  let trace = 0;
  for (let a = 0; a < dim; a++) trace += covariance[a * (dim + 1)];
  const least = LEAST_VARIANCE * (trace > 0 ? trace / dim : 1);
  for (let a = 0; a < dim; a++) covariance[a * (dim + 1)] += least;
  return covariance;
}

/** Shape (d). */
export function meanOf(points: Float64Array, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  for (let j = 0; j < points.length; j++) mean[j % dim] += points[j];
  return mean.map((sum) => sum / (points.length / dim));
}

function varies(points: Float64Array, dim: number, a: number): boolean {
  for (let j = a; j < points.length; j += dim) if (points[j] !== points[a]) return true;
  return false;
}
