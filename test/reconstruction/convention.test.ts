import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { linspace } from "../../src/numerics/approximation/grid.ts";
import { DaeClosedForm } from "../../src/reconstruction/any-dimension/dae-closed-form.ts";
import { Dae1d } from "../../src/reconstruction/line/dae-1d.ts";
import { Rcae1d } from "../../src/reconstruction/line/rcae-1d.ts";
import { displacement, hessianEstimate, scoreEstimate } from "../../src/reconstruction/reconstruction.ts";

/**
 * The convention of the whole project, pinned on N(mu, v), where everything is known:
 * (r(x) - x) / sigma^2 = +grad log p_sigma = -(x - mu) / (v + sigma^2), and sigma is a standard deviation.
 */
const MU = 2;
const V = 0.7;
const gaussian = new GaussianMixture([{ weight: 1, mean: [MU], covariance: [[V]] }]);

describe.each([5, 1, 0.2, 0.005, 0.0005])("Gaussian data, sigma = %d", (sigma) => {
  const optima = [
    { name: "Dae1d", optimum: new Dae1d(gaussian, sigma) },
    { name: "DaeClosedForm", optimum: new DaeClosedForm(gaussian, gaussian.smoothed(sigma), sigma) },
    { name: "Rcae1d", optimum: new Rcae1d(gaussian, sigma) },
  ];
  const x = linspace(MU - 4, MU + 4, 41);
  const shrink = V / (V + sigma ** 2);

  it.each(optima)(
    "$name: r, r - x, dr/dx, score, Hessian and loss in their units, to 1e-9 and the rounding of nodes",
    ({ optimum }) => {
      const r = optimum.evaluate(x);
      const change = displacement(optimum, x);
      const jacobian = optimum.jacobian(x);
      const score = scoreEstimate(optimum, x);
      const hessian = hessianEstimate(optimum, x);
      // Quadrature nodes near x are rounded by eps |x|: that is eps |x| / sigma^2 in the score, eps |x| / sigma^3 in the Hessian.
      const rounding = Number.EPSILON * 8;
      x.forEach((value, i) => {
        expect(Math.abs(r[i] - (MU + shrink * (value - MU)))).toBeLessThan(1e-9);
        expect(Math.abs(change[i] - (shrink - 1) * (value - MU))).toBeLessThan(1e-9);
        expect(Math.abs(jacobian[i] - shrink)).toBeLessThan(1e-9);
        expect(Math.abs(score[i] + (value - MU) / (V + sigma ** 2))).toBeLessThan(1e-9 + rounding / sigma ** 2);
      });
      const tolerance = 1e-9 + rounding / sigma ** 3;
      for (const value of hessian) expect(Math.abs(value + 1 / (V + sigma ** 2))).toBeLessThan(tolerance);
      const loss = optimum.optimalLoss();
      const exact = sigma ** 2 * shrink;
      expect(Math.abs(loss.value / exact - 1)).toBeLessThan(1e-9);
      expect(Math.abs(loss.value - exact)).toBeLessThanOrEqual(loss.errorEstimate + 4 * Number.EPSILON * exact);
    },
  );
});

it("in 2-D the closed form follows the covariance, to 1e-14", () => {
  const sigma = 0.5;
  const density = new GaussianMixture([
    {
      weight: 1,
      mean: [1, -1],
      covariance: [
        [2, 0.5],
        [0.5, 1],
      ],
    },
  ]);
  const optimum = new DaeClosedForm(density, density.smoothed(sigma), sigma);
  // Sigma (Sigma + sigma^2 I)^-1 by hand: [[2, .5], [.5, 1]] [[2.25, .5], [.5, 1.25]]^-1, determinant 2.5625.
  const d = 2.5625;
  const expected = [(2 * 1.25 - 0.25) / d, (-1 + 1.125) / d, (0.625 - 0.5) / d, (-0.25 + 2.25) / d];
  const jacobian = optimum.jacobian(Float64Array.of(0.3, 0.4));
  jacobian.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(1e-14);
  });
  const r = optimum.evaluate(Float64Array.of(2, 0));
  expect(Math.abs(r[0] - (1 + expected[0] + expected[1]))).toBeLessThan(1e-14);
  expect(Math.abs(r[1] - (-1 + expected[2] + expected[3]))).toBeLessThan(1e-14);
});
