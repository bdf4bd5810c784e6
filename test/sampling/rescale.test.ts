import { expect, it } from "vitest";
import { rescale } from "../../src/sampling/rescale.ts";

it.each([1e-100, 1e-3, 1, 1e100, 0])("leaves %d as it is", (size) => {
  const values = Float64Array.of(size, -size / 2);
  expect(rescale(values)).toEqual({ values, divisors: [] });
});

it.each([5e-324, 1e-310, 1e-165, 9e-101, 1.1e100, 1e160, Number.MAX_VALUE])(
  "brings %d to a size from 1e-100 to 1e100, without rounding: dividing gives it back to the last bit",
  (size) => {
    const { values, divisors } = rescale(Float64Array.of(-size, 0));
    expect(Math.abs(values[0])).toBeGreaterThanOrEqual(1e-100);
    expect(Math.abs(values[0])).toBeLessThanOrEqual(1e100);
    expect(values[1]).toBe(0);
    expect(divisors.reduce((value, divisor) => value / divisor, values[0])).toBe(-size);
  },
);
