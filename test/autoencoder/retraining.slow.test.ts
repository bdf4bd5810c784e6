import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { committedModels, modelPath } from "../../src/autoencoder/committed-models.ts";
import { modelToText } from "../../src/autoencoder/model-file.ts";
import { trainModel } from "../../src/autoencoder/train-model.ts";

// The whole training at the paper's size: a minute on two quiet cores.
it("figure 5's model, trained again, is the committed file, byte for byte", async () => {
  const [model] = committedModels;
  const trained = await trainModel(model.plan());
  expect(modelToText(trained)).toBe(readFileSync(modelPath(model), "utf8").replaceAll("\r\n", "\n"));
});
