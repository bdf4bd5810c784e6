import erfc from "@stdlib/math-base-special-erfc";
import gammainc from "@stdlib/math-base-special-gammainc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ballProbability } from "../../../src/numerics/quadratic-form/ball-probability.ts";
import type { EqualAxes } from "../../../src/numerics/quadratic-form/inversion-exponent.ts";

const axes = (variance: number, count: number, squaredOffset: number): EqualAxes => {
  return { variance, count, squaredOffset: { hi: squaredOffset, lo: 0 } };
};

const logBetween = (lower: number, upper: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(lower), max: Math.log(upper), noNaN: true }).map(Math.exp);

/** One to four groups of axes, variances over 12 powers of ten, offsets of a deviation or so and near the boundary. */
const manyAxes = fc.array(
  fc
    .tuple(
      logBetween(1e-9, 1e3),
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 4, noNaN: true }),
      fc.boolean(),
    )
    .map(([variance, count, offset, wide]) => axes(variance, count, wide ? variance * offset ** 2 : offset / 10)),
  { minLength: 1, maxLength: 4 },
);

describe("the probability of a ball", () => {
  it("of one axis is a difference of two error functions, to 1e-13 of it: 0 to 6 deviations from the boundary", () => {
    fc.assert(
      fc.property(logBetween(1e-6, 0.3), fc.double({ min: -6, max: 6, noNaN: true }), (deviation, z) => {
        const offset = Math.max(0, 1 + z * deviation);
        const outside = (distance: number): number => erfc(distance / deviation / Math.SQRT2) / 2;
        const { logProbability } = ballProbability([axes(deviation ** 2, 1, offset ** 2)]);
        // The offset's last digit, and that of its square, in deviations from the boundary.
        const rounding = (4 * Number.EPSILON * (1 + Math.abs(z))) / deviation;
        const expected = outside(offset - 1) - outside(offset + 1);
        expect(Math.abs(Math.exp(logProbability) / expected - 1)).toBeLessThan(1e-13 + rounding);
      }),
    );
  });

  it("around the mean is an incomplete Gamma function, to 1e-13 of it: 1 to 100 axes", () => {
    fc.assert(
      fc.property(logBetween(1e-3, 10), fc.integer({ min: 1, max: 100 }), (variance, count) => {
        const expected = gammainc(1 / (2 * variance), count / 2);
        fc.pre(expected > 1e-290);
        const { logProbability, raised } = ballProbability([axes(variance, count, 0)]);
        expect(Math.abs(Math.exp(logProbability) / expected - 1)).toBeLessThan(1e-12);
        const next = gammainc(1 / (2 * variance), count / 2 + 1);
        expect(Math.abs(raised[0] / (next / expected) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it("has an error estimate that covers its rounding and stays below 1e-11 where the probability is above 1e-300", () => {
    fc.assert(
      fc.property(manyAxes, (groups) => {
        const { logProbability, errorEstimate, raised } = ballProbability(groups);
        fc.pre(logProbability > -690);
        expect(logProbability).toBeLessThanOrEqual(0);
        expect(errorEstimate).toBeLessThan(1e-11);
        // Two more axes leave less in the ball.
        for (const ratio of raised) expect(ratio).toBeLessThanOrEqual(1 + errorEstimate);
      }),
      { numRuns: 300 },
    );
  });

  it("is that of axes one by one as of equal ones together, within the stated errors", () => {
    fc.assert(
      fc.property(manyAxes, (groups) => {
        const apart = groups.flatMap(({ variance, count, squaredOffset }) =>
          Array.from({ length: count }, () => axes(variance, 1, squaredOffset.hi / count)),
        );
        const [together, single] = [ballProbability(groups), ballProbability(apart)];
        fc.pre(together.logProbability > -690);
        const allowed = together.errorEstimate + single.errorEstimate;
        expect(Math.abs(together.logProbability - single.logProbability)).toBeLessThan(allowed);
      }),
      { numRuns: 50 },
    );
  });

  it("changes with a variance and with an offset by no more than twice the stated sensitivity, to first order", () => {
    fc.assert(
      fc.property(manyAxes, (groups) => {
        const { logProbability, sensitivity } = ballProbability(groups);
        fc.pre(logProbability > -690);
        const step = 1e-6;
        groups.forEach((group, k) => {
          const { variance, count, squaredOffset } = group;
          const wider = ballProbability(groups.with(k, axes(variance * (1 + step), count, squaredOffset.hi)));
          const change = Math.abs(wider.logProbability - logProbability);
          const rounding = 1e-12;
          expect(change).toBeLessThan(2 * sensitivity.toCovariance * variance * step * Math.sqrt(count) + rounding);
          const offset = Math.sqrt(squaredOffset.hi);
          const farther = ballProbability(groups.with(k, axes(variance, count, (offset * (1 + step)) ** 2)));
          const moved = Math.abs(farther.logProbability - logProbability);
          expect(moved).toBeLessThan(2 * sensitivity.toMean * offset * step + rounding);
        });
      }),
      { numRuns: 200 },
    );
  });
});
