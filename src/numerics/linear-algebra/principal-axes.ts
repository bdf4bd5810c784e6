import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { UNIT_ROUNDOFF } from "../unit-roundoff.ts";
import type { DoubleDouble } from "./double-double.ts";
import { transposedProduct } from "./double-double-matrix.ts";
import { jacobiEigenvalues } from "./jacobi-eigenvalues.ts";

/** A covariance matrix and a vector in the coordinates in which the matrix is diagonal. */
export interface PrincipalAxes {
  /** The variance along each axis, shape (d). */
  readonly variances: Float64Array;
  /** The coordinates of the vector along the axes, shape (d). */
  readonly coordinates: readonly DoubleDouble[];
  /** The axes as unit vectors in the columns, shape (d, d). Undefined if they are the coordinate axes. */
  readonly directions: readonly (readonly number[])[] | undefined;
  /** The variances and axes are exact for a matrix that differs from the given one by at most this, in the Frobenius norm. */
  readonly covarianceError: number;
  /** The error of the coordinates, as the length of a vector. */
  readonly coordinatesError: number;
}

/** The precision of the axes: double, or double-double, which takes about twenty times as long. */
export type Precision = "double" | "double-double";

/**
 * The principal axes of a covariance matrix. For a diagonal matrix they are exact. For any other matrix, double precision leaves an
 * absolute rounding error in every variance. Relative to the smallest variance, this error is the condition number times the unit
 * roundoff.
 *
 * @param covariance a symmetric positive definite matrix, shape (d, d)
 * @param vector shape (d)
 */
export function principalAxes(
  covariance: readonly (readonly number[])[],
  vector: readonly DoubleDouble[],
  precision: Precision,
): PrincipalAxes {
  if (isDiagonal(covariance)) return alongCoordinateAxes(covariance, vector);
  return precision === "double" ? inDouble(covariance, vector) : inDoubleDouble(covariance, vector);
}

/** Whether all off-diagonal entries of a matrix are zero. */
export function isDiagonal(matrix: readonly (readonly number[])[]): boolean {
  return matrix.every((row, a) => row.every((value, b) => value === 0 || a === b));
}

function alongCoordinateAxes(
  covariance: readonly (readonly number[])[],
  coordinates: readonly DoubleDouble[],
): PrincipalAxes {
  const variances = Float64Array.from(covariance, (row, a) => row[a]);
  return { variances, coordinates, directions: undefined, covarianceError: 0, coordinatesError: 0 };
}

function inDouble(covariance: readonly (readonly number[])[], vector: readonly DoubleDouble[]): PrincipalAxes {
  const { realEigenvalues, eigenvectorMatrix } = decompose(covariance);
  const directions = eigenvectorMatrix.to2DArray();
  const coordinates = directions.map((_, j) => ({
    hi: directions.reduce((sum, row, a) => sum + row[j] * vector[a].hi, 0),
    lo: 0,
  }));
  // Householder's reduction and QL: up to 5 sqrt(d) units in random matrices of d from 2 to 100.
  const rounding = 10 * Math.sqrt(covariance.length) * Number.EPSILON;
  return { ...axesOf(realEigenvalues, coordinates, rounding), directions };
}

function inDoubleDouble(covariance: readonly (readonly number[])[], vector: readonly DoubleDouble[]): PrincipalAxes {
  const { values, vectors } = jacobiEigenvalues(covariance, decompose(covariance).eigenvectorMatrix.to2DArray());
  const coordinates = transposedProduct(
    vectors,
    vector.map((entry) => [entry]),
  ).map(([entry]) => entry);
  const directions = vectors.map((row) => row.map(({ hi }) => hi));
  // From the orthogonalisation: up to d^2 / 4 units in random matrices. Rounding to float64 is a relative error, counted elsewhere.
  const rounding = 4 * covariance.length ** 2 * UNIT_ROUNDOFF ** 2;
  return {
    ...axesOf(
      values.map(({ hi }) => hi),
      coordinates,
      rounding,
    ),
    directions,
  };
}

function decompose(covariance: readonly (readonly number[])[]): EigenvalueDecomposition {
  return new EigenvalueDecomposition(new Matrix(covariance.map((row) => [...row])), { assumeSymmetric: true });
}

function axesOf(
  variances: readonly number[],
  coordinates: readonly DoubleDouble[],
  rounding: number,
): Omit<PrincipalAxes, "directions"> {
  return {
    variances: Float64Array.from(variances, (value) => Math.max(0, value)),
    coordinates,
    covarianceError: rounding * Math.hypot(...variances),
    coordinatesError: rounding * Math.hypot(...coordinates.map(({ hi }) => hi)),
  };
}
