import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { descentPath, saddlePoint } from "../../../src/numerics/quadratic-form/descent-path.ts";
import { InversionExponent } from "../../../src/numerics/quadratic-form/inversion-exponent.ts";

const axesList = fc.array(
  fc
    .tuple(
      fc.double({ min: -20, max: 10, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 2, noNaN: true }),
    )
    .map(([logVariance, count, offset]) => ({
      variance: Math.exp(logVariance),
      count,
      squaredOffset: { hi: offset, lo: 0 },
    })),
  { minLength: 1, maxLength: 5 },
);

describe("the exponent of the inversion integral", () => {
  it("has the derivative that differences of it have, to 1e-6 of its size: 200 random exponents", () => {
    fc.assert(
      fc.property(axesList, fc.double({ min: 0.1, max: 3, noNaN: true }), (axes, angle) => {
        const exponent = new InversionExponent(axes);
        const saddle = saddlePoint(exponent);
        exponent.expandAround(saddle);
        const step = 1e-4 * saddle;
        const [re, im] = [saddle * (1 + Math.cos(angle)), saddle * Math.sin(angle)];
        const at = (sRe: number, sIm: number): readonly [number, number] => {
          exponent.moveTo(sRe, sIm);
          return [exponent.re, exponent.im];
        };
        const [right, left, above, below] = [
          at(re + step, im),
          at(re - step, im),
          at(re, im + step),
          at(re, im - step),
        ];
        exponent.moveTo(re, im);
        const { derivativeRe, derivativeIm } = exponent;
        const allowed = (1e-6 * exponent.termSize(saddle)) / saddle;
        expect(Math.abs((right[0] - left[0]) / (2 * step) - derivativeRe)).toBeLessThan(allowed);
        expect(Math.abs((right[1] - left[1]) / (2 * step) - derivativeIm)).toBeLessThan(allowed);
        // Analytic: the derivative along i is i times that along 1.
        expect(Math.abs((above[0] - below[0]) / (2 * step) + derivativeIm)).toBeLessThan(allowed);
        expect(Math.abs((above[1] - below[1]) / (2 * step) - derivativeRe)).toBeLessThan(allowed);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a path of steepest descent", () => {
  it("begins at the minimum on the real axis, stays above it, falls by exp(-45) and keeps its pieces short: 300 random exponents", () => {
    fc.assert(
      fc.property(axesList, (axes) => {
        const exponent = new InversionExponent(axes);
        const saddle = saddlePoint(exponent);
        exponent.expandAround(saddle);
        const path = descentPath(exponent, saddle, { start: 0, change: 8, fraction: 1 });
        expect(path.length / 2).toBeLessThan(30);
        exponent.moveTo(saddle, 0);
        const top = exponent.re;
        // Flat there: the slope changes sign within a thousandth of the saddle's width.
        const width = 1 / Math.sqrt(exponent.curvature(saddle));
        expect(Math.abs(exponent.derivativeRe) * width).toBeLessThan(1e-3);
        let last = top;
        for (let k = 2; k < path.length; k += 2) {
          const [fromRe, fromIm, re, im] = path.subarray(k - 2, k + 2);
          expect(im).toBeGreaterThan(0);
          const length = Math.hypot(re - fromRe, im - fromIm);
          expect(length).toBeLessThanOrEqual(1.0001 * exponent.distanceToSingularity(fromRe, fromIm));
          exponent.moveTo(re, im);
          expect(exponent.re).toBeLessThan(last);
          last = exponent.re;
        }
        expect(last).toBeLessThan(top - 40);
      }),
      { numRuns: 300 },
    );
  });
});
