import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/**
 * The number of directions along which the data extend, at some points: the sum of the eigenvalues of the symmetric part of
 * dr/dx, each clipped to [0, 1]. For a Gaussian they are v / (v + sigma^2) with the variances v along its axes.
 * @param jacobians (n, d, d)
 * @returns shape (n)
 */
export function localDimensions(jacobians: Float64Array, dim: number): Float64Array {
  return Float64Array.from({ length: jacobians.length / dim ** 2 }, (_, i) => {
    const at = (a: number, b: number): number => jacobians[(i * dim + a) * dim + b];
    const rows = Array.from({ length: dim }, (_row, a) =>
      Array.from({ length: dim }, (_entry, b) => (at(a, b) + at(b, a)) / 2),
    );
    const values = dim === 1 ? rows[0] : eigenvalues(rows);
    return values.reduce((sum, value) => sum + Math.min(1, Math.max(0, value)), 0);
  });
}

function eigenvalues(rows: number[][]): readonly number[] {
  return new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues;
}
