import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { scoreLaplacian } from "../../density/differences/score-laplacian.ts";
import { checkFinite } from "../../numerics/check.ts";
import { checkField } from "./check-field.ts";

/** A differentiable vector field u: R^d -> R^d: a displacement r(x) - x, a score, or any other field of directions. */
export interface VectorField {
  /** Dimension d. */
  readonly dim: number;
  /** u(x). (n, d) -> (n, d). */
  value(points: Float64Array): Float64Array;
  /** du_i/dx_j. (n, d) -> (n, d, d), row i column j. */
  jacobian(points: Float64Array): Float64Array;
}

/** A vector field whose second derivatives are known too. */
export interface SmoothField extends VectorField {
  /** Lap u, componentwise. (n, d) -> (n, d). */
  laplacian(points: Float64Array): Float64Array;
}

/** The score s = grad log p of a density, with its derivatives. It is NaN outside of the density's support. */
export function scoreField(density: Density): SmoothField {
  checkDensity("density", density);
  return {
    dim: density.dim,
    value: (points) => density.score(points),
    jacobian: (points) => density.hessian(points),
    laplacian: (points) => scoreLaplacian(density, points).values,
  };
}

/** The field factor u. */
export function scaledField(field: VectorField, factor: number): VectorField {
  checkField("field", field);
  checkFinite("factor", factor);
  const scale = (values: Float64Array): Float64Array => values.map((value) => factor * value);
  return {
    dim: field.dim,
    value: (points) => scale(field.value(points)),
    jacobian: (points) => scale(field.jacobian(points)),
  };
}

/** The trace of each of n matrices; for Jacobians it is the divergence. (n, d, d) -> (n). */
export function traces(matrices: Float64Array, dim: number): Float64Array {
  const traces = new Float64Array(matrices.length / dim ** 2);
  for (let i = 0; i < traces.length; i++) {
    for (let a = 0; a < dim; a++) traces[i] += matrices[(i * dim + a) * dim + a];
  }
  return traces;
}

/** Dot products of n pairs of rows: |u|^2 of a vector field with itself, the squared Frobenius norm of matrices. (n, size) -> (n). */
export function rowDots(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const dots = new Float64Array(left.length / size);
  for (let i = 0; i < dots.length; i++) {
    for (let a = i * size; a < (i + 1) * size; a++) dots[i] += left[a] * right[a];
  }
  return dots;
}
