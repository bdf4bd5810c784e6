import { expect, test } from "vitest";
import { principalPlane } from "../../../src/numerics/linear-algebra/principal-plane.ts";

// Four points on the first of two turned axes at ±2, and two on the second at ±1; none along the third.
const c = Math.SQRT1_2;
const points = Float64Array.from(
  [2, -2, 2, -2].flatMap((t) => [1 + t * c, 1 + t * c, 5]).concat([1, -1].flatMap((t) => [1 + t * c, 1 - t * c, 5])),
);

test("axes, fractions and coordinates of points whose axes are known, to 1e-14", () => {
  const { mean, axes, fractions, onto, along } = principalPlane(points, 3);
  const near = (values: ArrayLike<number>, expected: readonly number[]): void =>
    expected.forEach((value, k) => {
      expect(Math.abs(values[k] - value)).toBeLessThan(1e-14);
    });
  near(mean, [1, 1, 5]);
  near(axes[0], [c, c, 0]);
  near(axes[1].map(Math.abs), [c, c, 0]);
  // 4 times 4 against 2 times 1.
  near(fractions, [16 / 18, 2 / 18]);
  near(onto(Float64Array.of(1 + 3 * c, 1 + 3 * c, 9)), [3, 0]);
  near(along(Float64Array.of(c, c, 9)), [1, 0]);
});

test("of points that are all the same, the fractions are 0", () => {
  expect(principalPlane(Float64Array.of(1, 2, 1, 2), 2).fractions).toEqual([0, 0]);
});

test("refuses one dimension, and points of another one", () => {
  expect(() => principalPlane(Float64Array.of(1, 2), 1)).toThrow(/^dim must be a whole number, 2 or more, not 1/);
  expect(() => principalPlane(Float64Array.of(1, 2, 3), 2)).toThrow(
    /^points must hold one point or more of dimension 2/,
  );
});
