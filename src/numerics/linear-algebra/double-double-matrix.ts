import { add, type DoubleDouble, exactSum, multiply } from "./double-double.ts";

/** A matrix of double-double numbers, by rows. */
export type DoubleDoubleMatrix = DoubleDouble[][];

/** A matrix of float64 as double-double numbers. */
export function asDoubleDouble(matrix: readonly (readonly number[])[]): DoubleDoubleMatrix {
  return matrix.map((row) => row.map((value) => ({ hi: value, lo: 0 })));
}

/** A^T B. (n, a), (n, b) -> (a, b). */
export function transposedProduct(a: DoubleDoubleMatrix, b: DoubleDoubleMatrix): DoubleDoubleMatrix {
  return a[0].map((_, i) =>
    b[0].map((__, j) => {
      let sum: DoubleDouble = { hi: 0, lo: 0 };
      for (let k = 0; k < a.length; k++) sum = add(sum, multiply(a[k][i], b[k][j]));
      return sum;
    }),
  );
}

/**
 * The orthogonal matrix nearest to one that is orthogonal up to rounding in float64: Q + Q (I - Q^T Q) / 2, a step of Newton
 * and Schulz, which squares the distance.
 */
export function orthogonalized(matrix: readonly (readonly number[])[]): DoubleDoubleMatrix {
  const precise = asDoubleDouble(matrix);
  const defect = transposedProduct(precise, precise).map((row, a) =>
    row.map(({ hi, lo }, b) => (a === b ? 1 - hi - lo : -hi - lo)),
  );
  return matrix.map((row) =>
    row.map((value, j) => {
      const correction = row.reduce((sum, entry, k) => sum + entry * defect[k][j], 0);
      return exactSum(value, correction / 2);
    }),
  );
}
