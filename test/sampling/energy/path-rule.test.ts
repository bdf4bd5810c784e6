import { describe, expect, it } from "vitest";
import { gaussLegendreRule, midpointRule, trapezoidRule } from "../../../src/sampling/energy/path-rule.ts";

/** INT_0^1 t^power by the rule. */
function moment({ nodes, weights }: typeof midpointRule, power: number): number {
  return nodes.reduce((sum, node, k) => sum + weights[k] * node ** power, 0);
}

describe("rules on [0, 1]", () => {
  it.each([
    ["the midpoint", midpointRule, 1],
    ["the trapezoid", trapezoidRule, 1],
    ["1-point Gauss", gaussLegendreRule(1), 1],
    ["2-point Gauss", gaussLegendreRule(2), 3],
    ["5-point Gauss", gaussLegendreRule(5), 9],
  ] as const)(
    "%s integrates powers up to its degree to 4 epsilon, and the next even one not",
    (_name, rule, degree) => {
      for (let power = 0; power <= degree; power++) {
        expect(Math.abs(moment(rule, power) - 1 / (power + 1))).toBeLessThanOrEqual(4 * Number.EPSILON);
      }
      expect(Math.abs(moment(rule, degree + 1) - 1 / (degree + 2))).toBeGreaterThan(1e-7);
    },
  );

  it("are symmetric about 1/2 to epsilon, so that there and back is nothing", () => {
    for (const { nodes, weights } of [midpointRule, trapezoidRule, gaussLegendreRule(4), gaussLegendreRule(7)]) {
      const last = nodes.length - 1;
      nodes.forEach((node, k) => {
        expect(Math.abs(node + nodes[last - k] - 1)).toBeLessThanOrEqual(Number.EPSILON);
        expect(weights[k]).toBe(weights[last - k]);
      });
    }
  });

  it.each([0, 201, 1.5, Number.NaN])("refuses %s points", (k) => {
    expect(() => gaussLegendreRule(k)).toThrow(`k must be a whole number from 1 to 200, not ${k}`);
  });
});
