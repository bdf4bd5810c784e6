// src/notebook.ts for a browser: the same, but for what needs Node.
import { fitModel as fitInNode } from "../../../src/autoencoder/fit/fit-model.ts";
import { NeedsNodeError } from "./optional-packages.ts";

export * from "../../../src/notebook.ts";

/** @throws NeedsNodeError always */
export async function loadOnnxRuntime(): Promise<never> {
  throw new NeedsNodeError("ONNX Runtime", ["onnxruntime-node"]);
}

/** The same with the estimators that need no Node, since a reader may fit a file of their own; says which one is left out. */
export const fitModel: typeof fitInNode = (plan, hooks) => {
  if (plan.estimators === undefined || plan.estimators.includes("deep")) {
    console.log(
      "The deep network is left out: it needs ONNX Runtime in Node, and this notebook runs in a browser, so that results differ from the published ones.",
    );
  }
  return fitInNode(plan, hooks);
};
