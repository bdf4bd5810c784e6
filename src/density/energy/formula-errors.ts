import type { Formula } from "../formula/formula.ts";
import { FormulaBounds } from "./formula-bounds.ts";

/** The relative error of a coordinate: half its last digit, and that of a constant beside it. */
const GIVEN = 2 * Number.EPSILON;

/**
 * Bounds on the errors of a formula's values at points, from interval arithmetic over a box around each point that holds every
 * number with the same last digit: rounding, cancellation and the last digits of the coordinates are all in it.
 *
 * @param points shape (n, d)
 * @param values the computed values at these points, shape (n)
 * @returns shape (n); NaN where the formula has no value
 */
export function formulaErrors(formula: Formula, dim: number, points: Float64Array, values: Float64Array): Float64Array {
  const bounds = new FormulaBounds(formula, dim);
  const lower = new Float64Array(dim);
  const upper = new Float64Array(dim);
  return values.map((value, i) => {
    for (let a = 0; a < dim; a++) {
      const x = points[i * dim + a];
      lower[a] = x - GIVEN * Math.abs(x);
      upper[a] = x + GIVEN * Math.abs(x);
    }
    const { value: range } = bounds.over({ lower, upper });
    return Math.max(range.upper - value, value - range.lower);
  });
}
