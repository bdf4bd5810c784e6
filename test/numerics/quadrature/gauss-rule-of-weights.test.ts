import { describe, expect, it } from "vitest";
import { gaussLegendre } from "../../../src/numerics/quadrature/gauss-legendre.ts";
import { gaussRuleOfWeights } from "../../../src/numerics/quadrature/gauss-rule-of-weights.ts";

const sorted = ({ nodes, weights }: ReturnType<typeof gaussRuleOfWeights>): [number, number][] =>
  Array.from(nodes, (node, i): [number, number] => [node, weights[i]]).sort((a, b) => a[0] - b[0]);

describe("the Gauss rule of a measure of many points", () => {
  it.each([1, 5, 16])("of 200 Legendre points is the Legendre rule of %i points, to 1e-14", (n) => {
    const { nodes, weights } = gaussLegendre(200);
    const exact = gaussLegendre(n);
    sorted(gaussRuleOfWeights(nodes, weights, n)).forEach(([node, weight], i) => {
      expect(Math.abs(node - exact.nodes[i])).toBeLessThan(1e-14);
      expect(Math.abs(weight - exact.weights[i])).toBeLessThan(1e-14);
    });
  });

  it.each([
    ["a comb", (x: number) => Math.exp(-3 * Math.cos(60 * x))],
    ["a spike of width 1e-4", (x: number) => 1 + 1e4 * Math.exp(-(((x - 0.3) / 1e-4) ** 2))],
    ["a steep flank", (x: number) => Math.exp(30 * x)],
  ])("of %s on [-1, 1] has the same moments up to degree 31, to 1e-13 of the mass", (_what, density) => {
    const { nodes, weights } = gaussLegendre(400);
    const own = weights.map((weight, i) => weight * density(nodes[i]));
    const mass = own.reduce((sum, weight) => sum + weight, 0);
    const rule = gaussRuleOfWeights(nodes, own, 16);
    for (let power = 0; power <= 31; power++) {
      const exact = own.reduce((sum, weight, i) => sum + weight * nodes[i] ** power, 0);
      const value = rule.weights.reduce((sum, weight, i) => sum + weight * rule.nodes[i] ** power, 0);
      expect(Math.abs(value - exact) / mass).toBeLessThan(1e-13);
    }
    expect(Math.min(...rule.weights)).toBeGreaterThanOrEqual(0);
  });

  it("of three points is those, whatever is asked for", () => {
    const rule = sorted(gaussRuleOfWeights(Float64Array.of(-2, 0.5, 1), Float64Array.of(1, 2, 3), 16));
    expect(rule).toHaveLength(3);
    [
      [-2, 1],
      [0.5, 2],
      [1, 3],
    ].forEach(([node, weight], i) => {
      expect(rule[i][0]).toBeCloseTo(node, 13);
      expect(rule[i][1]).toBeCloseTo(weight, 13);
    });
  });
});
