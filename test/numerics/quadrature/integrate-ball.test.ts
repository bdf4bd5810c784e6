import { describe, expect, it } from "vitest";
import { monomialIntegral, unitBallVolume } from "../../../src/numerics/quadrature/ball-integrals.ts";
import { integrateBall, integrateBallTogether } from "../../../src/numerics/quadrature/integrate-ball.ts";

const everywhere = (dim: number) => Array.from({ length: dim }, () => [-Infinity, Infinity] as const);

describe.each([1, 2, 3])("integrateBall in %i dimension(s)", (dim) => {
  it("has the closed form of x_1^2 x_d^4 to 1e-10 relative, and covers its error", () => {
    const radius = 1.5;
    const powers = new Array<number>(dim).fill(0);
    powers[0] += 2;
    powers[dim - 1] += 4;
    const f = (points: Float64Array): Float64Array =>
      Float64Array.from(
        { length: points.length / dim },
        (_, i) => points[i * dim] ** 2 * points[i * dim + dim - 1] ** 4,
      );
    const exact = monomialIntegral(powers, { radius });
    const { value, errorEstimate } = integrateBall(f, new Float64Array(dim), radius, everywhere(dim), exact);
    expect(Math.abs(value / exact - 1)).toBeLessThan(1e-10);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
  });

  it("half of it on one side of a wall through the center, to 1e-10 relative", () => {
    const box = everywhere(dim).map((interval, axis) => (axis === 0 ? ([0, Infinity] as const) : interval));
    const one = (points: Float64Array): Float64Array => new Float64Array(points.length / dim).fill(1);
    const exact = unitBallVolume(dim) / 2;
    expect(Math.abs(integrateBall(one, new Float64Array(dim), 1, box, exact).value / exact - 1)).toBeLessThan(1e-10);
  });
});

it("ends for an integrand whose integral is nothing but rounding", () => {
  const odd = (points: Float64Array): Float64Array =>
    Float64Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + 1]);
  expect(Math.abs(integrateBall(odd, Float64Array.of(0, 0), 1, everywhere(2), Math.PI).value)).toBeLessThan(1e-15);
});

it("a disc cut by a square, to 1e-10: closed form by circular segments", () => {
  const one = (points: Float64Array): Float64Array => new Float64Array(points.length / 2).fill(1);
  const radius = 0.6;
  const segment = radius ** 2 * Math.acos(0.5 / radius) - 0.5 * Math.sqrt(radius ** 2 - 0.25);
  const exact = Math.PI * radius ** 2 - 4 * segment;
  const { value } = integrateBall(
    one,
    Float64Array.of(0.5, 0.5),
    radius,
    [
      [0, 1],
      [0, 1],
    ],
    exact,
  );
  expect(Math.abs(value - exact)).toBeLessThan(1e-10);
});

it("several at once are the same as one by one, to rounding (1e-15): 1, x and y² over a disc", () => {
  const functions = [() => 1, (x: number) => x, (_: number, y: number) => y * y];
  const center = Float64Array.of(0.3, -0.2);
  const together = integrateBallTogether(
    (points) =>
      Float64Array.from({ length: (points.length / 2) * 3 }, (_, i) => {
        const k = Math.floor(i / 3);
        return functions[i % 3](points[2 * k], points[2 * k + 1]);
      }),
    3,
    center,
    0.7,
    everywhere(2),
    1,
  );
  functions.forEach((f, k) => {
    const each = (points: Float64Array): Float64Array =>
      Float64Array.from({ length: points.length / 2 }, (_, i) => f(points[2 * i], points[2 * i + 1]));
    expect(Math.abs(together[k].value - integrateBall(each, center, 0.7, everywhere(2), 1).value)).toBeLessThan(1e-15);
  });
});
