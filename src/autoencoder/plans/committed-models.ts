import { curve10dData } from "../../density/examples/curve10d.ts";
import { spiral } from "../../density/examples/spiral.ts";
import { checkObject } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { drawnData } from "../data/training-data.ts";
import { modelFromText } from "../model/model-file.ts";
import { isOneLayer, type TrainedModel } from "../model/trained-model.ts";
import { type CommittedModel, noiseLevelModels } from "./noise-level-models.ts";

/** Figure 5's auto-encoder at the paper's size: 10,000 points of the spiral, 1000 units, 1000 iterations, noise drawn once. */
export function spiralAtPaperSize(seed: number): CommittedModel {
  return {
    name: `spiral-seed-${seed}`,
    plan: () => ({
      data: drawnData(spiral(), 10_000, seed),
      source: "spiral",
      options: { sigma: 0.01, hidden: 1000, iterations: 1000, seed, initialScale: 8 },
    }),
  };
}

/** Figure 6's auto-encoder: 8000 points of the curve in R^10, 500 units, 300 iterations, with new noise every 100 iterations. */
export function curveInTenDimensions(seed: number): CommittedModel {
  return {
    name: `curve10d-seed-${seed}`,
    plan: () => ({
      data: drawnData(curve10dData(), 8000, seed),
      source: "curve10d, blurred by 0.05",
      options: { sigma: 0.1, hidden: 500, iterations: 300, redrawEvery: 100, seed, initialScale: 1.5 },
    }),
  };
}

/** The figures show the models of the first seed; the other seeds show that the result does not depend on the seed. */
const seeds = [1, 2, 3];
export const spiralModels: readonly CommittedModel[] = seeds.map(spiralAtPaperSize);
export const curveModels: readonly CommittedModel[] = seeds.map(curveInTenDimensions);

/** Every model in models/. */
export const committedModels: readonly CommittedModel[] = [...spiralModels, ...curveModels, ...noiseLevelModels];

/** The text of a committed model's file, by its name; undefined where there is no such file. */
export type ModelSource = (name: string) => string | undefined;

let source: ModelSource = (name) => {
  throw new InputError({
    argument: `the model ${name}`,
    problem:
      "is stored in a file; import scorebook/node, which reads the file, or hand over its text with useModelSource",
  });
};

/** Sets where the texts of committed models come from: from disk with `scorebook/node`, from the server on a web page. */
export function useModelSource(other: ModelSource): void {
  source = other;
}

/**
 * A committed model, from the text of its file.
 * @throws InputError where the file is not there, is no model, or was changed
 */
export function committedModel(model: CommittedModel): TrainedModel {
  checkObject("model", model, "one of committedModels", { methods: ["plan"] });
  const { name } = model;
  const text = source(name);
  if (text === undefined) {
    throw new InputError({
      argument: `models/${name}.json`,
      problem: "does not exist; npx scorebook figures --retrain makes it again",
    });
  }
  try {
    const read = modelFromText(text);
    if (isOneLayer(read)) return read;
    throw new InputError({ argument: "the text", problem: "is not a one-layer auto-encoder" });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ ...error, argument: `models/${name}.json` }, { cause: error });
  }
}
