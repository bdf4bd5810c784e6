import { openBackend, type TensorflowBackend } from "../../src/autoencoder/tensorflow/tensorflow.ts";

/** The backends of TensorFlow.js in tests: WebAssembly, plain JavaScript, and the native one if it is installed. */
export const testedBackends: readonly TensorflowBackend[] = [
  "wasm",
  "cpu",
  ...(await openBackend("native").then(
    () => ["native" as const],
    () => [],
  )),
];
