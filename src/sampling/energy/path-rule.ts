import { checkWhole } from "../../numerics/check.ts";
import { gaussLegendre, type Rule } from "../../numerics/quadrature/gauss-legendre.ts";

/** The midpoint rule. Its error is of order h^3 over a segment of length h. */
export const midpointRule: Rule = { nodes: Float64Array.of(0.5), weights: Float64Array.of(1) };

/** The trapezoidal rule. Its error is of order h^3, twice that of the midpoint rule and with the opposite sign. */
export const trapezoidRule: Rule = { nodes: Float64Array.of(0, 1), weights: Float64Array.of(0.5, 0.5) };

/** Twice the largest number of points that a user can choose, so that every rule can be compared with one of twice as many points. */
const MOST_POINTS = 200;

/**
 * The k-point Gauss-Legendre rule on [0, 1], whose error is of order h^(2 k + 1) over a segment of length h. k = 1 is the midpoint.
 * @throws InputError for a k that is not a whole number from 1 to 200
 */
export function gaussLegendreRule(k: number): Rule {
  checkWhole("k", k, 1, MOST_POINTS);
  const { nodes, weights } = gaussLegendre(k);
  return { nodes: nodes.map((node) => (1 + node) / 2), weights: weights.map((weight) => weight / 2) };
}
