import { describe, expect, it } from "vitest";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { exponentiate } from "../../../src/numerics/vector-functions/exponentials.ts";

describe("exp of many numbers", () => {
  it.each([0, 1, 2, 3, 5, 2047, 2048, 2049, 5000])("is Math.exp of each in every bit, for %i numbers", (count) => {
    for (const scale of [1e-9, 1, 30, 400]) {
      const values = normals(createRng(count + 1), count, scale);
      const expected = values.map(Math.exp);
      exponentiate(values);
      expect(values).toEqual(expected);
    }
  });

  it("is Math.exp at the ends of the range, for infinite numbers and for NaN", () => {
    const values = Float64Array.of(0, -0, 1, -745, -746, -1e300, 709.78, 710, 1e300, -1 / 0, 1 / 0, Number.NaN);
    const expected = values.map(Math.exp);
    exponentiate(values);
    expect(values).toEqual(expected);
  });
});
