import { InputError } from "../../numerics/input-error.ts";
import { installCommand } from "../../optional-packages.ts";
import type { Fed, NamedGraph, Precision, Program } from "./program.ts";

/** What is used of the package onnxruntime-node. */
interface Library {
  readonly version: string;
  /** A graph as an ONNX file. */
  write(graph: NamedGraph, precision: Precision): Uint8Array;
  tensor(fed: Fed): object;
  open(model: Uint8Array, options: object): NativeSession;
}

/** The session of the package's native part, which computes on the thread that calls it. */
interface NativeSession {
  run(feeds: Readonly<Record<string, object>>, fetches: Readonly<Record<string, object>>, options: object): unknown;
  dispose(): void;
}

export interface OnnxOptions {
  /** Number of threads; by default as many as there are processors. */
  readonly threads?: number;
}

let library: Library | null | undefined;
let problem = "";

/**
 * Loads ONNX Runtime, from the optional package onnxruntime-node. Once for each process.
 * @returns "ONNX Runtime 1.30.0", or null where it can't be loaded: `onnxProblem` then says why
 */
export async function loadOnnxRuntime(): Promise<string | null> {
  if (library === undefined) {
    try {
      library = await importLibrary();
    } catch (error) {
      library = null;
      problem = reasonOf(error);
    }
  }
  return library && `ONNX Runtime ${library.version}`;
}

/** Why ONNX Runtime can't be loaded: no full sentence. */
export function onnxProblem(): string {
  return problem;
}

/** Whether `loadOnnxRuntime` has loaded it. */
export function hasOnnxRuntime(): boolean {
  return !!library;
}

/**
 * A graph that ONNX Runtime runs.
 * @throws InputError where it is not loaded
 */
export function onnxProgram(graph: NamedGraph, precision: Precision, { threads }: OnnxOptions = {}): Program {
  if (!library) throw new InputError("ONNX Runtime is not loaded; await loadOnnxRuntime() first");
  const { write, tensor, open } = library;
  const session = open(write(graph, precision), {
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    logSeverityLevel: 3,
    // Threads that wait would keep processors busy, which others may need: five times as slow beside other work.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const tensors = (all: Readonly<Record<string, Fed>>): Record<string, object> =>
    Object.fromEntries(Object.entries(all).map(([name, fed]) => [name, tensor(fed)]));
  return {
    engine: "onnx",
    precision,
    run: (inputs, outputs) => {
      session.run(tensors(inputs), tensors(outputs), {});
    },
    close: () => session.dispose(),
  };
}

/**
 * The package's public `run` returns a promise, although the library computes on the thread that calls it. Reconstructions and
 * objectives are functions that return, so its native part is called directly.
 */
async function importLibrary(): Promise<Library> {
  const [{ Tensor, env }, { binding, initOrt }, { onnxModel }] = await Promise.all([
    import("onnxruntime-node"),
    import("onnxruntime-node/dist/binding.js"),
    import("./file/onnx-model.ts"),
  ]);
  if (typeof binding?.InferenceSession !== "function") {
    throw new Error(`onnxruntime-node ${env.versions.node} has no native part that is known here; 1.30.0 has`);
  }
  initOrt();
  return {
    version: env.versions.node ?? env.versions.common,
    write: onnxModel,
    tensor: ({ data, shape }) =>
      data instanceof Float32Array ? new Tensor("float32", data, shape) : new Tensor("float64", data, shape),
    open: (model, options) => {
      const session = new binding.InferenceSession();
      session.loadModel(model.buffer as ArrayBuffer, model.byteOffset, model.byteLength, options);
      return session as NativeSession;
    },
  };
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/Cannot find (package|module) 'onnxruntime-node'/.test(message)) {
    return `onnxruntime-node is not installed; run \`${installCommand(["onnxruntime-node"])}\``;
  }
  return message.split("\n")[0].trim().replace(/\.$/, "");
}
