import { add, type DoubleDouble, divide, multiply, squareRoot, subtract } from "./double-double.ts";
import { asDoubleDouble, type DoubleDoubleMatrix, orthogonalized, transposedProduct } from "./double-double-matrix.ts";

/** The eigenvalues and eigenvectors of a symmetric matrix, in double-double numbers. */
export interface PreciseEigenvalues {
  /** The eigenvalues, shape (d). */
  readonly values: readonly DoubleDouble[];
  /** The eigenvectors, shape (d, d). Column j belongs to the j-th eigenvalue. */
  readonly vectors: DoubleDoubleMatrix;
}

const ZERO: DoubleDouble = { hi: 0, lo: 0 };
const ONE: DoubleDouble = { hi: 1, lo: 0 };
/** Off-diagonal entries below this fraction of the geometric mean of their diagonal entries are left as they are. */
const NEGLIGIBLE = 1e-26;
/** The largest number of sweeps over all entries. Convergence is quadratic, and two or three sweeps are usual. */
const MAX_SWEEPS = 40;

/**
 * The eigenvalues and eigenvectors of a positive semi-definite matrix by Jacobi's rotations in double-double arithmetic, which has
 * about 31 digits. If the ratio of eigenvalues is 10^12, the smallest still has 16 correct digits; with the usual methods in
 * float64 it has 4. This is own code, because no maintained npm package has eigenvalues of more than 16 digits. It takes about 50
 * ms for d = 50.
 *
 * @param matrix symmetric, (d, d), its entries taken as exact
 * @param approximate the start of the rotations: its eigenvectors in float64, as columns, orthogonal up to rounding
 */
export function jacobiEigenvalues(
  matrix: readonly (readonly number[])[],
  approximate: readonly (readonly number[])[],
): PreciseEigenvalues {
  // Products of double-double numbers need room for their low parts, so a power of 2 scales the entries to order 1.
  const scale = 2 ** Math.floor(Math.log2(Math.max(...matrix.map((row, a) => row[a]))));
  const vectors = orthogonalized(approximate);
  const scaled = asDoubleDouble(matrix.map((row) => row.map((value) => value / scale)));
  const rotated = transposedProduct(vectors, transposedProduct(scaled, vectors));
  for (let sweep = 0; sweep < MAX_SWEEPS && rotateAll(rotated, vectors) > 0; sweep++);
  return { values: rotated.map((row, a) => ({ hi: scale * row[a].hi, lo: scale * row[a].lo })), vectors };
}

/** Makes one sweep over all pairs of axes. @returns the number of rotations */
function rotateAll(matrix: DoubleDoubleMatrix, vectors: DoubleDoubleMatrix): number {
  let rotations = 0;
  for (let p = 0; p < matrix.length; p++) {
    for (let q = p + 1; q < matrix.length; q++) {
      if (isNegligible(matrix, p, q)) continue;
      rotate(matrix, vectors, p, q);
      rotations += 1;
    }
  }
  return rotations;
}

function isNegligible(matrix: DoubleDoubleMatrix, p: number, q: number): boolean {
  return Math.abs(matrix[p][q].hi) <= NEGLIGIBLE * Math.sqrt(Math.abs(matrix[p][p].hi * matrix[q][q].hi));
}

/** Makes one rotation in the plane of axes p and q, so that entry (p, q) becomes zero. */
function rotate(matrix: DoubleDoubleMatrix, vectors: DoubleDoubleMatrix, p: number, q: number): void {
  const [cos, sin] = rotationFor(matrix[p][p], matrix[q][q], matrix[p][q]);
  for (const row of [...matrix, ...vectors]) {
    [row[p], row[q]] = turned(row[p], row[q], cos, sin);
  }
  for (let k = 0; k < matrix.length; k++) {
    [matrix[p][k], matrix[q][k]] = turned(matrix[p][k], matrix[q][k], cos, sin);
  }
  matrix[p][q] = ZERO;
  matrix[q][p] = ZERO;
}

function turned(
  x: DoubleDouble,
  y: DoubleDouble,
  cos: DoubleDouble,
  sin: DoubleDouble,
): readonly [DoubleDouble, DoubleDouble] {
  return [subtract(multiply(cos, x), multiply(sin, y)), add(multiply(sin, x), multiply(cos, y))];
}

/** The cosine and the sine of the smaller angle that makes the 2 x 2 matrix [[pp, pq], [pq, qq]] diagonal. */
function rotationFor(
  pp: DoubleDouble,
  qq: DoubleDouble,
  pq: DoubleDouble,
): readonly [cos: DoubleDouble, sin: DoubleDouble] {
  const cotangent = divide(subtract(qq, pp), { hi: 2 * pq.hi, lo: 2 * pq.lo });
  const sign = cotangent.hi < 0 ? -1 : 1;
  const size = { hi: sign * cotangent.hi, lo: sign * cotangent.lo };
  // tan a = sign(cot 2a) / (|cot 2a| + sqrt(1 + cot^2 2a)), or 1 / (2 cot 2a) if the square overflows.
  const root = size.hi > 1e150 ? size : squareRoot(add(multiply(size, size), ONE));
  const tangent = divide({ hi: sign, lo: 0 }, add(size, root));
  const cos = divide(ONE, squareRoot(add(multiply(tangent, tangent), ONE)));
  return [cos, multiply(tangent, cos)];
}
