import { UNIT_ROUNDOFF } from "../unit-roundoff.ts";
import { choleskyFactor, gramOfLowerTriangle, invertLowerTriangle } from "./cholesky.ts";
import { add, DOUBLE_DOUBLE_ROUNDING, type DoubleDouble, divide, multiply, subtract } from "./double-double.ts";

/** Results for a symmetric positive definite matrix C, with bounds on their errors. */
export interface PositiveDefinite {
  /** P, close to C^-1: |P - C^-1|_ij <= 2^-53 |P_ij| + inverseError sqrt(P_ii P_jj). Shape (d, d). */
  readonly inverse: Float64Array;
  readonly inverseError: number;
  /** The lower triangle L with L L^T close to C. Shape (d, d). */
  readonly factor: Float64Array;
  /** log det C, with a bound on its absolute error. */
  readonly logDeterminant: number;
  readonly logDeterminantError: number;
}

/** The largest number of rows for arithmetic with 32 digits. More rows would take more than half a second. */
export const MOST_ACCURATE_DIM = 100;

/** The factors of C = L diag(D) L^T and X = L^-1, where L and X have ones on the diagonal. The arithmetic has 16 or 32 digits. */
interface Factors {
  readonly pivots: Float64Array;
  /** sum over k of X_ki X_kj / D_k. */
  readonly inverse: Float64Array;
  readonly unitFactor: Float64Array;
  /** The relative error of one operation. */
  readonly rounding: number;
}

/**
 * The inverse, the factor and the log-determinant of a symmetric positive definite matrix, which is given as the sum of two
 * matrices of float64. They are computed by the factorisation L D L^T of the matrix scaled to a unit diagonal.
 *
 * Up to d = 100 the arithmetic has 32 digits, so that the inverse is right to the last digit up to condition numbers of about
 * 1e15. Beyond that it has 16 digits. With s = sqrt(diag P), c = sqrt(diag C), t = s . c and u the rounding of one operation,
 * three errors add up (Higham, Accuracy and Stability of Numerical Algorithms, theorems 10.3 and 8.5):
 *
 * - the backward error (d + 1) u |L||L^T| <= (d + 1) u c c^T of the factorisation changes P by (d + 1) u g g^T, g = |P| c, and
 *   log det C by (d + 1) u c . g;
 * - the error of X, 2 d u |X^T| |X| |L| |X|, is at most 2 d t u s s^T by the Cauchy-Schwarz inequality;
 * - the error of the product X^T X is at most d u s s^T.
 *
 * @param high the matrix rounded to float64, symmetric, shape (d, d), row-major
 * @param low the rest, below the rounding of `high`, or undefined if there is none
 * @returns undefined if the matrix is not positive definite
 */
export function invertPositiveDefinite(
  high: Float64Array,
  low: Float64Array | undefined,
  dim: number,
): PositiveDefinite | undefined {
  const scale = Float64Array.from({ length: dim }, (_, i) => 2 ** -Math.round(Math.log2(high[i * dim + i]) / 2));
  const scaled = (matrix: Float64Array): Float64Array => {
    const result = new Float64Array(dim * dim);
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j < dim; j++) result[i * dim + j] = matrix[i * dim + j] * scale[i] * scale[j];
    }
    return result;
  };
  const unit = scaled(high);
  const factors =
    dim <= MOST_ACCURATE_DIM
      ? factorAccurately(unit, low ? scaled(low) : new Float64Array(dim * dim), dim)
      : factorQuickly(unit, dim);
  if (!factors) return undefined;
  const { pivots, inverse, unitFactor, rounding } = factors;
  const { ratio, alongDiagonal, weighted } = sizesOf(unit, inverse, dim);
  const logs = pivots.map(Math.log);
  const logScales = scale.map(Math.log);
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const sizes = sum(logs.map(Math.abs)) + 2 * sum(logScales.map(Math.abs));
  return {
    inverse: scaled(inverse),
    inverseError: ((dim + 1) * ratio ** 2 + 2 * dim * alongDiagonal + dim) * rounding,
    factor: unscaled(unitFactor, pivots, scale),
    logDeterminant: sum(logs) - 2 * sum(logScales),
    logDeterminantError: (dim + 1) * weighted * rounding + (dim + 2) * UNIT_ROUNDOFF * sizes + dim * UNIT_ROUNDOFF,
  };
}

/** The factor of the matrix itself, scale^-1 L sqrt(D), from that of the scaled matrix. */
function unscaled(unitFactor: Float64Array, pivots: Float64Array, scale: Float64Array): Float64Array {
  const dim = pivots.length;
  const roots = pivots.map(Math.sqrt);
  const factor = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) factor[i * dim + j] = (unitFactor[i * dim + j] * roots[j]) / scale[i];
  }
  return factor;
}

/** The largest g_i / s_i, and s . c and c . g, in the notation of `invertPositiveDefinite`. */
function sizesOf(
  matrix: Float64Array,
  inverse: Float64Array,
  dim: number,
): { ratio: number; alongDiagonal: number; weighted: number } {
  const deviations = Float64Array.from({ length: dim }, (_, i) => Math.sqrt(matrix[i * (dim + 1)]));
  let [ratio, alongDiagonal, weighted] = [0, 0, 0];
  for (let i = 0; i < dim; i++) {
    let product = 0;
    for (let j = 0; j < dim; j++) product += Math.abs(inverse[i * dim + j]) * deviations[j];
    const scale = Math.sqrt(inverse[i * (dim + 1)]);
    ratio = Math.max(ratio, product / scale);
    alongDiagonal += scale * deviations[i];
    weighted += deviations[i] * product;
  }
  return { ratio, alongDiagonal, weighted };
}

/** Computes the factors in arithmetic of 32 digits. */
function factorAccurately(high: Float64Array, low: Float64Array, dim: number): Factors | undefined {
  const zero: DoubleDouble = { hi: 0, lo: 0 };
  const size = dim * dim;
  /** L_ij, L_ij D_j and X_ij below the diagonal. */
  const factor = new Array<DoubleDouble>(size).fill(zero);
  const product = new Array<DoubleDouble>(size).fill(zero);
  const inverted = new Array<DoubleDouble>(size).fill(zero);
  const pivots = new Array<DoubleDouble>(dim).fill(zero);
  for (let j = 0; j < dim; j++) {
    for (let i = j; i < dim; i++) {
      let rest: DoubleDouble = { hi: high[i * dim + j], lo: low[i * dim + j] };
      for (let k = 0; k < j; k++) rest = subtract(rest, multiply(product[i * dim + k], factor[j * dim + k]));
      if (i === j) {
        if (!(rest.hi > 0)) return undefined;
        pivots[j] = rest;
      }
      product[i * dim + j] = rest;
      factor[i * dim + j] = i === j ? { hi: 1, lo: 0 } : divide(rest, pivots[j]);
    }
  }
  for (let j = 0; j < dim; j++) {
    inverted[j * dim + j] = { hi: 1, lo: 0 };
    for (let i = j + 1; i < dim; i++) {
      let sum = zero;
      for (let k = j; k < i; k++) sum = subtract(sum, multiply(factor[i * dim + k], inverted[k * dim + j]));
      inverted[i * dim + j] = sum;
    }
  }
  const inverse = new Float64Array(size);
  for (let j = 0; j < dim; j++) {
    for (let k = j; k < dim; k++) product[k * dim + j] = divide(inverted[k * dim + j], pivots[k]);
    for (let i = 0; i <= j; i++) {
      let sum = zero;
      for (let k = j; k < dim; k++) sum = add(sum, multiply(product[k * dim + j], inverted[k * dim + i]));
      inverse[i * dim + j] = sum.hi;
      inverse[j * dim + i] = sum.hi;
    }
  }
  return {
    pivots: Float64Array.from(pivots, ({ hi }) => hi),
    inverse,
    unitFactor: Float64Array.from(factor, ({ hi }) => hi),
    rounding: DOUBLE_DOUBLE_ROUNDING,
  };
}

/**
 * Whether a symmetric matrix with many rows is positive definite to the accuracy of float64. It takes a third of the time of the
 * factors.
 */
export function isPositiveDefinite(matrix: Float64Array, dim: number): boolean {
  if (isDiagonal(matrix, dim)) return factorDiagonal(matrix, dim) !== undefined;
  return choleskyFactor(matrix, dim) !== undefined;
}

function factorQuickly(matrix: Float64Array, dim: number): Factors | undefined {
  if (isDiagonal(matrix, dim)) return factorDiagonal(matrix, dim);
  const cholesky = choleskyFactor(matrix, dim);
  if (!cholesky) return undefined;
  const pivots = Float64Array.from({ length: dim }, (_, j) => cholesky[j * (dim + 1)] ** 2);
  const inverse = gramOfLowerTriangle(invertLowerTriangle(cholesky, dim), dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < i; j++) cholesky[i * dim + j] /= cholesky[j * (dim + 1)];
  }
  for (let i = 0; i < dim; i++) cholesky[i * (dim + 1)] = 1;
  return { pivots, inverse, unitFactor: cholesky, rounding: UNIT_ROUNDOFF };
}

function isDiagonal(matrix: Float64Array, dim: number): boolean {
  return matrix.every((entry, i) => entry === 0 || i % (dim + 1) === 0);
}

/** The factors of a diagonal matrix. They take almost no time even for a thousand rows. */
function factorDiagonal(matrix: Float64Array, dim: number): Factors | undefined {
  const pivots = Float64Array.from({ length: dim }, (_, i) => matrix[i * (dim + 1)]);
  if (!pivots.every((pivot) => pivot > 0)) return undefined;
  const [inverse, unitFactor] = [new Float64Array(dim * dim), new Float64Array(dim * dim)];
  pivots.forEach((pivot, i) => {
    inverse[i * (dim + 1)] = 1 / pivot;
    unitFactor[i * (dim + 1)] = 1;
  });
  return { pivots, inverse, unitFactor, rounding: UNIT_ROUNDOFF };
}
