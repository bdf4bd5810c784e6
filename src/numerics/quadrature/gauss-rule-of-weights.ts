import { tridiagonalEigenvalues } from "../tridiagonal-eigenvalues.ts";

/** Nodes and positive weights of a quadrature rule. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** A vector whose square is below this fraction of the square of the first vector is rounding, and counts as zero. */
const NOTHING = 1e-28;

/**
 * The n-point Gauss rule of a measure that is given as many weighted points. It has the same integrals of all polynomials up to
 * degree 2n - 1. It follows from the recurrence of the measure's orthogonal polynomials (Stieltjes) and the eigenvalues of the Jacobi
 * matrix (Golub and Welsch, Math. Comp. 23, 221, 1969). A measure with fewer than n points gives fewer points.
 *
 * @param positions the positions relative to a nearby place, shape (m)
 * @param weights weights that are not negative and not all 0, shape (m)
 */
export function gaussRuleOfWeights(positions: Float64Array, weights: Float64Array, n: number): QuadratureRule {
  const mass = weights.reduce((sum, weight) => sum + weight, 0);
  const { diagonal, squares } = recurrence(positions, weights, n, mass);
  const first = new Float64Array(diagonal.length);
  first[0] = 1;
  const nodes = Float64Array.from(diagonal);
  tridiagonalEigenvalues(nodes, Float64Array.from([...squares.map(Math.sqrt), 0]), first);
  return { nodes, weights: first.map((component) => mass * component * component) };
}

/** The coefficients a_0, … and b_1, … of the recurrence pi_(k+1) = (x - a_k) pi_k - b_k pi_(k-1). */
function recurrence(
  positions: Float64Array,
  weights: Float64Array,
  n: number,
  mass: number,
): { diagonal: number[]; squares: number[] } {
  const [diagonal, squares]: number[][] = [[], []];
  let before = new Float64Array(positions.length);
  let own = new Float64Array(positions.length).fill(1);
  let norm = mass;
  let largest = 0;
  for (;;) {
    let center = 0;
    for (let i = 0; i < own.length; i++) center += weights[i] * own[i] * own[i] * positions[i];
    center /= norm;
    diagonal.push(center);
    if (diagonal.length === n) break;
    const square = squares.at(-1) ?? 0;
    const next = new Float64Array(own.length);
    let nextNorm = 0;
    for (let i = 0; i < own.length; i++) {
      next[i] = (positions[i] - center) * own[i] - square * before[i];
      nextNorm += weights[i] * next[i] * next[i];
    }
    largest = Math.max(largest, nextNorm / norm);
    if (!(nextNorm > NOTHING * norm * largest)) break;
    squares.push(nextNorm / norm);
    [before, own, norm] = [own, next, nextNorm];
  }
  return { diagonal, squares };
}
