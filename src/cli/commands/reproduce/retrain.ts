import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { modelFromText, modelToText } from "../../../autoencoder/model/model-file.ts";
import type { ModelParts } from "../../../autoencoder/model/trained-model.ts";
import { modelPath } from "../../../autoencoder/plans/models-on-disk.ts";
import type { CommittedModel } from "../../../autoencoder/plans/noise-level-models.ts";
import { trainModel } from "../../../autoencoder/plans/train-model.ts";
import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { describeStep } from "../../output/describe-step.ts";
import { formatSeconds } from "../../output/output.ts";
import { startProgress } from "../../output/progress.ts";

/** The result of training a model again. */
export interface RetrainedModel {
  readonly name: string;
  /** Whether the file has other bytes than before, or did not exist before. */
  readonly changed: boolean;
}

/**
 * Trains committed models again, one after the other, and writes the files whose bytes differ.
 * @param folder where the files are. Default: `models` in the project
 */
export async function retrain(models: readonly CommittedModel[], folder?: string): Promise<RetrainedModel[]> {
  const results: RetrainedModel[] = [];
  for (const model of models) {
    const plan = model.plan();
    const progress = startProgress(`training ${model.name}`, plan.options.iterations);
    const started = performance.now();
    try {
      const trained = await trainModel(plan, {
        onStep: (training) => progress.update(training.iteration, describeStep(training)),
      });
      const path = folder === undefined ? modelPath(model) : join(folder, basename(modelPath(model)));
      const previous = existsSync(path) ? readFileSync(path, "utf8") : null;
      const text = retrainedText(trained, previous);
      const changed = text !== previous;
      if (changed) writeWhole(path, text);
      progress.stop(`trained in ${formatSeconds((performance.now() - started) / 1000)}`);
      results.push({ name: model.name, changed });
    } finally {
      progress.stop();
    }
  }
  return results;
}

/**
 * The text of the file of a model that was trained again. If the new text differs from `previous` only in the version of this package,
 * the text is `previous`, so that a release that changes no number leaves the files as they are.
 * @param previous the present text of the file; null if there is no file
 */
export function retrainedText(trained: ModelParts, previous: string | null): string {
  const version = previous === null ? undefined : versionIn(previous);
  if (version === undefined) return modelToText(trained);
  const sameVersion = modelToText({ ...trained, provenance: { ...trained.provenance, scorebook: version } });
  return sameVersion === previous ? previous : modelToText(trained);
}

function versionIn(text: string): string | undefined {
  try {
    return modelFromText(text).provenance.scorebook;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
