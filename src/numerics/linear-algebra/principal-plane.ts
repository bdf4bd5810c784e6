import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { checkPoints, checkWhole } from "../check.ts";

/** The plane through the mean of points along which the points vary most. */
export interface PrincipalPlane {
  /** The mean of the points, shape (d). */
  readonly mean: Float64Array;
  /** The two leading principal components, unit vectors of shape (d). The entry with the largest absolute value is positive. */
  readonly axes: readonly [Float64Array, Float64Array];
  /** The fraction of the variance along each of the two. It is 0 if the points do not vary. */
  readonly fractions: readonly [number, number];
  /** The coordinates in the plane of points relative to the mean. (n, d) -> (n, 2). */
  onto(points: Float64Array): Float64Array;
  /** The components of vectors along the plane. (n, d) -> (n, 2). */
  along(vectors: Float64Array): Float64Array;
}

/**
 * The two leading principal components of points, from their covariance matrix, whose eigenvalues are computed in double precision.
 * @param points shape (n, d), n >= 1, d >= 2
 * @throws InputError for points that do not have this shape
 */
export function principalPlane(points: Float64Array, dim: number): PrincipalPlane {
  checkWhole("dim", dim, 2);
  checkPoints("points", points, dim, 1);
  const n = points.length / dim;
  const mean = new Float64Array(dim);
  for (let j = 0; j < points.length; j++) mean[j % dim] += points[j] / n;
  const covariance = covarianceOf(points, mean);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const [first, second] = order.map((k) => pointedUp(Float64Array.from(eigenvectorMatrix.getColumn(k))));
  const total = covariance.trace();
  const fraction = (k: number): number => (total > 0 ? Math.max(0, realEigenvalues[order[k]]) / total : 0);
  const along = (vectors: Float64Array): Float64Array => {
    const parts = new Float64Array((2 * vectors.length) / dim);
    for (let j = 0; j < vectors.length; j++) {
      const i = 2 * Math.floor(j / dim);
      parts[i] += vectors[j] * first[j % dim];
      parts[i + 1] += vectors[j] * second[j % dim];
    }
    return parts;
  };
  return {
    ...{ mean, axes: [first, second], fractions: [fraction(0), fraction(1)] },
    ...{ along, onto: (places) => along(places.map((x, j) => x - mean[j % dim])) },
  };
}

function covarianceOf(points: Float64Array, mean: Float64Array): Matrix {
  const dim = mean.length;
  const n = points.length / dim;
  const sums = new Float64Array(dim * dim);
  const deviation = new Float64Array(dim);
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < dim; a++) deviation[a] = points[i * dim + a] - mean[a];
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b <= a; b++) sums[a * dim + b] += deviation[a] * deviation[b];
    }
  }
  const entry = (a: number, b: number): number => sums[a * dim + b] / n;
  const row = (a: number): number[] => Array.from({ length: dim }, (_, b) => (b <= a ? entry(a, b) : entry(b, a)));
  return new Matrix(Array.from({ length: dim }, (_, a) => row(a)));
}

/** The axis with the sign for which its largest entry is positive, since the sign of an eigenvector is arbitrary. */
function pointedUp(axis: Float64Array): Float64Array {
  const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? axis.map((value) => -value) : axis;
}
