import { describe, expect, it } from "vitest";
import { compositeRule, gaussLegendre } from "../../../src/numerics/quadrature/gauss-legendre.ts";

describe("gaussLegendre", () => {
  it.each([1, 2, 5, 16, 40])("with %i points integrates x^k exactly up to k = 2n - 1, to 1e-14", (n) => {
    const { nodes, weights } = gaussLegendre(n);
    for (let k = 0; k < 2 * n; k++) {
      const integral = nodes.reduce((sum, x, i) => sum + weights[i] * x ** k, 0);
      expect(Math.abs(integral - (k % 2 === 0 ? 2 / (k + 1) : 0))).toBeLessThan(1e-14);
    }
  });

  it("is not exact for k = 2n", () => {
    const { nodes, weights } = gaussLegendre(3);
    const integral = nodes.reduce((sum, x, i) => sum + weights[i] * x ** 6, 0);
    expect(Math.abs(integral - 2 / 7)).toBeGreaterThan(0.04);
  });
});

describe("compositeRule", () => {
  it("integrates exp over [0, 3] on three panels to 1e-14 relative", () => {
    const { nodes, weights } = compositeRule(Float64Array.of(0, 0.5, 2, 3), 12);
    const integral = nodes.reduce((sum, x, i) => sum + weights[i] * Math.exp(x), 0);
    expect(Math.abs(integral / Math.expm1(3) - 1)).toBeLessThan(1e-14);
  });
});
