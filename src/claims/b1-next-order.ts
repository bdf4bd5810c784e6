import { GaussianMixture } from "../density/gaussian-mixture.ts";
import { linspace } from "../numerics/grid.ts";
import { displacement, scoreEstimate } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import { check, fitOrder, report } from "./evidence.ts";
import { numericalOptima, type Optima } from "./optima.ts";
import { testCases } from "./region-1d.ts";
import { ORDER_SIGMAS } from "./t1-optimal-denoiser.ts";

/** Gaussian data, for which both optima are the same straight line. */
const MEAN = 0.5;
const VARIANCE = 0.64;
const GAUSSIAN_SIGMAS = [1, 0.3125, 0.0625];

/** B1: the σ⁴ terms of both optima, by which they differ: ½ Δs + (∇s) s and Δs + (∇s) s. 1-D. */
export const b1: Claim<Optima> = {
  id: "b1",
  title: "The next order",
  verify(optima: Optima = numericalOptima): ClaimReport {
    const orders = testCases().flatMap(({ name, density, nodes, rootMeanSquare }) => {
      const score = density.score(nodes);
      const hessian = density.hessian(nodes);
      const laplacian = density.scoreLaplacian(nodes);
      const remainder = (method: "dae" | "rcae", share: number) => (sigma: number) => {
        const change = displacement(optima[method](density, sigma), nodes);
        return rootMeanSquare(
          change.map(
            (value, i) => value - sigma ** 2 * score[i] - sigma ** 4 * (share * laplacian[i] + hessian[i] * score[i]),
          ),
        );
      };
      return [
        fitOrder(`r*_DAE − x − σ² s − σ⁴ (½ Δs + (∇s) s), ${name}`, 6, ORDER_SIGMAS, remainder("dae", 0.5)),
        fitOrder(`r*_RCAE − x − σ² s − σ⁴ (Δs + (∇s) s), ${name}`, 6, ORDER_SIGMAS, remainder("rcae", 1)),
      ];
    });
    return report(
      {
        id: "b1",
        title: "The next order",
        statement:
          "r*_DAE = x + σ² s + σ⁴ (½ Δs + (∇s) s) + O(σ⁶) and r*_RCAE = x + σ² s + σ⁴ (Δs + (∇s) s) + O(σ⁶); for Gaussian data both are μ + v / (v + σ²) (x − μ).",
        source: "beyond the paper, from Theorems 1 and 2",
      },
      GAUSSIAN_SIGMAS.flatMap((sigma) => gaussianChecks(optima, sigma)),
      orders,
    );
  },
};

/** Both numerical optima of Gaussian data against the closed form, within four standard deviations. */
function gaussianChecks(optima: Optima, sigma: number): Check[] {
  const gaussian = new GaussianMixture([{ weight: 1, mean: [MEAN], covariance: [[VARIANCE]] }]);
  const points = linspace(MEAN - 4 * Math.sqrt(VARIANCE), MEAN + 4 * Math.sqrt(VARIANCE), 81);
  return (["dae", "rcae"] as const).map((method) => {
    const optimum = optima[method](gaussian, sigma);
    const worst = scoreEstimate(optimum, points).reduce((largest, value, i) => {
      const exact = -(points[i] - MEAN) / (VARIANCE + sigma ** 2);
      return Math.max(largest, Math.abs(value - exact) / Math.max(1, Math.abs(exact)));
    }, 0);
    return check({
      name: `(r*_${method.toUpperCase()} − x)/σ² against −(x − μ)/(v + σ²), Gaussian data, σ = ${sigma}: largest relative difference`,
      predicted: 0,
      measured: worst,
      tolerance: optimum.errorEstimate + 16 * Number.EPSILON,
      toleranceReason: "the stated error of r*; rounding of the closed form",
    });
  });
}
