import { symmetricEigenvalues } from "../../../numerics/linear-algebra/symmetric-eigenvalues.ts";

/**
 * The number of directions along which the data extend, at some points: the sum of the eigenvalues of the symmetric part of
 * dr/dx, each clipped to [0, 1]. For a Gaussian they are v / (v + sigma^2) with the variances v along its axes.
 * @param jacobians (n, d, d)
 * @returns shape (n)
 */
export function localDimensions(jacobians: Float64Array, dim: number): Float64Array {
  return Float64Array.from({ length: jacobians.length / dim ** 2 }, (_, i) => {
    const jacobian = jacobians.subarray(i * dim * dim, (i + 1) * dim * dim);
    const symmetric = jacobian.map((value, j) => (value + jacobian[(j % dim) * dim + Math.floor(j / dim)]) / 2);
    return symmetricEigenvalues(symmetric, dim).reduce((sum, value) => sum + Math.min(1, Math.max(0, value)), 0);
  });
}
