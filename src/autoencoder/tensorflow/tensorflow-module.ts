import { createRequire } from "node:module";
import { InputError } from "../../numerics/input-error.ts";

/**
 * The type of TensorFlow.js, as `import * as tf from "@tensorflow/tfjs"` gives it. Its declarations are hundreds of files, which no
 * notebook should have to read; no exported signature therefore names this type.
 */
export type TensorflowModule = typeof import("@tensorflow/tfjs");

/** TensorFlow.js, loaded when it is first needed. */
export function requireTensorflow(): TensorflowModule {
  return createRequire(import.meta.url)("@tensorflow/tfjs");
}

let ready = false;

/** To be called once a backend is set. */
export function setReady(): void {
  ready = true;
}

/** Whether a backend was set. */
export function isReady(): boolean {
  return ready;
}

/**
 * TensorFlow.js for code that computes with it.
 * @throws InputError if no backend was chosen yet
 */
export function readyTensorflow(): TensorflowModule {
  if (!ready)
    throw new InputError({
      argument: "TensorFlow.js",
      problem: "has no backend yet",
      advice: "await loadTensorflow() first",
    });
  return requireTensorflow();
}
