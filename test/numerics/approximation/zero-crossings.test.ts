import { expect, test } from "vitest";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { zeroCrossings } from "../../../src/numerics/approximation/zero-crossings.ts";

test("finds the zeros of a cosine, alternately falling and rising, to the error h²/16 of a straight line", () => {
  const x = linspace(0, 10, 1001);
  const found = zeroCrossings(x, x.map(Math.cos));
  expect(found.map(({ falling }) => falling)).toEqual([true, false, true]);
  found.forEach(({ at }, k) => {
    // At a zero of the cosine the second derivative is 0 too: what is left is of third order in h = 0.01.
    expect(Math.abs(at - (k + 0.5) * Math.PI)).toBeLessThan(0.01 ** 3);
  });
});

test("counts a zero at a point once, and no touch without a change of sign before it", () => {
  expect(zeroCrossings([0, 1, 2], [-1, 0, 1])).toEqual([{ at: 1, falling: false }]);
  expect(zeroCrossings([0, 1, 2], [1, 2, 3])).toEqual([]);
  expect(zeroCrossings([0, 1, 2], [1, Number.NaN, -1])).toEqual([]);
});
