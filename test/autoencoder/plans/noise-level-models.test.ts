import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { modelToText } from "../../../src/autoencoder/model/model-file.ts";
import { modelPath } from "../../../src/autoencoder/plans/models-on-disk.ts";
import { noiseLevelModels } from "../../../src/autoencoder/plans/noise-level-models.ts";
import { trainModel } from "../../../src/autoencoder/plans/train-model.ts";

it("differ in nothing but noise, iterations and seed: three seeds of each of seven", () => {
  const options = noiseLevelModels.map((model) => model.plan().options);
  const levels = options.map(({ sigma, annealing, iterations }) => JSON.stringify({ sigma, annealing, iterations }));
  expect(new Set(levels).size).toBe(7);
  expect(new Set(options.map(({ seed }, k) => `${levels[k]} ${seed}`)).size).toBe(21);
  const others = options.map(({ sigma, annealing, iterations, seed, ...rest }) => JSON.stringify(rest));
  expect(new Set(others).size).toBe(1);
});

it.each(noiseLevelModels)(
  "$name, trained again, is the committed file, byte for byte",
  async (model) => {
    const trained = await trainModel(model.plan());
    expect(modelToText(trained)).toBe(readFileSync(modelPath(model), "utf8").replaceAll("\r\n", "\n"));
  },
  60_000,
);
