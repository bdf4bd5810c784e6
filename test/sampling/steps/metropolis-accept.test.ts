import exp from "@stdlib/math-base-special-exp";
import fc from "fast-check";
import { expect, it } from "vitest";
import { metropolisAccept } from "../../../src/sampling/steps/metropolis-accept.ts";

const decide = (uniform: number, cost: number): boolean =>
  metropolisAccept(Float64Array.of(uniform), Float64Array.of(0), Float64Array.of(1), Float64Array.of(cost))
    .accepted[0] === 1;

it("takes what is proposed where the uniform number is below exp(-cost), also right beside it", () => {
  const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const cost = fc.double({ min: -2, max: 40, noNaN: true });
  fc.assert(fc.property(uniform, cost, (u, c) => decide(u, c) === u < exp(-c)));
  const beside = fc.integer({ min: -4, max: 4 }).map((steps) => 1 + steps * Number.EPSILON);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 40, noNaN: true }), beside, (c, factor) => {
      const u = Math.min(exp(-c) * factor, 1 - Number.EPSILON / 2);
      return decide(u, c) === u < exp(-c);
    }),
  );
  // Of small costs 1 - cost and 1 / (1 + cost) are exp(-cost), up to rounding.
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e-7, noNaN: true }), beside, (c, factor) => {
      const u = Math.min(exp(-c) * factor, 1 - Number.EPSILON / 2);
      return decide(u, c) === u < exp(-c);
    }),
  );
});

it.each([
  [0, Number.NaN, false],
  [0.5, Number.NaN, false],
  [0, Infinity, false],
  [0.5, Infinity, false],
  [1 - Number.EPSILON / 2, -Infinity, true],
  [1 - Number.EPSILON / 2, 0, true],
])("the uniform number %d and the cost %d: %s", (u, c, taken) => {
  expect(decide(u, c)).toBe(taken);
});
