// src/notebook.ts for a browser: the same, but for what needs Node to be shown at all.
import { NeedsNodeError } from "./optional-packages.ts";

export * from "../../../src/notebook.ts";

/** @throws NeedsNodeError always */
export async function loadOnnxRuntime(): Promise<never> {
  throw new NeedsNodeError("ONNX Runtime", ["onnxruntime-node"]);
}
