import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Rule } from "./gauss-legendre.ts";

const rules = new Map<number, Rule>();

/**
 * The Gauss-Hermite rule for the standard normal distribution: E[f(z)] = sum of weights[i] f(nodes[i]) for z ~ N(0, 1). It is exact
 * for polynomials of degree 2n - 1. The nodes are increasing and symmetric about 0, and the weights sum to 1.
 *
 * The nodes are the eigenvalues of the recurrence's Jacobi matrix (Golub and Welsch), which Newton's method refines.
 */
export function gaussHermite(n: number): Rule {
  const known = rules.get(n);
  if (known) return known;
  const jacobi = Matrix.zeros(n, n);
  for (let k = 1; k < n; k++) {
    jacobi.set(k - 1, k, Math.sqrt(k));
    jacobi.set(k, k - 1, Math.sqrt(k));
  }
  const roots = new EigenvalueDecomposition(jacobi, { assumeSymmetric: true }).realEigenvalues.sort((a, b) => a - b);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = (roots[i] - roots[n - 1 - i]) / 2;
    for (let step = 0; step < 2; step++) {
      const { value, derivative } = hermite(n, x);
      x -= value / derivative;
    }
    const { derivative } = hermite(n, x);
    nodes[i] = x;
    weights[i] = 1 / derivative ** 2;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rule = { nodes, weights: weights.map((weight) => weight / total) };
  rules.set(n, rule);
  return rule;
}

/** The Hermite polynomial of degree n, normalised to E[h_n(z)^2] = 1, and its derivative sqrt(n) h_(n-1). */
function hermite(n: number, x: number): { value: number; derivative: number } {
  let previous = 0;
  let value = 1;
  for (let k = 1; k <= n; k++) {
    const next = (x * value - Math.sqrt(k - 1) * previous) / Math.sqrt(k);
    previous = value;
    value = next;
  }
  return { value, derivative: Math.sqrt(n) * previous };
}

/** The product rule for E[f(z)] with z ~ N(0, I) in d dimensions: nodes of shape (n^d, d) and their weights. */
export function gaussHermiteGrid(n: number, dim: number): Rule {
  const { nodes, weights } = gaussHermite(n);
  const size = n ** dim;
  const grid = { nodes: new Float64Array(size * dim), weights: new Float64Array(size) };
  for (let i = 0; i < size; i++) {
    let rest = i;
    let weight = 1;
    for (let a = dim - 1; a >= 0; a--) {
      const k = rest % n;
      rest = (rest - k) / n;
      grid.nodes[i * dim + a] = nodes[k];
      weight *= weights[k];
    }
    grid.weights[i] = weight;
  }
  return grid;
}
