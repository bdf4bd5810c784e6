import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { committedModel, committedModels, modelPath } from "../../src/autoencoder/committed-models.ts";
import { fieldQuality } from "../../src/autoencoder/field-quality.ts";
import { modelToText } from "../../src/autoencoder/model-file.ts";
import { dataHash } from "../../src/autoencoder/training-data.ts";
import { spiral } from "../../src/density/spiral.ts";
import { squareGrid } from "../../src/numerics/grid.ts";
import { createRng } from "../../src/numerics/random.ts";

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

it("has models of three seeds or more", () => {
  expect(new Set(committedModels.map((model) => model.plan().options.seed)).size).toBeGreaterThanOrEqual(3);
});

describe.each(committedModels)("$name", (model) => {
  const { network, provenance } = committedModel(model);

  it("was trained at the paper's size on the data of its plan, with its plan's options", () => {
    const { data, options } = model.plan();
    expect(provenance.data).toMatchObject({ training: 10_000, validation: 10_000, sha256: dataHash(data) });
    expect(provenance.options).toMatchObject({ ...options, hidden: 1000, iterations: 1000, sigma: 0.01 });
  });

  it("is written as it was read", () => {
    expect(modelToText(committedModel(model))).toBe(readFileSync(modelPath(model), "utf8").replaceAll("\r\n", "\n"));
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
