import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { curveModels, spiralModels } from "../../src/autoencoder/plans/committed-models.ts";
import { modelPath } from "../../src/autoencoder/plans/models-on-disk.ts";
import { trainModel } from "../../src/autoencoder/plans/train-model.ts";
import { retrainedText } from "../../src/cli/commands/reproduce/retrain.ts";

// The whole trainings at their size: together half a minute of one processor.
it.each([
  ["figure 5", spiralModels[0]],
  ["figure 6", curveModels[0]],
])(
  "%s's model, trained again, is the committed file, byte for byte",
  { timeout: 1_200_000 },
  async (_figure, model) => {
    const committed = readFileSync(modelPath(model), "utf8").replaceAll("\r\n", "\n");
    expect(retrainedText(await trainModel(model.plan()), committed)).toBe(committed);
  },
);
