import { expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { finiteChains } from "../../../src/sampling/chains/finite-chains.ts";
import { escapedToNaN, isFinitePoint, whereFinite } from "../../../src/sampling/chains/finite-points.ts";
import { refusalToNaN, toleratingReconstruction } from "../../../src/sampling/chains/refusal-to-nan.ts";

const { NaN: none, POSITIVE_INFINITY: infinity } = Number;

it("escapedToNaN: a point with one coordinate that is not finite is NaN in all; finite points stay the same array", () => {
  expect([...escapedToNaN(Float64Array.of(1, 2, infinity, 3, 4, none, 5, 6), 2)]).toEqual([
    1,
    2,
    none,
    none,
    none,
    none,
    5,
    6,
  ]);
  const finite = Float64Array.of(1, 2);
  expect(escapedToNaN(finite, 2)).toBe(finite);
});

it("isFinitePoint looks at the coordinates of one point", () => {
  const points = Float64Array.of(1, 2, none, 3);
  expect([isFinitePoint(points, 0, 2), isFinitePoint(points, 1, 2)]).toEqual([true, false]);
});

it("whereFinite: the field sees the finite points only, and its values are theirs", () => {
  const seen: number[][] = [];
  const field = (points: Float64Array): Float64Array => {
    seen.push([...points]);
    return points.map((x) => 10 * x);
  };
  expect([...whereFinite(field, Float64Array.of(1, 2, none, 3, 4, 5), 2)]).toEqual([10, 20, none, none, 40, 50]);
  expect([...whereFinite(field, Float64Array.of(none, none), 2)]).toEqual([none, none]);
  expect([...whereFinite(field, Float64Array.of(7, 8), 2)]).toEqual([70, 80]);
  expect(seen).toEqual([
    [1, 2, 4, 5],
    [7, 8],
  ]);
});

it("refusalToNaN: NaN for a point that is refused with an InputError, its values for the others; other errors pass", () => {
  const picky = (points: Float64Array): Float64Array => {
    if (points.some((x) => x > 100)) throw new InputError({ argument: "points", problem: "is too far out" });
    return Float64Array.from({ length: points.length / 2 }, (_, i) => points[2 * i] + points[2 * i + 1]);
  };
  const f = refusalToNaN(picky, 2, 1);
  expect([...f(Float64Array.of(1, 2, 3, 4))]).toEqual([3, 7]);
  expect([...f(Float64Array.of(1, 2, 3, 400, 5, 6))]).toEqual([3, none, 11]);
  const broken = refusalToNaN(
    () => {
      throw new RangeError("a bug");
    },
    2,
    1,
  );
  expect(() => broken(Float64Array.of(1, 2))).toThrow("a bug");
});

it("toleratingReconstruction: the optimal denoiser in the plane, whose points 1e4 sigma away are refused, has NaN there", () => {
  const density = new EnergyDensity({
    expression: "x^2/2 + y^2/2",
    domain: [
      [-4, 4],
      [-4, 4],
    ],
  });
  const r = optimalReconstruction(density, "dae", 0.3);
  const field = toleratingReconstruction(r);
  const near = Float64Array.of(0.5, -1);
  const points = Float64Array.of(1e9, 0, ...near);
  expect(() => r.displacement?.(points)).toThrow(InputError);
  const nan = [none, none];
  expect([...field.evaluate(points)]).toEqual([...nan, ...r.evaluate(near)]);
  expect([...(field.displacement?.(points) ?? [])]).toEqual([...nan, ...(r.displacement?.(near) ?? [])]);
  expect([...field.jacobian(points)]).toEqual([...nan, ...nan, ...r.jacobian(near)]);
  expect([...(field.smoothedLogPdf?.(points) ?? [])]).toEqual([none, ...(r.smoothedLogPdf?.(near) ?? [])]);
});

it("finiteChains: the chains whose last draw is finite, with their own draws and acceptance", () => {
  const run = {
    dim: 1,
    chains: 3,
    kept: 2,
    draws: Float64Array.of(1, 2, 3, 4, none, 6),
    acceptance: Float64Array.of(0.1, 0.2, 0.3),
  };
  const { draws, chains, kept, acceptance } = finiteChains(run);
  expect({ chains, kept, draws: [...draws], acceptance: [...(acceptance ?? [])] }).toEqual({
    chains: 2,
    kept: 2,
    draws: [1, 3, 4, 6],
    acceptance: [0.1, 0.3],
  });
  const whole = { ...run, draws: Float64Array.of(1, 2, 3, 4, 5, 6) };
  expect(finiteChains(whole)).toBe(whole);
});
