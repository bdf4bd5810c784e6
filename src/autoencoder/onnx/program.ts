import type { Value } from "./graph/value.ts";

/** The precision of the numbers of a graph, by its bits. */
export type Precision = "float32" | "float64";

/** A graph with names for its inputs and outputs. */
export interface NamedGraph {
  /** Values made by `input`, in the order in which they are to be listed. */
  readonly inputs: readonly Value[];
  readonly outputs: Readonly<Record<string, Value>>;
  /** The descriptions of the graph in its file, and of inputs and outputs by their names. */
  readonly description?: string;
  readonly descriptions?: Readonly<Record<string, string>>;
}

/** Numbers in the precision of a program. */
export type FloatArray = Float32Array | Float64Array;

/** An input of a program: row-major numbers and their shape. */
export interface Fed {
  readonly data: FloatArray;
  readonly shape: readonly number[];
}

/** What computes a graph. */
export type GraphEngine = "onnx" | "plain";

/** A graph that can be run again and again with other numbers. */
export interface Program {
  readonly engine: GraphEngine;
  readonly precision: Precision;
  /**
   * Computes outputs of the graph on this thread, and returns when it is done.
   * @param inputs by name
   * @param outputs by name, arrays that the results are written into
   */
  run(inputs: Readonly<Record<string, Fed>>, outputs: Readonly<Record<string, Fed>>): void;
  /** Frees its memory. */
  close(): void;
}

/** An array of zeros in a precision. */
export function zeros(length: number, precision: Precision): FloatArray {
  return precision === "float32" ? new Float32Array(length) : new Float64Array(length);
}

/** Numbers in a precision: those that were given, where they are in it. */
export function inPrecision(numbers: Float64Array, precision: Precision): FloatArray {
  return precision === "float32" ? Float32Array.from(numbers) : numbers;
}
