import { describe, expect, it } from "vitest";
import { fitPowerLaw } from "../../../src/numerics/approximation/order-fit.ts";

describe("fitPowerLaw", () => {
  it("finds C and k of an exact power law to 1e-12", () => {
    const { order, coefficient } = fitPowerLaw([0.1, 0.05, 0.01].map((at) => ({ at, error: 3 * at ** 4 })));
    expect(Math.abs(order - 4)).toBeLessThan(1e-12);
    expect(Math.abs(coefficient - 3)).toBeLessThan(1e-11);
  });

  it("needs two points", () => {
    expect(() => fitPowerLaw([{ at: 1, error: 1 }])).toThrow("points must hold 2 points or more, not 1");
  });
});
