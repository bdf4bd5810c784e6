import { describe, expect, it } from "vitest";
import { convergenceOrder } from "../../../src/numerics/approximation/convergence-order.ts";

describe("convergenceOrder", () => {
  it("finds C and k of an exact power law to 1e-12", () => {
    const { order, coefficient } = convergenceOrder([0.1, 0.05, 0.01].map((at) => ({ at, error: 3 * at ** 4 })));
    expect(Math.abs(order - 4)).toBeLessThan(1e-12);
    expect(Math.abs(coefficient - 3)).toBeLessThan(1e-11);
  });

  it("needs two points", () => {
    expect(() => convergenceOrder([{ at: 1, error: 1 }])).toThrow("points must hold 2 points or more, not 1");
  });
});
