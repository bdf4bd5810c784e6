import { describe, expect, it } from "vitest";
import { drawnData } from "../../../src/autoencoder/data/training-data.ts";
import { drawnLevels, noiseLevels } from "../../../src/autoencoder/residual/noise-levels.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

/** Two clouds 4 apart, each with standard deviation 0.1 in both directions. */
const clouds = new GaussianMixture([-2, 2].map((x) => ({ weight: 1 / 2, mean: [x, 0], covariance: 0.01 })));
const range = [0.01, 100] as const;

describe("how often each part of a range of sigmas is trained", () => {
  const levels = noiseLevels(drawnData(clouds, 1000, 1), range, createRng(1));

  it("is a probability, of at least 3 % of the largest one", () => {
    expect(levels.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    for (const one of levels) expect(one).toBeGreaterThanOrEqual(0.03 * Math.max(...levels));
  });

  it("is most where the clouds are apart and the noise is wider than a cloud, and least where all is one Gaussian", () => {
    const most = levels.indexOf(Math.max(...levels));
    const sigma = range[0] * (range[1] / range[0]) ** ((most + 1 / 2) / levels.length);
    expect(sigma).toBeGreaterThan(0.1);
    expect(sigma).toBeLessThan(2);
    expect(levels[levels.length - 1]).toBeLessThan(levels[most] / 4);
  });

  it("is even where one Gaussian is the best denoiser of all", () => {
    const gaussian = new GaussianMixture([{ weight: 1, mean: [0, 0], covariance: 1 }]);
    const even = noiseLevels(drawnData(gaussian, 1000, 1), [100, 1000], createRng(1));
    for (const one of even) expect(one).toBeCloseTo(1 / even.length, 12);
  });
});

describe("drawing", () => {
  it("takes one sigma in each of n parts of equal probability", () => {
    const levels = Float64Array.of(0.1, 0.5, 0.4);
    const drawn = drawnLevels([1, 1000], levels, 100, createRng(1));
    const counts = [0, 1, 2].map((part) => drawn.filter((sigma) => Math.floor(Math.log10(sigma)) === part).length);
    expect(counts).toEqual([10, 50, 40]);
    expect(drawn).toEqual(drawn.toSorted());
  });

  it("gives the only sigma of a range that is one", () => {
    expect(drawnLevels([0.3, 0.3], Float64Array.of(1), 2, createRng(1))).toEqual(Float64Array.of(0.3, 0.3));
  });
});
