import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { energyDistance } from "../../../src/sampling/distances/energy-distance.ts";

const coordinates = (n: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: n, maxLength: n })
    .map((x) => Float64Array.from(x));

describe("energyDistance", () => {
  it("of small samples is what its definition says: distances 3, 4, 5 of a right triangle, and 13", () => {
    // x: (0,0), (3,0); y: (0,4), (3,4), (0,4).
    const x = Float64Array.of(0, 0, 3, 0);
    const y = Float64Array.of(0, 4, 3, 4, 0, 4);
    expect(energyDistance(x, y, 2)).toBeCloseTo((2 * (4 + 5 + 4 + 5 + 4 + 5)) / 6 - 3 - (3 + 0 + 3) / 3, 14);
  });

  it("is symmetric, stays under shifts, and grows in proportion to the points, within 1e-12", () => {
    fc.assert(
      fc.property(coordinates(12), coordinates(18), fc.double({ min: -3, max: 3, noNaN: true }), (x, y, shift) => {
        const distance = energyDistance(x, y, 3);
        const moved = (values: Float64Array): Float64Array => values.map((value) => value + shift);
        const doubled = (values: Float64Array): Float64Array => values.map((value) => 2 * value);
        expect(energyDistance(y, x, 3)).toBeCloseTo(distance, 12);
        expect(energyDistance(moved(x), moved(y), 3)).toBeCloseTo(distance, 12);
        expect(energyDistance(doubled(x), doubled(y), 3)).toBeCloseTo(2 * distance, 12);
      }),
    );
  });

  it("is unbiased: of pairs of samples of N(0, I), mean 0 within 3 standard errors, of either sign (seed 1)", () => {
    const rng = createRng(1);
    const distances = Array.from({ length: 400 }, () => energyDistance(normals(rng, 60), normals(rng, 90), 3));
    const mean = distances.reduce((sum, value) => sum + value, 0) / 400;
    const variance = distances.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399;
    expect(Math.abs(mean)).toBeLessThan(3 * Math.sqrt(variance / 400));
    expect(Math.min(...distances)).toBeLessThan(0);
  });

  it("of N(0, 1) and N(2, 1) is within 5 % of the closed form, n = 4000 (seed 2)", () => {
    // |N(m, 2)| has the mean 2/sqrt(pi) exp(-m²/4) + m erf(m/2): 2/sqrt(pi) for m = 0; erf(1) = 0.8427007929497149.
    const across = (2 / Math.sqrt(Math.PI)) * Math.exp(-1) + 2 * 0.8427007929497149;
    const expected = 2 * across - 4 / Math.sqrt(Math.PI);
    const rng = createRng(2);
    const y = normals(rng, 4000).map((value) => value + 2);
    expect(Math.abs(energyDistance(normals(rng, 4000), y, 1) / expected - 1)).toBeLessThan(0.05);
  });

  it.each([
    ["dim must be a positive whole number, not 0", [1, 2], [1, 2], 0],
    ["x must hold 2 or more points of dimension 2, not 2 numbers", [1, 2], [1, 2, 3, 4], 2],
    ["y must hold 2 or more points of dimension 2, not 5 numbers", [1, 2, 3, 4], [1, 2, 3, 4, 5], 2],
    ["y[1] must hold finite numbers, not Infinity", [1, 2, 3, 4], [1, 2, 3, Number.POSITIVE_INFINITY], 2],
  ])("refuses: %s", (message, x, y, dim) => {
    expect(() => energyDistance(Float64Array.from(x), Float64Array.from(y), dim)).toThrow(
      expect.objectContaining({ name: "InputError", message }),
    );
  });
});
