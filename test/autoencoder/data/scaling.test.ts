import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dataScale, fromScaled, standardising, toScaled } from "../../../src/autoencoder/data/scaling.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

/** 500 points in 3 dimensions of very different sizes. */
const rng = createRng(1);
const sizes = [1e-6, 1, 1e6];
const centers = [1e-3, -5, 1e9];
const dim = 3;
const points = Float64Array.from({ length: 500 * dim }, (_, j) => centers[j % dim] + sizes[j % dim] * rng.normal());

function moments(values: Float64Array, a: number): { mean: number; deviation: number } {
  const column = values.filter((_, j) => j % dim === a);
  const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
  return { mean, deviation: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length) };
}

describe("standardising", () => {
  it("gives every coordinate mean 0 within 1e-10 and standard deviation 1 within 1e-12", () => {
    const scaled = toScaled(points, standardising(points, dim));
    for (let a = 0; a < dim; a++) {
      const { mean, deviation } = moments(scaled, a);
      expect(Math.abs(mean)).toBeLessThan(1e-10);
      expect(Math.abs(deviation - 1)).toBeLessThan(1e-12);
    }
  });

  it("only shifts a coordinate that does not vary, to 0 exactly, though rounding keeps the sums from it", () => {
    const constant = Float64Array.from({ length: 3000 }, (_, j) => (j % 2 === 0 ? 0.1 : j));
    const scaling = standardising(constant, 2);
    expect(scaling.scale[0]).toBe(1);
    expect(
      toScaled(constant, scaling)
        .filter((_, j) => j % 2 === 0)
        .every((u) => u === 0),
    ).toBe(true);
  });

  it("only shifts a coordinate whose variance is too small to be a number", () => {
    const { mean, scale } = standardising(Float64Array.of(0, 5e-324), 1);
    expect([mean[0], scale[0]]).toEqual([0, 1]);
  });

  it("is undone by fromScaled, within 4 eps of the point and the mean", () => {
    const vector = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(vector, (numbers) => {
        const given = Float64Array.from(numbers, (x) => x / 1024);
        const scaling = standardising(given, 2);
        const back = fromScaled(toScaled(given, scaling), scaling);
        given.forEach((x, j) => {
          const size = Math.abs(x) + Math.abs(scaling.mean[j % 2]);
          expect(Math.abs(back[j] - x)).toBeLessThanOrEqual(4 * Number.EPSILON * size);
        });
      }),
    );
  });
});

describe("dataScale", () => {
  it("is the root of the mean variance", () => {
    // Variances 1 and 9.
    expect(dataScale(Float64Array.of(1, 3, -1, -3), 2)).toBeCloseTo(Math.sqrt(5), 14);
  });

  it("counts coordinates that do not vary as 0, and refuses points that are all the same", () => {
    expect(dataScale(Float64Array.of(0.1, 1, 0.1, -1, 0.1, 1, 0.1, -1), 2)).toBeCloseTo(Math.sqrt(1 / 2), 14);
    expect(() => dataScale(Float64Array.of(0.1, 0.2, 0.1, 0.2, 0.1, 0.2), 2)).toThrow(
      "points must have a variance that is a positive number, not 0, because all points are the same",
    );
  });

  it("refuses numbers whose squares are none", () => {
    expect(() => dataScale(Float64Array.of(1e200, -1e200), 1)).toThrow(
      "points must have a variance that is a positive number, not one that overflows, because the points are so large",
    );
  });
});
