import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rectanglesBetween } from "../../../src/numerics/quadrature/integrate-box.ts";
import { integrateInDisc, overlapWithDisc } from "../../../src/numerics/quadrature/integrate-disc.ts";

/** x^a y^b at points. */
const monomial =
  (a: number, b: number) =>
  (points: Float64Array): Float64Array =>
    Float64Array.from({ length: points.length / 2 }, (_, i) => points[2 * i] ** a * points[2 * i + 1] ** b);

/** Increasing numbers that hold the ends. */
const edges = (ends: readonly [number, number], inside: readonly number[]): Float64Array =>
  Float64Array.from(new Set([...ends, ...inside.filter((at) => at > ends[0] && at < ends[1])])).sort();

describe("integrals over the parts of rectangles in a disc", () => {
  it.each([
    [0, 0, Math.PI],
    [2, 0, Math.PI / 4],
    [2, 2, Math.PI / 24],
    [4, 0, Math.PI / 8],
    [1, 0, 0],
  ])(
    "of x^%d y^%d over the unit disc, cut into rectangles in 20 random ways, are %d to 1e-13, within the error",
    (a, b, exact) => {
      const places = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 5 });
      fc.assert(
        fc.property(places, places, (x, y) => {
          const rectangles = rectanglesBetween([edges([-1, 1], x), edges([-1, 1], y)]);
          const [{ value, errorEstimate }] = integrateInDisc(monomial(a, b), 1, rectangles, 1);
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate + 4e-15);
          expect(errorEstimate).toBeLessThan(1e-13);
        }),
        { numRuns: 20 },
      );
    },
  );

  it.each([0.1, 0.5, 0.9, -0.3])(
    "of 1 over the part right of x = %d is the circular segment's area, to 1e-13",
    (cut) => {
      const rectangles = rectanglesBetween([edges([cut, 1], []), edges([-1, 1], [0.2])]);
      const [{ value }] = integrateInDisc(monomial(0, 0), 1, rectangles, 1);
      expect(Math.abs(value - (Math.acos(cut) - cut * Math.sqrt(1 - cut * cut)))).toBeLessThan(1e-13);
    },
  );

  it("of a rectangle that holds the whole disc, and of one far from it", () => {
    const large = { x: 3, y: 0, halfWidth: 10, halfHeight: 8 };
    const [{ value }] = integrateInDisc(monomial(0, 0), 1, [large], 2);
    expect(Math.abs(value / (4 * Math.PI) - 1)).toBeLessThan(1e-13);
    const far = { x: 3, y: 3, halfWidth: 1.5, halfHeight: 1.5 };
    expect(overlapWithDisc(far, 2)).toBe("outside");
    expect(integrateInDisc(monomial(0, 0), 1, [far], 2)[0].value).toBe(0);
  });

  it("take no more cells for the sake of a kink than allowed, and say what is left", () => {
    let points = 0;
    const kink = (at: Float64Array): Float64Array => {
      points += at.length / 2;
      return Float64Array.from({ length: at.length / 2 }, (_, i) => Math.abs(at[2 * i] - 0.3 * at[2 * i + 1]));
    };
    const whole = { x: 0, y: 0, halfWidth: 1, halfHeight: 1 };
    const [{ value, errorEstimate }] = integrateInDisc(kink, 1, [whole], 1, { mostCells: 100 });
    // |x cos a + y sin a| is on average that of |x|, 4 / 3, whatever the direction.
    const exact = (4 / 3) * Math.hypot(1, 0.3);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(4 * errorEstimate);
    expect(errorEstimate).toBeLessThan(1e-6);
    expect(points).toBeLessThan(1e6);
  });
});
