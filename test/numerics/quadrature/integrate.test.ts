import { describe, expect, it } from "vitest";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { integrate, integrateTogether } from "../../../src/numerics/quadrature/integrate.ts";

const cases = [
  { name: "exp on [0, 1]", f: Math.exp, edges: Float64Array.of(0, 1), exact: Math.E - 1 },
  { name: "|x| on [-1, 2], a kink inside a panel", f: Math.abs, edges: Float64Array.of(-1, 2), exact: 2.5 },
  {
    name: "a bell of width 0.01",
    f: (x: number) => Math.exp(-((x / 0.01) ** 2)),
    edges: linspace(-1, 1, 17),
    exact: 0.01 * Math.sqrt(Math.PI),
  },
  { name: "sqrt on [0, 1], an infinite slope", f: Math.sqrt, edges: Float64Array.of(0, 1), exact: 2 / 3 },
];

describe("integrate", () => {
  it.each(cases)("$name: to 1e-13, and within its own error estimate", ({ f, edges, exact }) => {
    const { value, errorEstimate } = integrate((points) => points.map(f), edges);
    expect(Math.abs(value - exact)).toBeLessThan(1e-13);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
    expect(errorEstimate).toBeLessThan(1e-12);
  });

  it("returns increasing edges from the first to the last", () => {
    const { edges } = integrate((points) => points.map(Math.abs), Float64Array.of(-1, 2));
    expect(edges[0]).toBe(-1);
    expect(edges[edges.length - 1]).toBe(2);
    expect(edges.every((x, i) => i === 0 || x > edges[i - 1])).toBe(true);
  });

  it("refuses an integrand that is not a number", () => {
    expect(() => integrate((points) => points.map(Math.log), Float64Array.of(-1, 1))).toThrow(/not a number/);
  });
});

describe("integrateTogether", () => {
  it("has exp and |x| on [-1, 2] at once, to 1e-13 and within their error estimates", () => {
    const { integrals, edges } = integrateTogether(
      (points) =>
        Float64Array.from({ length: 2 * points.length }, (_, i) => [Math.exp, Math.abs][i % 2](points[i >> 1])),
      2,
      Float64Array.of(-1, 2),
    );
    [Math.exp(2) - Math.exp(-1), 2.5].forEach((exact, k) => {
      expect(Math.abs(integrals[k].value - exact)).toBeLessThan(1e-13);
      expect(Math.abs(integrals[k].value - exact)).toBeLessThanOrEqual(integrals[k].errorEstimate);
    });
    // The kink of |x| at 0 is what the panels are halved for.
    expect(edges.length).toBeGreaterThan(40);
  });
});
