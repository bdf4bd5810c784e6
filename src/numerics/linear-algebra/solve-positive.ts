/** The number of pivots that are eliminated from the rest of the matrix together: each entry is then loaded and stored once for all. */
const TOGETHER = 4;

/**
 * Solves M x = b by elimination without exchanges. The matrix must be positive definite, that is x' M x > 0 for every x except 0,
 * but need not be symmetric. Its pivots are then positive, and elimination is stable.
 * @param matrix M, shape (d, d), row-major. It is overwritten
 * @param vector b, shape (d). x overwrites it
 * @returns whether all pivots were positive. For a symmetric matrix this means that it is positive definite
 */
export function solvePositive(matrix: Float64Array, vector: Float64Array): boolean {
  if (!factorPositive(matrix, vector.length)) return false;
  solveFactored(matrix, vector);
  return true;
}

/**
 * The triangular factors M = L U of a positive definite matrix, where the diagonal of L is 1. It takes d^3 / 3 multiplications;
 * each solution with the factors takes d^2.
 * @param matrix M, shape (d, d), row-major. U and, below its diagonal, L overwrite it
 * @returns whether all pivots were positive
 */
export function factorPositive(matrix: Float64Array, d: number): boolean {
  for (let first = 0; first < d; first += TOGETHER) {
    const end = Math.min(d, first + TOGETHER);
    for (let k = first; k < end; k++) {
      const pivot = matrix[k * d + k];
      if (!(pivot > 0)) return false;
      for (let i = k + 1; i < d; i++) {
        const factor = matrix[i * d + k] / pivot;
        matrix[i * d + k] = factor;
        // The rows of the next pivots are eliminated whole, the rows below them only in the columns of these pivots.
        const last = i < end ? d : end;
        for (let j = k + 1; j < last; j++) matrix[i * d + j] -= factor * matrix[k * d + j];
      }
    }
    if (end < d) eliminateFour(matrix, d, first);
  }
  return true;
}

/** Subtracts four rows of pivots from all rows below them. The order of the subtractions is that of one pivot after the other. */
function eliminateFour(matrix: Float64Array, d: number, first: number): void {
  const start = first + TOGETHER;
  const pivots = [0, 1, 2, 3].map((k) => matrix.subarray((first + k) * d + start, (first + k + 1) * d));
  const [row0, row1, row2, row3] = pivots;
  for (let i = start; i < d; i++) {
    const at = i * d + first;
    const [f0, f1, f2, f3] = [matrix[at], matrix[at + 1], matrix[at + 2], matrix[at + 3]];
    const row = matrix.subarray(i * d + start, (i + 1) * d);
    for (let j = 0; j < row.length; j++) {
      row[j] = row[j] - f0 * row0[j] - f1 * row1[j] - f2 * row2[j] - f3 * row3[j];
    }
  }
}

/**
 * Solves L U x = b with the factors of `factorPositive`.
 * @param factors shape (d, d)
 * @param vector b, shape (d). x overwrites it
 */
export function solveFactored(factors: Float64Array, vector: Float64Array): void {
  const d = vector.length;
  for (let i = 1; i < d; i++) {
    let rest = vector[i];
    for (let k = 0; k < i; k++) rest -= factors[i * d + k] * vector[k];
    vector[i] = rest;
  }
  for (let k = d - 1; k >= 0; k--) {
    let sum = vector[k];
    for (let j = k + 1; j < d; j++) sum -= factors[k * d + j] * vector[j];
    vector[k] = sum / factors[k * d + k];
  }
}
