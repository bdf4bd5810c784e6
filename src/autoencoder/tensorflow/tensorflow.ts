import { createRequire } from "node:module";
import util from "node:util";
import { InputError } from "../../numerics/input-error.ts";
import { needPackages } from "../../optional-packages.ts";
import { requireTensorflow, setReady, type TensorflowModule } from "./tensorflow-module.ts";

/** A backend that computes: TensorFlow's own library, WebAssembly, or plain JavaScript. */
export type TensorflowBackend = "native" | "wasm" | "cpu";

/** TensorFlow.js with the backend of this process. */
export interface Tensorflow {
  readonly backend: TensorflowBackend;
  /** "TensorFlow.js 4.22.0, backend wasm (SIMD)". */
  readonly description: string;
  /** The reason why the native backend could not be used, as a part of a sentence, if it was tried. */
  readonly nativeProblem?: string;
}

/** The environment variable that names a backend, in place of the first that loads. */
export const BACKEND_VARIABLE = "SCOREBOOK_TFJS";

const backends: readonly TensorflowBackend[] = ["native", "wasm", "cpu"];

let loaded: Promise<Tensorflow> | undefined;

/**
 * Loads TensorFlow.js, with the first backend that loads: native (the optional package @tensorflow/tfjs-node), else WebAssembly,
 * with SIMD where there is any, else plain JavaScript. All of them compute in float32. If the environment variable SCOREBOOK_TFJS
 * is set to native, wasm or cpu, it decides instead. The choice is made once for each process.
 *
 * `import * as tf from "@tensorflow/tfjs"` is the same instance, which from then on computes with that backend.
 *
 * @param say is called with the choice, the first time; by default it prints a line on standard error
 * @throws InputError where SCOREBOOK_TFJS names no backend, or one that does not load
 */
export function loadTensorflow(
  say: (description: string) => void = (description) => process.stderr.write(`${description}\n`),
): Promise<Tensorflow> {
  if (!loaded) {
    loaded = chooseBackend(process.env[BACKEND_VARIABLE]);
    loaded.then(
      ({ description }) => say(description),
      () => {
        // A caller may correct the fault and try again.
        loaded = undefined;
      },
    );
  }
  return loaded;
}

/**
 * TensorFlow.js with the requested backend or, without a request, with the first backend that loads.
 * @param wanted the value of the environment variable; empty counts as not set
 * @param from path or URL of a file, from which @tensorflow/tfjs-node is looked up
 * @throws InputError where `wanted` is no backend, or one that does not load
 * @throws MissingPackageError where TensorFlow.js is not installed
 */
export async function chooseBackend(wanted: string | undefined, from: string = import.meta.url): Promise<Tensorflow> {
  needPackages("TensorFlow.js", ["@tensorflow/tfjs"]);
  if (wanted) {
    const backend = backends.find((name) => name === wanted);
    if (!backend)
      throw new InputError({ argument: BACKEND_VARIABLE, allowed: "native, wasm or cpu", problem: `"${wanted}"` });
    try {
      return await openBackend(backend, from);
    } catch (error) {
      throw new InputError({
        argument: BACKEND_VARIABLE,
        problem: `names the backend ${backend}, which does not load: ${reasonOf(error)}`,
      });
    }
  }
  let nativeProblem: string | undefined;
  for (const backend of backends) {
    try {
      const opened = await openBackend(backend, from);
      return nativeProblem ? { ...opened, nativeProblem } : opened;
    } catch (error) {
      if (backend === "native") nativeProblem = reasonOf(error);
    }
  }
  throw new Error("no backend of TensorFlow.js loads, not even plain JavaScript");
}

/**
 * Sets the backend that computes.
 * @throws Error where it does not load
 */
export async function openBackend(backend: TensorflowBackend, from: string = import.meta.url): Promise<Tensorflow> {
  if (backend === "native") loadNative(from);
  const tf = requireTensorflow();
  if (backend === "wasm") createRequire(import.meta.url)("@tensorflow/tfjs-backend-wasm");
  // Without this, it would say at the first operation that tfjs-node is faster.
  if (backend === "cpu") tf.enableProdMode();
  const name = backend === "native" ? "tensorflow" : backend;
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start its backend ${name}`);
  await tf.ready();
  setReady();
  const description = `TensorFlow.js ${tf.version.tfjs}, backend ${await describe(tf, backend)}`;
  return { backend, description };
}

/** Registers tfjs-node's backend with the instance of TensorFlow.js that scorebook and tfjs-node share. */
function loadNative(from: string): void {
  // Node 22 warns about two functions that tfjs-node still calls, and Node 23 no longer has them.
  const older = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean };
  older.isNullOrUndefined = (value) => value === null || value === undefined;
  older.isArray = Array.isArray;
  // Its library prints a greeting on standard error, unless this variable prevents it.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "1";
  if (!isInstalled("@tensorflow/tfjs-node", from)) throw new Error("@tensorflow/tfjs-node is not installed");
  createRequire(from)("@tensorflow/tfjs-node");
}

function isInstalled(name: string, from: string): boolean {
  try {
    createRequire(from).resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function describe(tf: TensorflowModule, backend: TensorflowBackend): Promise<string> {
  if (backend === "native") {
    const { binding } = tf.backend() as unknown as { binding?: { TF_Version?: string } };
    return `native (TensorFlow ${binding?.TF_Version ?? "of unknown version"})`;
  }
  if (backend === "cpu") return "cpu (plain JavaScript)";
  return (await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) ? "wasm (SIMD)" : "wasm (no SIMD)";
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // The package is installed without the library that its install script downloads or builds.
  if (message.includes("tfjs_binding.node) can not be found")) return "tfjs-node's native library is not there";
  return message.split("\n")[0].trim().replace(/\.$/, "");
}
