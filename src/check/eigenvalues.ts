import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** The eigenvalues of the symmetric part of a matrix. @param matrix shape (d, d), row-major */
export function eigenvaluesOf(matrix: Float64Array, dim: number): number[] {
  if (!matrix.every(Number.isFinite)) return [Number.NaN];
  const rows = Array.from({ length: dim }, (_, a) =>
    Array.from({ length: dim }, (_, b) => (matrix[a * dim + b] + matrix[b * dim + a]) / 2),
  );
  return new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues;
}
