import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dataHash } from "../../../src/autoencoder/data/training-data.ts";
import { fieldQuality, meanCosine } from "../../../src/autoencoder/model/field-quality.ts";
import { modelToText } from "../../../src/autoencoder/model/model-file.ts";
import {
  committedModel,
  committedModels,
  curveModels,
  spiralModels,
} from "../../../src/autoencoder/plans/committed-models.ts";
import { modelPath } from "../../../src/autoencoder/plans/models-on-disk.ts";
import { bayesRisk, corruptedDraws, lossOnDraws } from "../../../src/autoencoder/training/bayes-risk.ts";
import { curve10dData } from "../../../src/density/examples/curve10d.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { squareGrid } from "../../../src/numerics/approximation/grid.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { displacement } from "../../../src/reconstruction/reconstruction.ts";

const curve = spiral();

/** Points at most 0.02 away from points of the spiral. */
function nearSpiral(): Float64Array {
  const rng = createRng(1);
  const points = curve.sample(rng, 2000);
  for (let i = 0; i < points.length; i += 2) {
    const [radius, angle] = [0.02 * Math.sqrt(rng.uniform()), 2 * Math.PI * rng.uniform()];
    points[i] += radius * Math.cos(angle);
    points[i + 1] += radius * Math.sin(angle);
  }
  return points;
}

it.each([
  ["the spiral", spiralModels],
  ["the curve in R^10", curveModels],
])("has models of %s, of three seeds or more", (_data, models) => {
  expect(new Set(models.map((model) => model.plan().options.seed)).size).toBeGreaterThanOrEqual(3);
  for (const model of models) expect(committedModels).toContain(model);
});

describe.each(committedModels)("$name", (model) => {
  const { provenance } = committedModel(model);

  it("was trained on the data of its plan, with its plan's options", () => {
    const { data, options } = model.plan();
    const [training, validation] = [data.training.length / data.dim, data.validation.length / data.dim];
    expect(provenance.data).toMatchObject({ training, validation, sha256: dataHash(data) });
    expect(provenance.options).toMatchObject({ ...options });
  });

  it("is written as it was read", () => {
    expect(modelToText(committedModel(model))).toBe(readFileSync(modelPath(model), "utf8").replaceAll("\r\n", "\n"));
  });
});

describe.each(spiralModels)("$name", (model) => {
  const { network, provenance } = committedModel(model);

  it("was trained at the paper's size: 10,000 points, 1000 units, 1000 iterations, sigma = 0.01", () => {
    expect(provenance.data).toMatchObject({ training: 10_000, validation: 10_000 });
    expect(provenance.options).toMatchObject({ hidden: 1000, iterations: 1000, sigma: 0.01 });
  });

  it("has a validation loss of 1.05e-4 or less, about half of the identity's", () => {
    expect(provenance.losses.validation).toBeLessThanOrEqual(1.05e-4);
    expect(Math.abs(provenance.losses.identity - 2e-4)).toBeLessThan(1e-5);
  });

  it.each([
    { region: "within 0.02 of the spiral", points: nearSpiral(), cosine: 0.92, towards: 0.98 },
    { region: "[-0.3, 0.3]^2", points: squareGrid(0.3, 31), cosine: 0.78, towards: 0.92 },
  ])(
    "$region: mean cosine to the exact score at least $cosine, share towards the nearest arm at least $towards",
    ({ points, cosine, towards }) => {
      const quality = fieldQuality(network, curve, points);
      expect(quality.cosine).toBeGreaterThanOrEqual(cosine);
      expect(quality.towards).toBeGreaterThanOrEqual(towards);
    },
  );

  it("[-1, 1]^2: share towards the nearest arm at least 0.97", () => {
    expect(fieldQuality(network, curve, squareGrid(1, 41)).towards).toBeGreaterThanOrEqual(0.97);
  });
});

describe.each(curveModels)("$name", (model) => {
  const { network, provenance } = committedModel(model);

  it("was trained with the paper's noise, sigma = 0.1", () => {
    expect(provenance.options.sigma).toBe(0.1);
  });

  it("its validation loss is at most 8 % above the best possible one, with noise of its own", () => {
    const { validation } = model.plan().data;
    const draws = corruptedDraws(validation.subarray(0, 10 * 1000), 0.1, 1, createRng(7));
    expect(lossOnDraws(network, draws)).toBeLessThan(1.08 * bayesRisk(curve10dData(), 0.1, draws));
  });

  it("where noise leads, the mean cosine of its field to the exact score is at least 0.98", () => {
    const noisy = curve10dData().smoothed(0.1);
    const points = noisy.sample(createRng(8), 500);
    expect(meanCosine(displacement(network, points), noisy.score(points), 10)).toBeGreaterThanOrEqual(0.98);
  });
});
