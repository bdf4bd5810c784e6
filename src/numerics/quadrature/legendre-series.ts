import { gaussLegendre } from "./gauss-legendre.ts";

const projections = new Map<number, Float64Array>();

/** A matrix (n, n) whose row k maps values at the n Gauss-Legendre nodes to the coefficient of P_k. The caller must not change it. */
export function legendreProjection(n: number): Float64Array {
  const known = projections.get(n);
  if (known) return known;
  const { nodes, weights } = gaussLegendre(n);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let previous = 0;
    let current = 1;
    for (let k = 0; k < n; k++) {
      matrix[k * n + i] = (k + 0.5) * weights[i] * current;
      const next = ((2 * k + 1) * nodes[i] * current - k * previous) / (k + 1);
      previous = current;
      current = next;
    }
  }
  projections.set(n, matrix);
  return matrix;
}

/**
 * The coefficients c_0 … c_{n-1} of the Legendre series sum c_k P_k on [-1, 1] through values at the n Gauss-Legendre nodes. Their
 * decay shows whether the values resolve the function.
 */
export function legendreCoefficients(values: Float64Array): Float64Array {
  const n = values.length;
  const matrix = legendreProjection(n);
  const coefficients = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) coefficients[k] += matrix[k * n + i] * values[i];
  }
  return coefficients;
}
