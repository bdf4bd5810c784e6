import { existsSync, readFileSync } from "node:fs";
import { type CommittedModel, modelPath } from "../autoencoder/committed-models.ts";
import { modelToText } from "../autoencoder/model-file.ts";
import { trainModel } from "../autoencoder/train-model.ts";
import { writeWhole } from "../files/whole-file.ts";
import { describeStep } from "./describe-step.ts";
import { formatSeconds } from "./output.ts";
import { startProgress } from "./progress.ts";

/** What became of a model that was trained again. */
export interface RetrainedModel {
  readonly name: string;
  /** Whether its file has other bytes than before, or was not there. */
  readonly changed: boolean;
}

/** Trains committed models anew, one after the other, and writes the files whose bytes differ. */
export async function retrain(models: readonly CommittedModel[]): Promise<RetrainedModel[]> {
  const results: RetrainedModel[] = [];
  for (const model of models) {
    const plan = model.plan();
    const progress = startProgress(`training ${model.name}`, plan.options.iterations);
    const started = performance.now();
    try {
      const trained = await trainModel(plan, {
        onStep: (training) => progress.reach(training.iteration, describeStep(training)),
      });
      const text = modelToText(trained);
      const path = modelPath(model);
      const changed = !existsSync(path) || readFileSync(path, "utf8") !== text;
      if (changed) writeWhole(path, text);
      progress.stop(`trained in ${formatSeconds((performance.now() - started) / 1000)}`);
      results.push({ name: model.name, changed });
    } finally {
      progress.stop();
    }
  }
  return results;
}
