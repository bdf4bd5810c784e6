import { expect, test } from "vitest";
import { distributionFunction } from "../../../src/numerics/approximation/distribution-function.ts";
import { linspace } from "../../../src/numerics/approximation/grid.ts";

/** Largest error over some points, for the logistic density, whose distribution function is 1 / (1 + exp(-x)). */
function largestError(intervals: number): number {
  const x = linspace(-40, 40, intervals + 1);
  const F = distributionFunction(
    x,
    x.map((at) => 7 / (4 * Math.cosh(at / 2) ** 2)),
  );
  return Math.max(...[-3, -0.7, 0.2, 1, 4].map((at) => Math.abs(F(at) - 1 / (1 + Math.exp(-at)))));
}

test("has the logistic distribution function, whatever the scale of the density, with an error of second order", () => {
  expect(largestError(1600)).toBeLessThan(0.05 ** 2 / 12);
  const ratio = largestError(800) / largestError(1600);
  expect(Math.abs(ratio - 4)).toBeLessThan(0.4);
});

test("is 0 before the first point, 1 after the last one, and grows in between", () => {
  const F = distributionFunction(Float64Array.of(0, 1, 3), [0, 2, 0]);
  expect([-1, 0, 3, 9].map(F)).toEqual([0, 0, 1, 1]);
  expect(F(1)).toBeCloseTo(1 / 3, 15);
  const values = Array.from(linspace(0, 3, 31), F);
  for (const [i, value] of values.entries()) if (i > 0) expect(value).toBeGreaterThan(values[i - 1]);
});

test("refuses a density that is 0 everywhere", () => {
  expect(() => distributionFunction(Float64Array.of(0, 1), [0, 0])).toThrow(
    "density must be positive somewhere, not 0",
  );
});
