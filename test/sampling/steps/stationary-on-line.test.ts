import { describe, expect, it } from "vitest";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import {
  exactDifference,
  firstOrderDifference,
  pathDifference,
  smoothedDifference,
} from "../../../src/sampling/energy/energy-difference.ts";
import { gaussLegendreRule, midpointRule } from "../../../src/sampling/energy/path-rule.ts";
import { firstOrderStationary } from "../../../src/sampling/steps/first-order-stationary.ts";
import { stationaryOnLine } from "../../../src/sampling/steps/stationary-on-line.ts";

const range = [-6, 7] as const;
const bumps = threeBumps();
const denoiser = optimalReconstruction(bumps, "dae", 0.3);

/** Half of ∫ |p − p_σ|, on the grid. */
function distanceTo(
  logPdf: (x: Float64Array) => Float64Array,
  { points, density }: ReturnType<typeof stationaryOnLine>,
) {
  const p = logPdf(points).map(Math.exp);
  const width = points[1] - points[0];
  const mass = p.reduce((sum, value) => sum + value * width, 0);
  return density.reduce((sum, value, i) => sum + (width / 2) * Math.abs(value - p[i] / mass), 0);
}
const toSmoothed = (law: ReturnType<typeof stationaryOnLine>) => distanceTo((x) => bumps.smoothed(0.3).logPdf(x), law);

describe("the stationary distribution of a chain on the line", () => {
  it("is exp(−E) on the grid, to rounding, where the differences are those of an energy, on a coarse grid too", () => {
    for (const intervals of [32, 256]) {
      const law = stationaryOnLine({ energyDifference: smoothedDifference(denoiser), proposal: 1, range }, intervals);
      expect(toSmoothed(law)).toBeLessThan(1e-12);
      expect(law.density.length).toBe(intervals + 1);
    }
  });

  it("of the first-order rule on N(0, 1) has the variance that the radial computation gives, within both stated errors", () => {
    const normal = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const sigma = 1e-3;
    const r = optimalReconstruction(normal, "dae", sigma);
    const law = stationaryOnLine({ energyDifference: firstOrderDifference(r), proposal: 0.6, range: [-12, 12] }, 512);
    const width = law.points[1] - law.points[0];
    const variance = law.points.reduce((sum, x, i) => sum + width * x * x * law.density[i], 0);
    const radial = firstOrderStationary(1, 0.6);
    // A difference of distributions of size e changes the variance by at most 12² e; the data's variance is 1 + 1e-6.
    expect(Math.abs(variance - radial.variance)).toBeLessThan(144 * law.errorEstimate + radial.errorEstimate + 1e-5);
    expect(law.acceptance).toBeCloseTo(radial.acceptance, 3);
  });

  it("is 5 % and more off p_σ for the midpoint rule, though that is antisymmetric, and a quarter as far with each finer rule", () => {
    const distances = [midpointRule, gaussLegendreRule(2), gaussLegendreRule(4)].map((rule) =>
      toSmoothed(stationaryOnLine({ energyDifference: pathDifference(denoiser, rule), proposal: 1, range }, 128)),
    );
    expect(distances[0]).toBeGreaterThan(0.05);
    expect(distances[1]).toBeLessThan(distances[0] / 4);
    expect(distances[2]).toBeLessThan(distances[1] / 4);
  });

  it("states an error that the next finer grid confirms", () => {
    const chain = { energyDifference: firstOrderDifference(denoiser), proposal: 1, range };
    const [coarse, fine] = [128, 256].map((intervals) => stationaryOnLine(chain, intervals));
    expect(fine.errorEstimate).toBeLessThan(coarse.errorEstimate);
    expect(Math.abs(toSmoothed(fine) - toSmoothed(coarse))).toBeLessThan(coarse.errorEstimate);
  });
});

it("differences from the energy that a denoiser knows are those of its blurred density", () => {
  const [from, to] = [Float64Array.of(-1, 0.4), Float64Array.of(2, 0.1)];
  const exact = exactDifference(bumps.smoothed(0.3))(from, to);
  const known = smoothedDifference(denoiser)(from, to);
  known.forEach((value, i) => {
    expect(value).toBeCloseTo(exact[i], 13);
  });
  const trained = { dim: 1, sigma: 0.3, evaluate: (x: Float64Array) => x, jacobian: (x: Float64Array) => x };
  expect(() => smoothedDifference(trained)).toThrow(
    "r must be an optimal denoiser, whose log p_sigma is known, not another reconstruction",
  );
});
