import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argsort } from "../../../src/numerics/sorting/argsort.ts";

describe("argsort", () => {
  const sorted = (values: readonly number[]): number[] =>
    values
      .map((_, i) => i)
      .sort(
        (i, j) => values[i] - values[j] || Number(Object.is(values[j], -0)) - Number(Object.is(values[i], -0)) || i - j,
      );

  it("is the stable order that comparing gives: of any numbers, infinite, tiny and equal ones among them", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, -Number.MIN_VALUE),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 40 }), (values) => {
        expect([...argsort(Float64Array.from(values))]).toEqual(sorted(values));
      }),
      { numRuns: 300 },
    );
  });

  it("looks at its part of a buffer only, and changes nothing", () => {
    const all = Float64Array.of(9, 3, 1, 2, -9);
    expect([...argsort(all.subarray(1, 4))]).toEqual([1, 2, 0]);
    expect([...all]).toEqual([9, 3, 1, 2, -9]);
  });
});
