import { describe, expect, it } from "vitest";
import { gaussHermite, gaussHermiteGrid } from "../../../src/numerics/quadrature/gauss-hermite.ts";

/** E[z^k] = (k - 1)!! for even k. */
function moment(k: number): number {
  if (k % 2 === 1) return 0;
  let product = 1;
  for (let j = k - 1; j > 1; j -= 2) product *= j;
  return product;
}

describe("gaussHermite", () => {
  it.each([1, 2, 5, 12, 40])("%i points give the moments up to degree min(2n - 1, 30) to 1e-13 relative", (n) => {
    const { nodes, weights } = gaussHermite(n);
    for (let k = 0; k <= Math.min(2 * n - 1, 30); k++) {
      const value = nodes.reduce((sum, x, i) => sum + weights[i] * x ** k, 0);
      const scale = nodes.reduce((sum, x, i) => sum + weights[i] * Math.abs(x) ** k, 0);
      expect(Math.abs(value - moment(k))).toBeLessThanOrEqual(1e-13 * scale);
    }
  });

  it("is not exact for degree 2n", () => {
    const { nodes, weights } = gaussHermite(5);
    expect(Math.abs(nodes.reduce((sum, x, i) => sum + weights[i] * x ** 10, 0) - moment(10))).toBeGreaterThan(1);
  });

  it.each([20, 64])("%i points give E[cos z] = exp(-1/2) to 1e-14", (n) => {
    const { nodes, weights } = gaussHermite(n);
    const value = nodes.reduce((sum, x, i) => sum + weights[i] * Math.cos(x), 0);
    expect(Math.abs(value - Math.exp(-0.5))).toBeLessThan(1e-14);
  });
});

describe("gaussHermiteGrid", () => {
  it("gives E[cos(x + 2 y - z)] = exp(-3) on 16^3 points to 1e-9", () => {
    const { nodes, weights } = gaussHermiteGrid(16, 3);
    const value = weights.reduce(
      (sum, weight, i) => sum + weight * Math.cos(nodes[3 * i] + 2 * nodes[3 * i + 1] - nodes[3 * i + 2]),
      0,
    );
    expect(Math.abs(value - Math.exp(-3))).toBeLessThan(1e-9);
  });
});
