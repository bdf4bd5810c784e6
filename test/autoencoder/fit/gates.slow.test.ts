import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { corrupt } from "../../../src/autoencoder/data/corruption.ts";
import type { EstimatorName } from "../../../src/autoencoder/fit/estimator.ts";
import { type Fit, fitModel } from "../../../src/autoencoder/fit/fit-model.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { readPoints } from "../../../src/files/points-table.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { projectRoot } from "../../../src/project.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";

/** The relative loss of one family. */
function relative({ comparison }: Fit, name: EstimatorName): number {
  const found = comparison.results.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is not in the table`);
  return found.relativeToIdentity;
}

describe("a ring with a blob: 4000 points in the plane, sigma 0.1", () => {
  const ring = new GaussianMixture([
    ...Array.from({ length: 24 }, (_, k) => {
      const angle = (2 * Math.PI * k) / 24;
      return { weight: 0.03, mean: [Math.cos(angle), Math.sin(angle)], covariance: 0.02 };
    }),
    { weight: 0.28, mean: [0.1, 0], covariance: 0.02 },
  ]);

  it("the score of the kept model is off by at most 0.2 of the score, in the root mean square over 5000 fresh noisy points", async () => {
    const rows = ring.sample(createRng(1), 4000);
    const { model } = await fitModel({ rows, dim: 2, source: "ring", sigma: 0.1 });
    const rng = createRng(2);
    const places = corrupt(ring.sample(rng, 5000), 0.1, rng);
    const exact = ring.smoothed(0.1).score(places);
    const own = scoreEstimate(model.reconstruction(), places);
    let [error, size] = [0, 0];
    exact.forEach((score, j) => {
      error += (own[j] - score) ** 2;
      size += score ** 2;
    });
    expect(Math.sqrt(error / size)).toBeLessThanOrEqual(0.2);
  });
});

describe("handwritten digits: 1797 rows of 64 columns, standardised, sigma 0.5", () => {
  it("the deep network is kept, at 0.42 of the identity's held-out loss or less, one Gaussian far behind", async () => {
    const { points, dim } = await readPoints(join(projectRoot(), "notebooks/data/digits.csv.gz"));
    const fit = await fitModel({ rows: points, dim, source: "digits.csv.gz", sigma: 0.5 });
    expect([fit.standardised, fit.comparison.chosen]).toEqual([true, "deep"]);
    expect(relative(fit, "deep")).toBeLessThanOrEqual(0.42);
    expect(relative(fit, "gaussian")).toBeGreaterThan(0.55);
  });
});

describe("penguins: 342 rows of 2 columns, standardised", () => {
  let table: { points: Float64Array; dim: number };
  beforeAll(async () => {
    table = await readPoints(join(projectRoot(), "notebooks/data/penguins.csv"));
  });

  it.each([0.3, 0.8])("what is kept is never above one Gaussian, at sigma %s", async (sigma) => {
    const fit = await fitModel({ rows: table.points, dim: table.dim, source: "penguins.csv", sigma });
    expect(relative(fit, fit.comparison.chosen)).toBeLessThanOrEqual(relative(fit, "gaussian"));
  });
});
