import type { ModalBasis } from "./modal-basis.ts";

/**
 * The quadratic form of one element after its bubbles are eliminated, in the mean m and half the difference d of the
 * values at its ends: (massTerm m^2 + 2 mixedTerm m d + slopeTerm d^2) / 2 - meanLoad m - slopeLoad d. In these two coordinates a small
 * mass and a large stiffness never meet in one number.
 */
export interface CondensedElement {
  readonly massTerm: number;
  readonly mixedTerm: number;
  readonly slopeTerm: number;
  readonly meanLoad: number;
  readonly slopeLoad: number;
  /** The logarithm of the weight by which all terms are divided. */
  readonly logScale: number;
  /** The bubbles' coefficients are response[2] - m response[0] - d response[1]. */
  readonly response: readonly [Float64Array, Float64Array, Float64Array];
}

/**
 * The element of INT p (g v + sigma^2 g' v') = -INT p v' on a panel.
 *
 * @param weights quadrature weights times p / exp(logScale), at the points of the basis
 * @param half half the width of the panel
 */
export function condense(
  { degree, values, slopes }: ModalBasis,
  weights: Float64Array,
  half: number,
  sigma: number,
  logScale: number,
): CondensedElement {
  const points = weights.length;
  const stiffness = (sigma / half) ** 2;
  const entry = (i: number, j: number): number => {
    let sum = 0;
    for (let q = 0; q < points; q++) {
      const [row, slope] = [q * (degree + 1), q * degree];
      const product = values[row + i] * values[row + j];
      // The first function is constant.
      const rates = i === 0 || j === 0 ? 0 : slopes[slope + i - 1] * slopes[slope + j - 1];
      sum += weights[q] * (product + stiffness * rates);
    }
    return sum;
  };
  const load = (i: number): number => {
    let sum = 0;
    for (let q = 0; q < points; q++) sum -= (weights[q] * slopes[q * degree + i - 1]) / half;
    return sum;
  };
  const bubbles = degree - 1;
  const matrix = new Float64Array(bubbles * bubbles);
  const [ofMean, ofSlope, ofLoad] = [0, 0, 0].map(() => new Float64Array(bubbles));
  for (let i = 0; i < bubbles; i++) {
    for (let j = 0; j <= i; j++) matrix[i * bubbles + j] = entry(i + 2, j + 2);
    ofMean[i] = entry(i + 2, 0);
    ofSlope[i] = entry(i + 2, 1);
    ofLoad[i] = load(i + 2);
  }
  factorize(matrix, bubbles);
  const response = [ofMean, ofSlope, ofLoad].map((right) => solve(matrix, right)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    massTerm: entry(0, 0) - dot(ofMean, response[0]),
    mixedTerm: entry(1, 0) - dot(ofMean, response[1]),
    slopeTerm: entry(1, 1) - dot(ofSlope, response[1]),
    meanLoad: -dot(ofMean, response[2]),
    slopeLoad: load(1) - dot(ofSlope, response[2]),
    logScale,
    response,
  };
}

/** Overwrites the lower triangle by its Cholesky factor. @throws RangeError for a matrix that is not positive definite */
function factorize(matrix: Float64Array, order: number): void {
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * order + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * order + k] * matrix[j * order + k];
      if (j < i) matrix[i * order + j] = sum / matrix[j * order + j];
      else if (sum > 0) matrix[i * order + i] = Math.sqrt(sum);
      else throw new RangeError("the element's matrix is not positive definite");
    }
  }
}

function solve(factor: Float64Array, right: Float64Array): Float64Array {
  const order = right.length;
  const x = right.slice();
  for (let i = 0; i < order; i++) {
    for (let k = 0; k < i; k++) x[i] -= factor[i * order + k] * x[k];
    x[i] /= factor[i * order + i];
  }
  for (let i = order - 1; i >= 0; i--) {
    x[i] /= factor[i * order + i];
    for (let k = 0; k < i; k++) x[k] -= factor[i * order + k] * x[i];
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
