import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { firstOrderSigma, impliedSigma } from "../../src/reconstruction/implied-sigma.ts";
import { Dae1d } from "../../src/reconstruction/line/dae-1d.ts";

/** For N(0, v) and noise of variance t, r* = v x / (v + t). */
const [variance, sigma] = [0.7, 0.4];
const gaussian = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[variance]] }]);
const denoiser = new Dae1d(gaussian, sigma);
const slope = variance / (variance + sigma ** 2);

describe("implied sigma of Gaussian data, in closed form", () => {
  it.each([0.05, 0.4, 2])("with noise of size %s: √F to 1e-10, within its stated error", (guess) => {
    // E|r(x + s z) − x|² = (1 − k)² v + k² s², E r' = k.
    const expected = Math.sqrt(((1 - slope) ** 2 * variance + slope ** 2 * guess ** 2) / slope);
    const { value, errorEstimate } = impliedSigma(gaussian, denoiser, guess);
    expect(Math.abs(value - expected)).toBeLessThan(1e-10);
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(errorEstimate + 1e-13);
  });

  it("has the true sigma as its fixed point, to 1e-10", () => {
    expect(Math.abs(impliedSigma(gaussian, denoiser, sigma).value - sigma)).toBeLessThan(1e-10);
  });

  it("to first order, from clean data: √((1 − k) v), to 1e-10", () => {
    const { value } = firstOrderSigma(gaussian, denoiser);
    expect(Math.abs(value - Math.sqrt((1 - slope) * variance))).toBeLessThan(1e-10);
  });
});

it("says of a density that cannot be blurred what is needed", () => {
  const density = new EnergyDensity({ expression: "x^4", domain: [[-2, 2]] });
  expect(() => impliedSigma(density, new Dae1d(density, 0.3), 0.3)).toThrow(
    "density must be one that can be blurred, with a method smoothed, such as a Gaussian mixture, not a density without this method",
  );
});
