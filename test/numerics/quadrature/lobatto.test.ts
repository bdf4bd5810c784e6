import { describe, expect, it } from "vitest";
import { basisValues, basisValuesAt, lobattoBasis, tabulateBasis } from "../../../src/numerics/quadrature/lobatto.ts";

describe.each([4, 10, 14])("lobattoBasis of degree %i", (degree) => {
  const basis = lobattoBasis(degree);
  const n = degree + 1;
  const f = (x: number): number => x ** degree - 2 * x ** 3 + 1;
  const df = (x: number): number => degree * x ** (degree - 1) - 6 * x ** 2;

  it("interpolates a polynomial of its degree to 1e-13, at nodes and between", () => {
    for (const t of [-1, -0.7, 0, 0.123, basis.nodes[1], 0.99, 1]) {
      const shape = basisValues(basis, t, new Float64Array(n));
      const value = shape.reduce((sum, phi, i) => sum + phi * f(basis.nodes[i]), 0);
      expect(Math.abs(value - f(t))).toBeLessThan(1e-13);
    }
  });

  it("tabulates values, to the bit, and derivatives, to 1e-10, at any points", () => {
    const at = Float64Array.of(-0.9, 0.123, basis.nodes[1], 1);
    const { values, derivatives } = tabulateBasis(basis, at);
    expect(values).toEqual(basisValuesAt(basis, at));
    at.forEach((t, q) => {
      expect(values.slice(q * n, (q + 1) * n)).toEqual(basisValues(basis, t, new Float64Array(n)));
      let slope = 0;
      for (let j = 0; j < n; j++) slope += derivatives[q * n + j] * f(basis.nodes[j]);
      expect(Math.abs(slope - df(t))).toBeLessThan(1e-10);
    });
  });

  it("differentiates it at the nodes to 1e-11", () => {
    for (let i = 0; i < n; i++) {
      let slope = 0;
      for (let j = 0; j < n; j++) slope += basis.differentiation[i * n + j] * f(basis.nodes[j]);
      expect(Math.abs(slope - df(basis.nodes[i]))).toBeLessThan(1e-11);
    }
  });
});

it("the inner nodes of degree 4 are 0 and ±√(3/7), to 1e-15", () => {
  const { nodes } = lobattoBasis(4);
  [-1, -Math.sqrt(3 / 7), 0, Math.sqrt(3 / 7), 1].forEach((exact, i) => {
    expect(Math.abs(nodes[i] - exact)).toBeLessThan(1e-15);
  });
});
