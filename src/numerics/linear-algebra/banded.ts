/**
 * A symmetric positive definite matrix of order n with `bandwidth` diagonals below the main one.
 * Row i is stored as entries (i, i - bandwidth) … (i, i): shape (n, bandwidth + 1).
 */
export class SymmetricBanded {
  readonly order: number;
  readonly bandwidth: number;
  readonly lower: Float64Array;

  constructor(order: number, bandwidth: number) {
    this.order = order;
    this.bandwidth = bandwidth;
    this.lower = new Float64Array(order * (bandwidth + 1));
  }

  /** Adds to entry (i, j), i >= j >= i - bandwidth. */
  add(i: number, j: number, value: number): void {
    this.lower[i * (this.bandwidth + 1) + (j - i + this.bandwidth)] += value;
  }

  /**
   * Solves D A D x = D^2 b, where D = diag(exp(logScale / 2)) and A is this matrix, by Cholesky's factorisation in n bandwidth^2
   * operations. It overwrites this matrix and b. Only ratios of entries of D within the band are computed, so that entries of any
   * range of magnitudes cause no underflow.
   *
   * @param b the right-hand side, which x replaces
   * @throws RangeError if the matrix is not positive definite
   */
  solveScaledInPlace(b: Float64Array, logScale: Float64Array): Float64Array {
    const { order, bandwidth, lower } = this;
    const width = bandwidth + 1;
    for (let i = 0; i < order; i++) {
      const first = Math.max(0, i - bandwidth);
      const rowI = i * width - i + bandwidth;
      for (let j = first; j <= i; j++) {
        const rowJ = j * width - j + bandwidth;
        let sum = lower[rowI + j];
        for (let k = Math.max(first, j - bandwidth); k < j; k++) sum -= lower[rowI + k] * lower[rowJ + k];
        if (j < i) {
          lower[rowI + j] = sum / lower[rowJ + j];
        } else {
          if (!(sum > 0)) throw new RangeError(`the matrix is not positive definite at row ${i}`);
          lower[rowI + i] = Math.sqrt(sum);
        }
      }
      let right = b[i];
      for (let k = first; k < i; k++) right -= lower[rowI + k] * Math.exp((logScale[k] - logScale[i]) / 2) * b[k];
      b[i] = right / lower[rowI + i];
    }
    for (let i = order - 1; i >= 0; i--) {
      const rowI = i * width - i + bandwidth;
      b[i] /= lower[rowI + i];
      for (let k = Math.max(0, i - bandwidth); k < i; k++) {
        b[k] -= lower[rowI + k] * Math.exp((logScale[i] - logScale[k]) / 2) * b[i];
      }
    }
    return b;
  }
}
