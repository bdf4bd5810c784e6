import { describe, expect, it } from "vitest";
import { gaussLegendre } from "../../../src/numerics/quadrature/gauss-legendre.ts";
import { legendreCoefficients } from "../../../src/numerics/quadrature/legendre-series.ts";

describe("legendreCoefficients", () => {
  it("finds the coefficients of x³ = 3/5 P₁ + 2/5 P₃ to 1e-15", () => {
    const coefficients = legendreCoefficients(gaussLegendre(6).nodes.map((x) => x ** 3));
    [0, 3 / 5, 0, 2 / 5, 0, 0].forEach((exact, k) => {
      expect(Math.abs(coefficients[k] - exact)).toBeLessThan(1e-15);
    });
  });
});
