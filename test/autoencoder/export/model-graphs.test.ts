import { describe, expect, test } from "vitest";
import { modelGraphs } from "../../../src/autoencoder/export/model-graphs.ts";
import type { Model } from "../../../src/autoencoder/model/trained-model.ts";
import { plainProgram } from "../../../src/autoencoder/onnx/plain-program.ts";
import type { NamedGraph, Program } from "../../../src/autoencoder/onnx/program.ts";
import { loadOnnxRuntime, onnxProgram } from "../../../src/autoencoder/onnx/runtime.ts";
import { at, direction, expected, kinds, largestError, limits } from "../../support/exported-models.ts";

/** What the graphs say, in an engine. */
function computed(model: Model, sigma: number, open: (graph: NamedGraph) => Program): Record<string, Float64Array> {
  const graphs = modelGraphs(model);
  const results: Record<string, Float64Array> = {};
  for (const graph of [graphs.values, graphs.derivative]) {
    const program = open(graph);
    const numbers = (values: Float64Array) => (program.precision === "float32" ? Float32Array.from(values) : values);
    const all = {
      x: { data: numbers(at), shape: [10, 2] },
      v: { data: numbers(direction), shape: [10, 2] },
      sigma: { data: numbers(new Float64Array(10).fill(sigma)), shape: [10, 1] },
    };
    const inputs = Object.fromEntries(graph.inputs.map(({ name }) => [name, all[name as "x"]]));
    const outputs = Object.fromEntries(
      Object.keys(graph.outputs).map((name) => [name, { data: numbers(new Float64Array(20)), shape: [10, 2] }]),
    );
    program.run(inputs, outputs);
    for (const [name, { data }] of Object.entries(outputs)) results[name] = Float64Array.from(data);
    program.close();
  }
  return results;
}

const runtime = await loadOnnxRuntime();

describe("r, score and Jacobian-vector product of the graphs are the model's, to 1e-12 in float64, relative to max(1, the largest):", () => {
  test.each(kinds.map(([name, model, sigma, input]) => ({ name, model, sigma, input })))(
    "$name",
    ({ model, sigma, input }) => {
      const truth = expected(model, sigma, input);
      const engines = [
        plainProgram,
        ...(runtime === null ? [] : [(graph: NamedGraph) => onnxProgram(graph, "float64")]),
      ];
      for (const open of engines) {
        const results = computed(model, sigma, open);
        for (const [name, values] of Object.entries(truth))
          expect(largestError(values, results[name]), name).toBeLessThan(limits.float64);
      }
    },
  );
});
