import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { committedModels, modelPath } from "../../src/autoencoder/committed-models.ts";
import { trainModel } from "../../src/autoencoder/train-model.ts";
import { retrainedText } from "../../src/cli/retrain.ts";

// The whole training at the paper's size: a minute on two quiet cores.
it("figure 5's model, trained again, is the committed file, byte for byte", async () => {
  const [model] = committedModels;
  const committed = readFileSync(modelPath(model), "utf8").replaceAll("\r\n", "\n");
  expect(retrainedText(await trainModel(model.plan()), committed)).toBe(committed);
});
