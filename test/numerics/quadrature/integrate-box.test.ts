import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { type BoxEdges, integrateBox, integrateBoxes } from "../../../src/numerics/quadrature/integrate-box.ts";
import { mixtures } from "../../support/arbitraries.ts";

type Plane = (x: number, y: number) => number;

function onPoints(...fs: readonly Plane[]): (points: Float64Array) => Float64Array {
  return (points) =>
    Float64Array.from({ length: (points.length / 2) * fs.length }, (_, i) => {
      const point = Math.floor(i / fs.length);
      return fs[i % fs.length](points[2 * point], points[2 * point + 1]);
    });
}

const square: BoxEdges = [Float64Array.of(-1, 1), Float64Array.of(-1, 1)];

const cases: readonly { name: string; f: Plane; edges: BoxEdges; exact: number }[] = [
  {
    name: "exp(x + 2 y) on [0, 1] x [0, 2]",
    f: (x, y) => Math.exp(x + 2 * y),
    edges: [Float64Array.of(0, 1), Float64Array.of(0, 2)],
    exact: ((Math.E - 1) * (Math.exp(4) - 1)) / 2,
  },
  {
    name: "a bell of width 0.01 off the centre",
    f: (x, y) => Math.exp(-(((x - 0.3) / 0.01) ** 2) - ((y + 0.2) / 0.01) ** 2),
    edges: [linspace(-1, 1, 17), linspace(-1, 1, 17)],
    exact: 1e-4 * Math.PI,
  },
  { name: "|x - y|, a kink along the diagonal", f: (x, y) => Math.abs(x - y), edges: square, exact: 8 / 3 },
  {
    name: "sqrt(x y), infinite slopes at two walls",
    f: (x, y) => Math.sqrt(x * y),
    edges: [Float64Array.of(0, 1), Float64Array.of(0, 1)],
    exact: 4 / 9,
  },
];

describe("integrateBox", () => {
  it("layers of width 0.001 along two walls: to 1e-12, from fewer than 200,000 points", () => {
    let points = 0;
    const { value } = integrateBox(
      (at) => {
        points += at.length / 2;
        return onPoints((x, y) => Math.exp(-x / 1e-3) * Math.cos(y) + Math.exp(-y / 1e-3))(at);
      },
      [Float64Array.of(0, 0.5, 1), Float64Array.of(0, 0.5, 1)],
      { tolerance: 1e-12 },
    );
    expect(Math.abs(value / (1e-3 * (Math.sin(1) + 1)) - 1)).toBeLessThan(1e-12);
    expect(points).toBeLessThan(200_000);
  });

  it.each(cases)("$name: to 1e-7 of its value, and within its own error estimate", ({ f, edges, exact }) => {
    const { value, errorEstimate } = integrateBox(onPoints(f), edges, { tolerance: 1e-10 });
    expect(Math.abs(value / exact - 1)).toBeLessThan(1e-7);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
  });

  it("polynomials on any box: to 1e-13 of INT |f| at most, within the error estimate", () => {
    const power = fc.integer({ min: 0, max: 12 });
    const interval = fc
      .tuple(fc.double({ min: -2, max: 1.5, noNaN: true }), fc.double({ min: 0.1, max: 2, noNaN: true }))
      .map(([lower, width]) => [lower, lower + width] as const);
    fc.assert(
      fc.property(power, power, interval, interval, (m, n, [a, b], [c, d]) => {
        const exact = ((b ** (m + 1) - a ** (m + 1)) / (m + 1)) * ((d ** (n + 1) - c ** (n + 1)) / (n + 1));
        const size = Math.max(Math.abs(a), Math.abs(b)) ** m * Math.max(Math.abs(c), Math.abs(d)) ** n;
        const { value, errorEstimate } = integrateBox(
          onPoints((x, y) => x ** m * y ** n),
          [Float64Array.of(a, b), Float64Array.of(c, d)],
        );
        const rounding = 1e-14 * size * (b - a) * (d - c);
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate + rounding);
        expect(errorEstimate).toBeLessThan(1e-13 * size * (b - a) * (d - c));
      }),
      { numRuns: 50 },
    );
  });

  it("mixtures of Gaussians integrate to 1 within the error estimate, which is below 1e-11", () => {
    fc.assert(
      fc.property(mixtures(2), (density) => {
        const [x, y] = density.effectiveSupport(80).map(([lower, upper]) => linspace(lower, upper, 13));
        const { value, errorEstimate } = integrateBox((points) => density.logPdf(points).map(Math.exp), [x, y]);
        expect(Math.abs(value - 1)).toBeLessThanOrEqual(errorEstimate);
        expect(errorEstimate).toBeLessThan(1e-11);
      }),
      { numRuns: 10 },
    );
  });

  it("is honest where it stops early: a step along a circle, within its error estimate", () => {
    const { value, errorEstimate } = integrateBox(
      onPoints((x, y) => (x * x + y * y < 0.5 ? 1 : 0)),
      square,
      { tolerance: 1e-7 },
    );
    expect(errorEstimate).toBeGreaterThan(1e-7);
    expect(Math.abs(value - Math.PI / 2)).toBeLessThanOrEqual(errorEstimate);
  });

  it("gives up on noise, and its error estimate says so", () => {
    let seed = 1;
    const noise = (): number => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    const { errorEstimate } = integrateBox((points) => new Float64Array(points.length / 2).map(noise), square);
    expect(errorEstimate).toBeGreaterThan(1e-6);
  });

  it("refuses an integrand that is not a number", () => {
    expect(() =>
      integrateBox(
        onPoints((x, y) => Math.log(x) + y),
        square,
      ),
    ).toThrow(/not a number/);
  });
});

it("integrateBoxes: two integrals at once are those of each alone, to both error estimates", () => {
  const fs: readonly Plane[] = [(x, y) => Math.exp(x * y), (x, y) => Math.cos(20 * x) / (1.1 + y)];
  const together = integrateBoxes(onPoints(...fs), 2, square);
  fs.forEach((f, k) => {
    const alone = integrateBox(onPoints(f), square);
    expect(Math.abs(together[k].value - alone.value)).toBeLessThanOrEqual(
      together[k].errorEstimate + alone.errorEstimate,
    );
    expect(together[k].errorEstimate).toBeLessThan(1e-12);
  });
});
