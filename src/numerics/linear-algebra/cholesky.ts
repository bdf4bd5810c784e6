import { multiplyMatrices } from "./matrix-product.ts";

/** The number of columns that are factorised together. Their rows fit into the first cache. */
const BLOCK = 64;
/** The number of columns of an inverse that are computed together. */
const WIDE_BLOCK = 256;

/**
 * Cholesky's factor in float64, by blocks: a lower triangle L with |L L^T - C| <= (d + 1) u |L| |L|^T, where u is the rounding of
 * one operation. This bound holds for any order of the sums.
 *
 * @param matrix C, symmetric, shape (d, d). Only its lower triangle is used
 * @returns L, shape (d, d), or undefined if C is not positive definite to the accuracy of float64
 */
export function choleskyFactor(matrix: Float64Array, dim: number): Float64Array | undefined {
  const factor = new Float64Array(dim * dim);
  for (let from = 0; from < dim; from += BLOCK) {
    const to = Math.min(dim, from + BLOCK);
    const columns = to - from;
    const panel = partOf(matrix, dim, [from, dim], [from, to]);
    if (from > 0) {
      const left = partOf(factor, dim, [from, dim], [0, from]);
      const top = left.subarray(0, columns * from);
      const done = multiplyMatrices(left, top, { rows: dim - from, columns, flipB: true });
      for (let i = 0; i < panel.length; i++) panel[i] -= done[i];
    }
    if (!factorizePanel(panel, columns)) return undefined;
    for (let i = from; i < dim; i++) {
      const row = (i - from) * columns;
      factor.set(panel.subarray(row, row + Math.min(columns, i - from + 1)), i * dim + from);
    }
  }
  return factor;
}

/** Computes columns of a factor in place, from the diagonal down. @returns whether all pivots are positive */
function factorizePanel(panel: Float64Array, columns: number): boolean {
  for (let i = 0; i < panel.length / columns; i++) {
    const row = i * columns;
    for (let j = 0; j < Math.min(columns, i + 1); j++) {
      let rest = panel[row + j];
      const other = j * columns;
      for (let k = 0; k < j; k++) rest -= panel[row + k] * panel[other + k];
      if (i > j) panel[row + j] = rest / panel[other + j];
      else if (rest > 0) panel[row + j] = Math.sqrt(rest);
      else return false;
    }
  }
  return true;
}

/**
 * The inverse X of a lower triangle L, by blocks of rows: X_I = -(L_II)^-1 L_I X above the diagonal block.
 * @returns the lower triangle X, shape (d, d), with |X - L^-1| <= 2 d u |X| |L| |X|
 */
export function invertLowerTriangle(factor: Float64Array, dim: number): Float64Array {
  const inverse = new Float64Array(dim * dim);
  for (let from = 0; from < dim; from += BLOCK) {
    const to = Math.min(dim, from + BLOCK);
    const rows = to - from;
    const own = invertSmall(partOf(factor, dim, [from, to], [from, to]), rows);
    putPart(inverse, dim, own, from, [from, to]);
    for (let first = 0; first < from; first += WIDE_BLOCK) {
      const last = Math.min(from, first + WIDE_BLOCK);
      const above = partOf(inverse, dim, [first, from], [first, last]);
      const sums = multiplyMatrices(partOf(factor, dim, [from, to], [first, from]), above, {
        rows,
        columns: last - first,
      });
      const part = multiplyMatrices(own, sums, { rows, columns: last - first });
      putPart(
        inverse,
        dim,
        part.map((entry) => -entry),
        from,
        [first, last],
      );
    }
  }
  return inverse;
}

function invertSmall(lower: Float64Array, dim: number): Float64Array {
  const inverse = new Float64Array(dim * dim);
  for (let j = 0; j < dim; j++) {
    inverse[j * dim + j] = 1 / lower[j * dim + j];
    for (let i = j + 1; i < dim; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= lower[i * dim + k] * inverse[k * dim + j];
      inverse[i * dim + j] = sum / lower[i * dim + i];
    }
  }
  return inverse;
}

/** X^T X of a lower triangle X, shape (d, d). It is exactly symmetric, and its error is at most d u |X|^T |X|. */
export function gramOfLowerTriangle(lower: Float64Array, dim: number): Float64Array {
  const gram = new Float64Array(dim * dim);
  for (let from = 0; from < dim; from += BLOCK) {
    const to = Math.min(dim, from + BLOCK);
    const rows = to - from;
    const own = partOf(lower, dim, [from, dim], [from, to]);
    const product = multiplyMatrices(own, partOf(lower, dim, [from, dim], [0, to]), { rows, columns: to, flipA: true });
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j <= from + i; j++) {
        gram[(from + i) * dim + j] = product[i * to + j];
        gram[j * dim + from + i] = product[i * to + j];
      }
    }
  }
  return gram;
}

/** A copy of some rows and columns. */
function partOf(
  matrix: Float64Array,
  dim: number,
  [top, bottom]: readonly [number, number],
  [left, right]: readonly [number, number],
): Float64Array {
  const part = new Float64Array((bottom - top) * (right - left));
  for (let i = top; i < bottom; i++) {
    part.set(matrix.subarray(i * dim + left, i * dim + right), (i - top) * (right - left));
  }
  return part;
}

function putPart(
  matrix: Float64Array,
  dim: number,
  part: Float64Array,
  top: number,
  [left, right]: readonly [number, number],
): void {
  const columns = right - left;
  for (let i = 0; i < part.length / columns; i++) {
    matrix.set(part.subarray(i * columns, (i + 1) * columns), (top + i) * dim + left);
  }
}
