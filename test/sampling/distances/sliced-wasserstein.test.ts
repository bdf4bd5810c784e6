import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { slicedWasserstein } from "../../../src/sampling/distances/sliced-wasserstein.ts";

const coordinates = (n: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: n, maxLength: n })
    .map((x) => Float64Array.from(x));

describe("slicedWasserstein", () => {
  it("on the line, of samples of one size, is the root mean square difference of order statistics", () => {
    const [x, y] = [Float64Array.of(3, 0, 1), Float64Array.of(5, -1, 1)];
    expect(slicedWasserstein(x, y, 1, createRng(1))).toBeCloseTo(Math.sqrt((1 + 0 + 4) / 3), 15);
  });

  it("of unequal sizes: of {0, 1} and {0, 1, 2} it is sqrt(1/6 (0 + 0 + 1 + 0 + 1 + 1))", () => {
    // In sixths: x is 0 0 0 1 1 1, y is 0 0 1 1 2 2.
    const [x, y] = [Float64Array.of(1, 0), Float64Array.of(2, 0, 1)];
    expect(slicedWasserstein(x, y, 1, createRng(1))).toBeCloseTo(Math.sqrt(3 / 6), 15);
  });

  it("a sample that is repeated is at distance 0, within 1e-14", () => {
    const x = normals(createRng(2), 30);
    const twice = Float64Array.from([...x, ...x]);
    expect(slicedWasserstein(x, twice, 3, createRng(1))).toBeLessThan(1e-14);
  });

  it.each([2, 5, 10])(
    "a shift by m in R^%i: |m| / sqrt(d) within 2.5 %, more than 5 standard errors of 5000 directions, seed 1",
    (dim) => {
      const x = normals(createRng(3), 40 * dim);
      const y = x.map((value, i) => value + (i % dim === 0 ? 2 : 0));
      // The mean of (m . direction)^2 is known to sqrt(2 (d - 1) / (d + 2) / 5000) of its size, at most 1.7 %, its root to half.
      expect(Math.abs(slicedWasserstein(x, y, dim, createRng(1), 5000) / (2 / Math.sqrt(dim)) - 1)).toBeLessThan(0.025);
    },
  );

  it("N(0, I) and N(0, 4 I) in R^3: 1 within 5 %, as W2 of N(0, 1) and N(0, 4), n = 4000, seed 4", () => {
    const rng = createRng(4);
    const y = normals(rng, 12_000, 2);
    expect(Math.abs(slicedWasserstein(normals(rng, 12_000), y, 3, rng) - 1)).toBeLessThan(0.05);
  });

  it("is symmetric, stays under shifts, and grows in proportion to the points, within 1e-10", () => {
    fc.assert(
      fc.property(coordinates(8), coordinates(14), fc.double({ min: -3, max: 3, noNaN: true }), (x, y, shift) => {
        const distance = (a: Float64Array, b: Float64Array): number => slicedWasserstein(a, b, 2, createRng(7), 20);
        const expected = distance(x, y);
        const moved = (values: Float64Array): Float64Array => values.map((value) => value + shift);
        const tripled = (values: Float64Array): Float64Array => values.map((value) => 3 * value);
        expect(distance(y, x)).toBe(expected);
        expect(distance(moved(x), moved(y))).toBeCloseTo(expected, 10);
        expect(distance(tripled(x), tripled(y))).toBeCloseTo(3 * expected, 10);
      }),
    );
  });

  it("is deterministic from the seed of its directions", () => {
    const rng = createRng(5);
    const [x, y] = [normals(rng, 40), normals(rng, 40)];
    expect(slicedWasserstein(x, y, 4, createRng(8))).toBe(slicedWasserstein(x, y, 4, createRng(8)));
    expect(slicedWasserstein(x, y, 4, createRng(8))).not.toBe(slicedWasserstein(x, y, 4, createRng(9)));
  });

  it.each([
    ["x must hold one point or more of dimension 2, not 0 numbers", [], [1, 2], 10],
    ["y[0] must hold finite numbers, not NaN", [1, 2], [1, Number.NaN], 10],
    ["directions must be a positive whole number, not 0", [1, 2], [1, 2], 0],
  ])("refuses: %s", (message, x, y, directions) => {
    const act = (): number =>
      slicedWasserstein(Float64Array.from(x), Float64Array.from(y), 2, createRng(1), directions);
    expect(act).toThrow(expect.objectContaining({ name: "InputError", message }));
  });
});
