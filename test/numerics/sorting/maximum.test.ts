import { describe, expect, it } from "vitest";
import { largestSize, maximum } from "../../../src/numerics/sorting/maximum.ts";

describe("maximum", () => {
  it("is the largest number, and no smaller than `least`", () => {
    expect(maximum([-3, -1, -2])).toBe(-1);
    expect(maximum(Float64Array.of(-3, -1), 0)).toBe(0);
    expect(maximum([])).toBe(-Infinity);
  });

  it("is NaN where one of the numbers is", () => {
    expect(maximum([1, Number.NaN, 2])).toBeNaN();
  });

  it("takes a million numbers, more than there may be arguments", () => {
    expect(maximum(new Float64Array(1_000_000).fill(2))).toBe(2);
  });
});

describe("largestSize", () => {
  it("is the largest absolute value, 0 of none, NaN where one of the numbers is", () => {
    expect(largestSize([1, -3, 2])).toBe(3);
    expect(largestSize([])).toBe(0);
    expect(largestSize([1, Number.NaN])).toBeNaN();
  });
});
