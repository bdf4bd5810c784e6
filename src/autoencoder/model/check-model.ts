import { checkLength, checkObject, checkPoints } from "../../numerics/check.ts";
import type { Scaling } from "./scaling.ts";
import { type AnyModelParts, isClosedForm, isOneLayer, modelDim } from "./trained-model.ts";

/** @throws InputError for what is not a scaling, and points that don't fit it */
export function checkScaling(scaling: Scaling, points: Float64Array): void {
  checkObject("scaling", scaling, "mean and scale, as standardising returns them");
  checkPoints("scaling.mean", scaling.mean, 1, 1);
  checkLength("scaling.scale", scaling.scale, scaling.mean.length);
  checkPoints("points", points, scaling.mean.length);
}

/** @throws InputError for what is not a trained model, and points that don't fit it */
export function checkModel(model: AnyModelParts, points: Float64Array): void {
  checkObject("model", model, "a model, as trainModel and readModel return it");
  if (!isClosedForm(model)) {
    const method = isOneLayer(model) ? "evaluate" : "at";
    checkObject("model.network", model.network, "a network", { methods: [method], numbers: ["dim"] });
  }
  checkPoints("points", points, modelDim(model));
}
