import { openBackend, type TensorflowBackend } from "../../src/autoencoder/tensorflow/tensorflow.ts";

/** The backends of TensorFlow.js that tests run on: WebAssembly and plain JavaScript always, the native one where it is there. */
export const testedBackends: readonly TensorflowBackend[] = [
  "wasm",
  "cpu",
  ...(await openBackend("native").then(
    () => ["native" as const],
    () => [],
  )),
];
