import { evaluate } from "../../src/autoencoder/onnx/graph/evaluate.ts";
import type { Numbers, Value } from "../../src/autoencoder/onnx/graph/value.ts";
import { inPrecision, type NamedGraph, type Program, zeros } from "../../src/autoencoder/onnx/program.ts";
import { loadOnnxRuntime } from "../../src/autoencoder/onnx/runtime.ts";
import type { Rng } from "../../src/numerics/random/random.ts";

/** The precisions in which ONNX Runtime runs graphs in tests. There are none if it is not installed. Plain TypeScript runs graphs too. */
export const testedPrecisions: readonly ("float64" | "float32")[] = (await loadOnnxRuntime())
  ? ["float64", "float32"]
  : [];

/** An array of independent standard normal numbers. */
export function normalNumbers(rng: Rng, shape: readonly number[]): Numbers {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return { shape, data: Float64Array.from({ length }, () => rng.normal()) };
}

/** The results of a program for inputs: every output of the graph, in float64. */
export function runProgram(
  program: Program,
  graph: NamedGraph,
  inputs: Readonly<Record<string, Numbers>>,
): Record<string, Float64Array> {
  const fed = Object.entries(inputs).map(([name, { shape, data }]) => [
    name,
    { shape, data: inPrecision(data, program.precision) },
  ]);
  const shapes = evaluate(Object.values(graph.outputs), inputs).map(({ shape }) => shape);
  const outputs = Object.keys(graph.outputs).map((name, k) => {
    const length = shapes[k].reduce((product, axis) => product * axis, 1);
    return [name, { shape: shapes[k], data: zeros(length, program.precision) }] as const;
  });
  program.run(Object.fromEntries(fed), Object.fromEntries(outputs));
  return Object.fromEntries(outputs.map(([name, { data }]) => [name, Float64Array.from(data)]));
}

/** The numbers of a value, computed in plain TypeScript. */
export function numbersOf(end: Value, inputs: Readonly<Record<string, Numbers>>): Float64Array {
  return evaluate([end], inputs)[0].data;
}
