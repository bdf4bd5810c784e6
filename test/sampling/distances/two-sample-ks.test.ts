import { expect, test } from "vitest";
import { ksBetween } from "../../../src/sampling/distances/two-sample-ks.ts";

test("of samples that do not overlap it is 1, of equal ones 0, in whichever order", () => {
  expect(ksBetween(Float64Array.of(3, 1, 2), Float64Array.of(6, 5))).toBe(1);
  expect(ksBetween(Float64Array.of(3, 1, 2, 2), Float64Array.of(1, 2, 2, 3))).toBe(0);
});

test("equal values count together: of 0, 0, 1 and 0, 1, 1 the functions differ by a third at 0", () => {
  expect(ksBetween(Float64Array.of(0, 0, 1), Float64Array.of(1, 0, 1))).toBeCloseTo(1 / 3, 15);
  expect(ksBetween(Float64Array.of(1, 0, 1), Float64Array.of(0, 0, 1))).toBeCloseTo(1 / 3, 15);
});

test("refuses a sample without a number", () => {
  expect(() => ksBetween(new Float64Array(0), Float64Array.of(1))).toThrow(/^first must hold one number or more/);
});
