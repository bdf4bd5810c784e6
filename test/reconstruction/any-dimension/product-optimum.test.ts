import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { ProductOptimum } from "../../../src/reconstruction/any-dimension/product-optimum.ts";
import { RcaeLangevin } from "../../../src/reconstruction/any-dimension/rcae-langevin.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { Rcae2d } from "../../../src/reconstruction/plane/rcae-2d.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";

const spherical = (dim: number): number[][] =>
  Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => (i === j ? 0.4 : 0)));

/** Gaussians of one spherical covariance around these means. */
function clouds(means: readonly (readonly number[])[]): GaussianMixture {
  return new GaussianMixture(
    means.map((mean) => ({ weight: 1 / means.length, mean, covariance: spherical(mean.length) })),
  );
}

describe("the contractive optimum of a mixture that differs in few directions", () => {
  it("of one Gaussian in R^10 is that of the denoiser, to 1e-13", () => {
    const rng = createRng(2);
    const rows = Array.from({ length: 10 }, () => Array.from({ length: 10 }, () => rng.normal() / 4));
    const covariance = rows.map((a, i) =>
      rows.map((b, j) => a.reduce((sum, value, k) => sum + value * b[k], i === j ? 0.2 : 0)),
    );
    const gaussian = new GaussianMixture([{ weight: 1, mean: rows[3], covariance }]);
    const optimum = optimalReconstruction(gaussian, "rcae", 0.7);
    const denoiser = optimalReconstruction(gaussian, "dae", 0.7);
    const x = gaussian.sample(rng, 5);
    const expected = denoiser.evaluate(x);
    optimum.evaluate(x).forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-13);
    });
    const slopes = denoiser.jacobian(x);
    optimum.jacobian(x).forEach((value, i) => {
      expect(Math.abs(value - slopes[i])).toBeLessThan(1e-13);
    });
    expect(Math.abs(optimum.optimalLoss().value - denoiser.optimalLoss().value)).toBeLessThan(
      4 * denoiser.optimalLoss().errorEstimate + 1e-13,
    );
  });

  it("of two clouds in the plane, by the line through them: as the finite elements of the plane have it", () => {
    const density = clouds([
      [-0.8, 0.1],
      [0.7, 0.9],
    ]);
    const optimum = optimalReconstruction(density, "rcae", 0.5);
    expect(optimum).toBeInstanceOf(ProductOptimum);
    const plane = new Rcae2d(density, 0.5);
    const x = density.sample(createRng(4), 50);
    const expected = scoreEstimate(plane, x);
    scoreEstimate(optimum, x).forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(
        (plane.errorEstimate + optimum.errorEstimate) * Math.max(1, Math.hypot(expected[i], expected[i ^ 1])),
      );
    });
    const slopes = plane.jacobian(x);
    optimum.jacobian(x).forEach((value, i) => {
      expect(Math.abs(value - slopes[i])).toBeLessThanOrEqual(
        plane.jacobianErrorEstimate + optimum.jacobianErrorEstimate,
      );
    });
    const [loss, planeLoss] = [optimum.optimalLoss(), plane.optimalLoss()];
    expect(Math.abs(loss.value - planeLoss.value)).toBeLessThanOrEqual(loss.errorEstimate + planeLoss.errorEstimate);
  }, 60_000);

  it("of three clouds in R^5, within 5 standard errors and the bias of Langevin paths, seed 1", () => {
    const rng = createRng(6);
    const density = clouds([0, 1, 2].map(() => Array.from({ length: 5 }, () => rng.normal())));
    const optimum = optimalReconstruction(density, "rcae", 0.4);
    expect(optimum).toBeInstanceOf(ProductOptimum);
    const x = density.sample(rng, 3);
    const r = optimum.evaluate(x);
    const { value, standardError, biasEstimate } = new RcaeLangevin(density, 0.4, { rng: createRng(1) }).estimate(x);
    r.forEach((one, i) => {
      expect(Math.abs(one - value[i])).toBeLessThan(5 * standardError[i] + biasEstimate[i] + optimum.errorEstimate);
      expect(standardError[i]).toBeLessThan(0.05 * 0.4 ** 2);
    });
  }, 60_000);

  it.each([
    [1e-3, 0.03, 1e-11],
    [1e-6, 0.3, 1e-12],
    [1e-6, 0.001, 1e-8],
    [1e-9, 3e-5, 1e-5],
    [1e-12, 1e-6, 1e-2],
  ])(
    "of two clouds thin across, 1 - correlation %d, sigma %d: that of the factors, to its stated error, below %d",
    (rest, sigma, largest) => {
      const covariance = [
        [1, 1 - rest],
        [1 - rest, 1],
      ];
      const plane = new GaussianMixture([
        { weight: 0.4, mean: [-1, -1], covariance },
        { weight: 0.6, mean: [1.5, 1.5], covariance },
      ]);
      const line = new GaussianMixture([
        { weight: 0.4, mean: [-Math.SQRT2], covariance: [[2 - rest]] },
        { weight: 0.6, mean: [1.5 * Math.SQRT2], covariance: [[2 - rest]] },
      ]);
      const optimum = optimalReconstruction(plane, "rcae", sigma);
      const along = optimalReconstruction(line, "rcae", sigma);
      expect(optimum.errorEstimate).toBeLessThan(largest);
      const z = Math.sqrt(rest);
      for (const x of [
        [0.2 + z, 0.2 - z],
        [-1.5 - 2 * z, -1.5 + 2 * z],
        [1, 1],
      ]) {
        const [u, v] = [(x[0] + x[1]) / Math.SQRT2, (x[0] - x[1]) / Math.SQRT2];
        const [g] = scoreEstimate(along, Float64Array.of(u));
        const h = -v / (rest + sigma ** 2);
        scoreEstimate(optimum, Float64Array.from(x)).forEach((value, a) => {
          const exact = (g + (a === 0 ? h : -h)) / Math.SQRT2;
          const allowed = (optimum.errorEstimate + along.errorEstimate) * Math.max(1, Math.abs(exact));
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(allowed);
        });
      }
      const across = (sigma ** 2 * rest) / (rest + sigma ** 2);
      const [loss, factor] = [optimum.optimalLoss(), along.optimalLoss()];
      expect(Math.abs(loss.value - factor.value - across)).toBeLessThanOrEqual(
        loss.errorEstimate + factor.errorEstimate,
      );
    },
  );

  it("thin mixtures are thin along one axis: components correlated by 0.9999", () => {
    const thin = new GaussianMixture([
      {
        weight: 0.5,
        mean: [0, 0],
        covariance: [
          [1, 0.9999],
          [0.9999, 1],
        ],
      },
      {
        weight: 0.5,
        mean: [1, 1],
        covariance: [
          [1, 0.9999],
          [0.9999, 1.001],
        ],
      },
    ]);
    expect(optimalReconstruction(thin, "rcae", 0.3).errorEstimate).toBeLessThan(1e-7);
  }, 60_000);
});
