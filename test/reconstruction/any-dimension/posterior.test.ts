import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { DaeClosedForm } from "../../../src/reconstruction/any-dimension/dae-closed-form.ts";
import { gaussianPosterior } from "../../../src/reconstruction/any-dimension/posterior.ts";
import { mixtures } from "../../support/arbitraries.ts";

const sigmas = fc.double({ min: 0.05, max: 3, noNaN: true });

describe("gaussianPosterior", () => {
  it.each([1, 2, 3, 10])(
    "mean and covariance are those of the denoiser in d = %d to 1e-10, whatever the mixture and σ",
    (dim) => {
      fc.assert(
        fc.property(mixtures(dim), sigmas, (density, sigma) => {
          const points = density.smoothed(sigma).sample(createRng(1), 8);
          const denoiser = new DaeClosedForm(density, density.smoothed(sigma), sigma);
          const { mean, covariance } = gaussianPosterior(density, sigma, points);
          const [reconstructed, jacobian] = [denoiser.evaluate(points), denoiser.jacobian(points)];
          mean.forEach((value, i) => {
            expect(Math.abs(value - reconstructed[i])).toBeLessThan(1e-10);
          });
          covariance.forEach((value, i) => {
            expect(Math.abs(value / sigma ** 2 - jacobian[i])).toBeLessThan(1e-10);
          });
        }),
        { seed: 1, numRuns: 25 },
      );
    },
  );

  it("a Gaussian's covariance does not depend on the corrupted point and shrinks to σ² I, for σ = 0.001 to 1e-4 of it", () => {
    const [density] = fc.sample(mixtures(3), { seed: 3, numRuns: 1 });
    const [component] = density.components;
    const alone = new GaussianMixture([{ ...component, weight: 1 }]);
    const sigma = 1e-3;
    const { covariance } = gaussianPosterior(alone, sigma, Float64Array.of(0, 0, 0, 1, -2, 0.5));
    covariance.forEach((value, i) => {
      const identity = i % 9 === 0 || i % 9 === 4 || i % 9 === 8 ? 1 : 0;
      expect(Math.abs(value / sigma ** 2 - identity)).toBeLessThan(1e-4);
      expect(Math.abs(value - covariance[(i + 9) % 18])).toBeLessThan(1e-19);
    });
  });
});
