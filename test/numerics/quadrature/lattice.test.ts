import { expect, it } from "vitest";
import { Lattice } from "../../../src/numerics/quadrature/lattice.ts";

it("integrates a Gaussian in the plane up to its four nearest aliases, and says by those of twice the step how far it may be off", () => {
  const step = 1;
  const lattice = new Lattice([Float64Array.of(0.2, -0.7)], 9, step);
  const { value, difference } = lattice.integrate((points) =>
    Float64Array.from({ length: points.length / 2 }, (_, i) => {
      return Math.exp(-((points[2 * i] - 0.2) ** 2 + (points[2 * i + 1] + 0.7) ** 2) / 2) / (2 * Math.PI);
    }),
  );
  // A lattice of step h adds the Fourier transform at 2 pi / h along each axis, both ways; the next ones are far smaller.
  const alias = (h: number): number => 4 * Math.exp(-2 * (Math.PI / h) ** 2);
  expect(Math.abs(value - 1)).toBeLessThan(1.01 * alias(step));
  expect(difference).toBeGreaterThan(alias(2 * step) / 4);
  expect(difference).toBeLessThan(1.01 * alias(2 * step));
});

it("counts the nodes of a union of discs once each", () => {
  const centers = [Float64Array.of(0, 0), Float64Array.of(0.5, 0.25), Float64Array.of(30, -2), Float64Array.of(0, 0)];
  const [cutoff, step] = [3, 0.25];
  const lattice = new Lattice(centers, cutoff, step);
  let expected = 0;
  for (let i = -40; i <= 160; i++) {
    for (let j = -40; j <= 40; j++) {
      if (centers.some(([x, y]) => (i * step - x) ** 2 + (j * step - y) ** 2 <= cutoff ** 2)) expected++;
    }
  }
  expect(lattice.length).toBe(expected);
});

it("on the line: the nodes within cutoff", () => {
  expect(new Lattice([Float64Array.of(0), Float64Array.of(1)], 0.5, 0.25).length).toBe(9);
});
