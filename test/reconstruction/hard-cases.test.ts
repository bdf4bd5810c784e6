import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { linspace } from "../../src/numerics/approximation/grid.ts";
import { Dae1d } from "../../src/reconstruction/line/dae-1d.ts";
import { Rcae1d } from "../../src/reconstruction/line/rcae-1d.ts";
import { optimalReconstruction } from "../../src/reconstruction/optimal.ts";
import { scoreEstimate } from "../../src/reconstruction/reconstruction.ts";

describe.each([
  ["Dae1d", Dae1d],
  ["Rcae1d", Rcae1d],
] as const)("%s", (_name, Optimum) => {
  it("on a domain a thousand times as wide as the mass: the Gaussian's own line, to 1e-9", () => {
    const wide = new EnergyDensity({ expression: "x^2/2", domain: [[-1000, 1000]] });
    const x = linspace(-3, 3, 13);
    scoreEstimate(new Optimum(wide, 0.5), x).forEach((value, i) => {
      expect(Math.abs(value + x[i] / 1.25)).toBeLessThan(1e-9);
    });
  });

  it("far from 0 in units of its width, 1e6 and 1e-3: the Gaussian's line, to 8 roundings of a position", () => {
    const far = new GaussianMixture([{ weight: 1, mean: [1e6], covariance: [[1e-6]] }]);
    const x = linspace(1e6 - 2e-3, 1e6 + 2e-3, 9);
    // Positions of quadrature nodes and elements are rounded too, by 1e6 epsilon; the score's slope is 5e5.
    const tolerance = 8 * 1e6 * Number.EPSILON * 5e5;
    scoreEstimate(new Optimum(far, 1e-3), x).forEach((value, i) => {
      expect(Math.abs(value + (x[i] - 1e6) / 2e-6)).toBeLessThan(tolerance);
    });
  });

  it("40 standard deviations out, where p has underflowed: the Gaussian's line, to 1e-8 of its size", () => {
    const gaussian = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const [value] = scoreEstimate(new Optimum(gaussian, 0.5), Float64Array.of(40));
    expect(Math.abs(value / -32 - 1)).toBeLessThan(1e-8);
  });

  it("says so where a point is further out than can be computed", () => {
    const gaussian = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    expect(() => new Optimum(gaussian, 0.5).evaluate(Float64Array.of(1e6))).toThrow(
      /^points must lie where p is at least .* not at 1000000$/,
    );
  });
});

describe.each(["dae", "rcae"] as const)("optimalReconstruction, %s", (method) => {
  it.each([1e-1, 1e-3, 1e-4])(
    "a Gaussian of width %f under sigma = 1: estimates to 1e-8, the loss to 1e-9",
    (width) => {
      const variance = width ** 2;
      const narrow = new GaussianMixture([{ weight: 1, mean: [0.3], covariance: [[variance]] }]);
      const optimum = optimalReconstruction(narrow, method, 1);
      const x = linspace(0.3 - 3 * width, 0.3 + 3 * width, 7);
      scoreEstimate(optimum, x).forEach((value, i) => {
        expect(Math.abs(value + (x[i] - 0.3) / (1 + variance))).toBeLessThan(1e-8);
      });
      const exact = variance / (1 + variance);
      const loss = optimum.optimalLoss();
      expect(Math.abs(loss.value / exact - 1)).toBeLessThan(1e-9);
      expect(Math.abs(loss.value - exact)).toBeLessThanOrEqual(loss.errorEstimate);
    },
  );
});

it("Rcae1d where p has a zero at the wall, p = 3 x^2 on [0, 1]: x r in hyperbolic functions, to 1e-9", () => {
  const density = new EnergyDensity({ expression: "-2 log(x)", domain: [[0, 1]] });
  for (const sigma of [1, 0.1]) {
    // u = x r solves u - sigma^2 u'' = x^2 with u(0) = 0 and r'(1) = 0.
    const [sinh, cosh] = [Math.sinh(1 / sigma), Math.cosh(1 / sigma)];
    const factor = (2 * sigma ** 2 - 1 + 2 * sigma * sinh - 2 * sigma ** 2 * cosh) / (cosh / sigma - sinh);
    const x = Float64Array.of(0.2, 0.5, 0.9, 1);
    new Rcae1d(density, sigma).evaluate(x).forEach((value, i) => {
      const [s, c] = [Math.sinh(x[i] / sigma), Math.cosh(x[i] / sigma)];
      const exact = (x[i] ** 2 + 2 * sigma ** 2 * (1 - c) + factor * s) / x[i];
      expect(Math.abs(value - exact)).toBeLessThan(1e-9 * sigma ** 2);
    });
  }
});

it("an energy that is infinite everywhere, and formulas nested too deeply, are refused in one sentence", () => {
  const build = (expression: string) => () => new EnergyDensity({ expression, domain: [[0, 1]] });
  expect(build("1/0")).toThrow(/finite somewhere/);
  expect(build(`${"(".repeat(10_000)}x${")".repeat(10_000)}`)).toThrow(/parentheses/);
  expect(build(Array.from({ length: 2000 }, () => "x").join("+"))).toThrow(/nest its operations at most 500 deep/);
});
