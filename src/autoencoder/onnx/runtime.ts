import { InputError } from "../../numerics/input-error.ts";
import { moduleFile } from "../../numerics/platform.ts";
import type { Fed, FloatArray, NamedGraph, Precision, Program } from "./program.ts";
import { stagedProgram, tanhStages } from "./tanh-stages.ts";

/** The part of the package onnxruntime-node that is used. */
interface Library {
  readonly version: string;
  /** A graph as an ONNX file. */
  write(graph: NamedGraph, precision: Precision): Uint8Array;
  tensor(fed: Fed): object;
  open(model: Uint8Array, options: object): NativeSession;
}

/** The session of the package's native part, which computes on the thread that calls it. */
interface NativeSession {
  run(
    feeds: Readonly<Record<string, object>>,
    fetches: Readonly<Record<string, object>>,
    options: object,
  ): Readonly<Record<string, { readonly data: FloatArray }>>;
  dispose(): void;
}

export interface OnnxOptions {
  /** Number of threads; by default as many as there are processors. */
  readonly threads?: number;
}

let library: Library | null | undefined;
let problem = "";

/**
 * Loads ONNX Runtime from the optional package onnxruntime-node, once for each process.
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

/** The reason why ONNX Runtime can't be loaded, as a part of a sentence. */
export function onnxProblem(): string {
  return problem;
}

/** Whether `loadOnnxRuntime` has loaded it. */
export function hasOnnxRuntime(): boolean {
  return !!library;
}

/**
 * A graph that ONNX Runtime runs. In float64 its tanh is computed by assembly/tanh.ts instead, which takes a third of the time.
 * @throws InputError where it is not loaded
 */
export function onnxProgram(graph: NamedGraph, precision: Precision, { threads }: OnnxOptions = {}): Program {
  if (!library)
    throw new InputError({
      argument: "ONNX Runtime",
      problem: "is not loaded",
      advice: "await loadOnnxRuntime() first",
    });
  const loaded = library;
  const open = (one: NamedGraph): Program => sessionProgram(loaded, one, precision, threads);
  const stages = precision === "float64" ? tanhStages(graph) : null;
  return stages ? stagedProgram(stages, open) : open(graph);
}

/** A graph as one session of ONNX Runtime. */
function sessionProgram(
  { write, tensor, open }: Library,
  graph: NamedGraph,
  precision: Precision,
  threads: number | undefined,
): Program {
  const session = open(write(graph, precision), sessionOptions(threads));
  const tensors = (all: Readonly<Record<string, Fed>>): Record<string, object> =>
    Object.fromEntries(Object.entries(all).map(([name, fed]) => [name, tensor(fed)]));
  return {
    engine: "onnx",
    precision,
    run: (inputs, outputs) => {
      const results = session.run(tensors(inputs), tensors(outputs), {});
      for (const [name, { data }] of Object.entries(results)) {
        if (data.buffer !== outputs[name].data.buffer) discard(data);
      }
    },
    close: () => session.dispose(),
  };
}

let closedPort: InstanceType<typeof MessageChannel>["port1"] | undefined;

/**
 * Frees the memory of an array at once. The native part writes the outputs into the arrays that it is given, and also copies each into
 * an array of its own. If the garbage collector frees these copies, much later, each one is written to fresh pages of memory: that
 * takes 0.4 ms for each MB, as long as a product of matrices with 64 columns. A message to a closed port takes its arrays away.
 */
function discard({ buffer }: FloatArray): void {
  if (!closedPort) {
    closedPort = new MessageChannel().port1;
    closedPort.close();
  }
  closedPort.postMessage(null, [buffer as ArrayBuffer]);
}

function sessionOptions(threads: number | undefined): object {
  return {
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    logSeverityLevel: 3,
    // Waiting threads would occupy the processors that other programs may need, which made the work five times slower when others ran.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
}

/**
 * The program by which another thread opens sessions of its own, each of which computes on that thread alone: the body of a function
 * of `data` that returns a list of functions (feeds, fetches), each of which runs a graph. The arrays are { data, shape }.
 */
const SESSIONS = `
const { InferenceSession } = require(data.binding).binding;
const { Tensor } = require(data.main);
require(data.binding).initOrt();
const tensors = (all) => Object.fromEntries(
  Object.entries(all).map(([name, { data, shape }]) => [name, new Tensor(data instanceof Float32Array ? "float32" : "float64", data, shape)]),
);
const { port1 } = new MessageChannel();
port1.close();
return data.models.map((model) => {
  const session = new InferenceSession();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, data.options);
  return (feeds, fetches) => {
    // As in discard.
    for (const [name, { data }] of Object.entries(session.run(tensors(feeds), tensors(fetches), {}))) {
      if (data.buffer !== fetches[name].data.buffer) port1.postMessage(null, [data.buffer]);
    }
  };
});
`;

/** A program of another thread, and what it is handed. */
export interface ThreadSessions {
  readonly code: string;
  readonly data: object;
}

/** How another thread runs graphs by ONNX Runtime; undefined where it can't load the package. */
export function threadSessions(graphs: readonly NamedGraph[], precision: Precision): ThreadSessions | undefined {
  const [main, binding] = [moduleFile(PACKAGE), moduleFile(BINDING)];
  if (!library || main === undefined || binding === undefined) return undefined;
  const { write } = library;
  // Copies, since a written file is a part of a larger buffer.
  const models = graphs.map((graph) => Uint8Array.from(write(graph, precision)));
  return { code: SESSIONS, data: { main, binding, models, options: sessionOptions(1) } };
}

/** The package's name is in a variable, so that no bundler follows it: a bundle for browsers does not contain the package. */
const PACKAGE: string = "onnxruntime-node";
/** Its module that has the native part. */
const BINDING = `${PACKAGE}/dist/binding.js`;

/** The parts of the package's modules that are used. */
interface OnnxModule {
  readonly Tensor: new (type: "float32" | "float64", data: FloatArray, shape: readonly number[]) => object;
  readonly env: { readonly versions: { readonly node?: string; readonly common: string } };
}
interface BindingModule {
  readonly binding?: {
    readonly InferenceSession?: new () => NativeSession & {
      loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
    };
  };
  readonly initOrt: () => void;
}

/**
 * The package's public `run` returns a promise, although the library computes on the thread that calls it. Reconstructions and
 * objectives return their results directly, so they call the package's native part.
 */
async function importLibrary(): Promise<Library> {
  const [{ Tensor, env }, { binding, initOrt }, { onnxModel }] = await Promise.all([
    import(PACKAGE) as Promise<OnnxModule>,
    import(BINDING) as Promise<BindingModule>,
    import("./file/onnx-model.ts"),
  ]);
  const version = env.versions.node ?? env.versions.common;
  const Session = binding?.InferenceSession;
  if (!Session)
    throw new Error(
      `onnxruntime-node ${version} has no native part that scorebook knows; install onnxruntime-node 1.30.0`,
    );
  initOrt();
  return {
    version,
    write: onnxModel,
    tensor: ({ data, shape }) => new Tensor(data instanceof Float32Array ? "float32" : "float64", data, shape),
    open: (model, options) => {
      const session = new Session();
      session.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
      return session;
    },
  };
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/Cannot find (package|module) 'onnxruntime-node'/.test(message)) return "onnxruntime-node is not installed";
  return message.split("\n")[0].trim().replace(/\.$/, "");
}
