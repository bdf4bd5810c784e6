import { readInputFile } from "../../files/input-file.ts";
import { checkWritable, writeWhole } from "../../files/whole-file.ts";
import { checkObject, checkText } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { modelFromText, modelToText } from "./model-file.ts";
import type { AnyModelParts, Model } from "./trained-model.ts";

/**
 * The model in a file that `writeModel`, or `scorebook train`, wrote, with exactly the same weights.
 * @throws InputError for a file that does not exist, is no model, or was changed
 */
export function readModel(path: string): Model {
  // An empty path is treated as a file that does not exist.
  if (path !== "") checkText("path", path);
  const text = path === "" ? undefined : readInputFile(path);
  if (text === undefined) {
    throw new InputError({
      argument: quote(path),
      problem: "does not exist; give a file that scorebook fit or train wrote",
    });
  }
  try {
    return modelFromText(text);
  } catch (error) {
    throw error instanceof InputError ? new InputError({ ...error, argument: quote(path) }, { cause: error }) : error;
  }
}

/**
 * Writes a complete model, or nothing. The same model gives the same bytes.
 * @throws InputError where no file can be written at `path`
 */
export function writeModel(path: string, model: AnyModelParts): void {
  checkText("path", path);
  checkObject("model", model, "a model, as trainModel and readModel return it");
  checkWritable(path);
  writeWhole(path, modelToText(model));
}
