/**
 * Solves M x = b by elimination without exchanges. The matrix must be positive definite, that is x' M x > 0 for every x except 0,
 * but need not be symmetric. Its pivots are then positive, and elimination is stable.
 * @param matrix M, shape (d, d), row-major. It is overwritten
 * @param vector b, shape (d). x overwrites it
 * @returns whether all pivots were positive. For a symmetric matrix this means that it is positive definite
 */
export function solvePositive(matrix: Float64Array, vector: Float64Array): boolean {
  const d = vector.length;
  for (let k = 0; k < d; k++) {
    const pivot = matrix[k * d + k];
    if (!(pivot > 0)) return false;
    for (let i = k + 1; i < d; i++) {
      const factor = matrix[i * d + k] / pivot;
      if (factor === 0) continue;
      for (let j = k + 1; j < d; j++) matrix[i * d + j] -= factor * matrix[k * d + j];
      vector[i] -= factor * vector[k];
    }
  }
  for (let k = d - 1; k >= 0; k--) {
    let sum = vector[k];
    for (let j = k + 1; j < d; j++) sum -= matrix[k * d + j] * vector[j];
    vector[k] = sum / matrix[k * d + k];
  }
  return true;
}
