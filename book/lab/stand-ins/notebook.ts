// src/notebook.ts for a browser: the same, but for what needs Node.
import { type CellKernel, kernelKey } from "../../../packages/jupyterlite-typescript-kernel/src/execution/public.ts";
import { fitModel as fitInNode } from "../../../src/autoencoder/fit/fit-model.ts";
import { NeedsNodeError } from "./optional-packages.ts";

export * from "../../../src/notebook.ts";

/** @throws NeedsNodeError always */
export async function loadOnnxRuntime(): Promise<never> {
  throw new NeedsNodeError("ONNX Runtime", ["onnxruntime-node"]);
}

/**
 * The same, but for the deep network, which needs Node. A fit to the published data keeps its published result, and so do the cells that
 * use it. A fit to the reader's own data compares the other estimators, and says that one is left out.
 * @throws NeedsNodeError where the cell has a published result
 */
export const fitModel: typeof fitInNode = async (plan, hooks) => {
  if (plan.estimators === undefined || plan.estimators.includes("deep")) {
    if (cellKernel()?.hasStoredResult) throw new NeedsNodeError("The deep network", ["onnxruntime-node"]);
    console.log(
      "The deep network is left out: it needs onnxruntime-node in Node, and this notebook runs in a browser. The other estimators are compared.",
    );
  }
  return fitInNode(plan, hooks);
};

function cellKernel(): CellKernel | undefined {
  return (globalThis as { [kernelKey]?: CellKernel })[kernelKey];
}
