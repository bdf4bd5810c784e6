import { describe, expect, it } from "vitest";
import { richardson } from "../../../src/numerics/approximation/richardson.ts";

const at = (values: readonly number[], f: (h: number) => number) => values.map((h) => ({ at: h, value: f(h) }));

describe("richardson", () => {
  it("is exact for 3 - 2 h^2 + 5 h^4 from three points to 1e-13", () => {
    const { value } = richardson(at([0.8, 0.4, 0.2], (h) => 3 - 2 * h ** 2 + 5 * h ** 4));
    expect(Math.abs(value - 3)).toBeLessThan(1e-13);
  });

  it("gives sin(h)/h -> 1 from four points to its own error estimate, which is below 1e-6", () => {
    const { value, errorEstimate } = richardson(at([0.8, 0.57, 0.4, 0.28], (h) => Math.sin(h) / h));
    expect(errorEstimate).toBeLessThan(1e-6);
    expect(Math.abs(value - 1)).toBeLessThanOrEqual(errorEstimate);
  });

  it("carries the error of the values, magnified", () => {
    const exact = at([0.4, 0.2], () => 1);
    const disturbed = [exact[0], { ...exact[1], value: 1.001 }];
    const { value, errorEstimate } = richardson(disturbed, 0.001);
    expect(Math.abs(value - 1)).toBeGreaterThan(0.001);
    expect(Math.abs(value - 1)).toBeLessThanOrEqual(errorEstimate);
  });

  it("refuses a single point", () => {
    expect(() => richardson([{ at: 1, value: 1 }])).toThrow("points must hold 2 points or more, not 1");
  });
});
