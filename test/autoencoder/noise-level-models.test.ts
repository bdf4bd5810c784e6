import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { modelPath } from "../../src/autoencoder/committed-models.ts";
import { modelToText } from "../../src/autoencoder/model-file.ts";
import { littleNoiseModels, noiseLevelModels, stagedModels } from "../../src/autoencoder/noise-level-models.ts";
import { trainModel } from "../../src/autoencoder/train-model.ts";

it("differ in nothing but the noise and the seed: three seeds of each of four levels", () => {
  const options = noiseLevelModels.map((model) => model.plan().options);
  expect(new Set(options.map(({ sigma, stages = [], seed }) => JSON.stringify({ sigma, stages, seed }))).size).toBe(12);
  const others = options.map(({ sigma, stages, seed, ...rest }) => JSON.stringify(rest));
  expect(new Set(others).size).toBe(1);
});

it.each([littleNoiseModels[0], stagedModels[0]])(
  "$name, trained again, is the committed file, byte for byte",
  async (model) => {
    const trained = await trainModel(model.plan());
    expect(modelToText(trained)).toBe(readFileSync(modelPath(model), "utf8").replaceAll("\r\n", "\n"));
  },
  60_000,
);
