import { expect, it } from "vitest";
import { createRng, normals } from "../../src/numerics/random/random.ts";
import { energyDistance } from "../../src/sampling/distances/energy-distance.ts";
import { slicedWasserstein } from "../../src/sampling/distances/sliced-wasserstein.ts";
import { lengthBetween, rescale } from "../../src/sampling/rescale.ts";

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

it.each([1, 2])(
  "distances of samples in R^%i do not depend on the unit: 1e160, 1e300, 1e-165, 1e-300, to 1e-12",
  (dim) => {
    const [x, y] = [normals(createRng(1), 40 * dim), normals(createRng(2), 60 * dim, 2)];
    const distances = (unit: number): number[] => {
      const [a, b] = [x, y].map((sample) => sample.map((value) => value * unit));
      return [energyDistance(a, b, dim), slicedWasserstein(a, b, dim, createRng(3))];
    };
    const expected = distances(1);
    for (const unit of [1e160, 1e300, 1e-165, 1e-300]) {
      distances(unit).forEach((distance, i) => {
        expect(distance / unit / expected[i]).toBeCloseTo(1, 12);
      });
    }
  },
);

it("lengthBetween leaves ordinary samples as they are", () => {
  const [x, y] = [Float64Array.of(1, 2), Float64Array.of(3)];
  lengthBetween(x, y, (a, b) => {
    expect([a === x, b === y]).toEqual([true, true]);
    return 1;
  });
});
