import { expect, it } from "vitest";
import {
  economizedExponential,
  logEconomizationError,
  rangeFor,
} from "../../../src/numerics/approximation/economized-exponential.ts";
import { linspace } from "../../../src/numerics/approximation/grid.ts";

it.each([0.01, 0.5, 1.5, 4, 9])(
  "range %d: the polynomial and its derivatives are within the stated error, and rounding, of exp",
  (z) => {
    const range = rangeFor(z);
    expect(range).toBeGreaterThanOrEqual(z);
    expect(range).toBeLessThan(Math.max(1.1 * z, 0.011));
    for (const order of [0, 1, 2, 3]) {
      for (let degree = 2 * order; degree <= 40; degree += 3) {
        const error = Math.exp(logEconomizationError(range, Math.log(range), degree, order));
        const series = economizedExponential(range, degree);
        for (const s of linspace(-range, range, 41)) {
          // The order-th derivative: coefficients of s^k / k! move down.
          let value = 0;
          let term = 1;
          for (let k = 0; k + order <= degree; k++) {
            value += series[k + order] * term;
            term *= s / (k + 1);
          }
          expect(Math.abs(value - Math.exp(s))).toBeLessThanOrEqual(error + 1e-14 * Math.exp(range));
        }
      }
    }
  },
);

it("has half the degree of the Taylor series: 1e-15 for |s| <= 1 takes degree 14", () => {
  expect(logEconomizationError(1, 0, 14, 0)).toBeLessThan(Math.log(1e-15));
});
