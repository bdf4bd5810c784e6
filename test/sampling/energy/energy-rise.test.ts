import { expect, it } from "vitest";
import { leastEnergyRise } from "../../../src/sampling/energy/energy-rise.ts";

/** E = a x^2 + b y^2. */
const quadratic =
  (a: number, b: number) =>
  (from: Float64Array, to: Float64Array): Float64Array =>
    Float64Array.from({ length: from.length / 2 }, (_, i) => {
      const energy = (points: Float64Array): number => a * points[2 * i] ** 2 + b * points[2 * i + 1] ** 2;
      return energy(to) - energy(from);
    });
const origin = Float64Array.of(0, 0);

it("is the rise along the flattest axis of a quadratic energy, to 1e-12, and negative at a saddle", () => {
  expect(leastEnergyRise(quadratic(3, 2), origin, 0.5)).toBeCloseTo(2 * 0.25, 12);
  expect(leastEnergyRise(quadratic(3, -2), origin, 0.5)).toBeCloseTo(-2 * 0.25, 12);
});

it("refuses a radius of 0", () => {
  expect(() => leastEnergyRise(quadratic(1, 1), origin, 0)).toThrow("radius must be a positive number, not 0");
});
