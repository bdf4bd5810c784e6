import { expect, it } from "vitest";
import { onnxModel } from "../../../../src/autoencoder/onnx/file/onnx-model.ts";
import { ModelProto } from "../../../../src/autoencoder/onnx/file/onnx-schema.ts";
import { add, multiply } from "../../../../src/autoencoder/onnx/graph/arithmetic.ts";
import { tanh } from "../../../../src/autoencoder/onnx/graph/functions.ts";
import { constant, input } from "../../../../src/autoencoder/onnx/graph/leaves.ts";
import { sum } from "../../../../src/autoencoder/onnx/graph/sums.ts";
import type { NamedGraph } from "../../../../src/autoencoder/onnx/program.ts";

function example(): NamedGraph {
  const x = input("x", ["n", 2]);
  const weights = constant(Float64Array.of(1.5, -2), [2]);
  // tanh(x) twice over, and a number that is needed twice.
  const y = add(multiply(constant(3), tanh(x)), multiply(weights, tanh(x)));
  return {
    inputs: [x],
    outputs: { y, total: sum(multiply(constant(3), y), [-1], true), again: y },
    description: "an example",
    descriptions: { x: "points" },
  };
}

/** What a file says, without fields that have their default. */
function read(bytes: Uint8Array): Record<string, never> {
  return ModelProto.toObject(ModelProto.decode(bytes), { longs: Number, bytes: Array }) as never;
}

it("the same graph gives the same bytes, and the precision decides about them", () => {
  const bytes = onnxModel(example(), "float64");
  expect(onnxModel(example(), "float64")).toEqual(bytes);
  expect(onnxModel(example(), "float32")).not.toEqual(bytes);
});

it("holds inputs, outputs and constants with their types and shapes, in operator set 18", () => {
  const model = read(onnxModel(example(), "float32")) as never as {
    irVersion: number;
    docString: string;
    opsetImport: object[];
    graph: Record<"input" | "output" | "initializer" | "node", Record<string, unknown>[]>;
  };
  expect([model.irVersion, model.opsetImport, model.docString]).toEqual([8, [{ version: 18 }], "an example"]);
  const points = { tensorType: { elemType: 1, shape: { dim: [{ dimParam: "n" }, { dimValue: 2 }] } } };
  expect(model.graph.input).toEqual([{ name: "x", type: points, docString: "points" }]);
  expect(model.graph.output.map(({ name }) => name)).toEqual(["y", "total", "again"]);
  const numbers = model.graph.initializer.map(({ dims = [], dataType, rawData }) => [dims, dataType, rawData]);
  expect(numbers).toContainEqual([[2], 1, [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]]);
  // A list of whole numbers, 64 bits each: the axis -1 of the sum.
  expect(numbers).toContainEqual([[1], 7, Array.from({ length: 8 }, () => 255)]);
});

it("computes once what is computed in the same way from the same values", () => {
  const { graph } = read(onnxModel(example(), "float64")) as never as { graph: Record<string, { opType: string }[]> };
  const types = graph.node.map(({ opType }) => opType).sort();
  expect(types).toEqual(["Add", "Identity", "Mul", "Mul", "Mul", "ReduceSum", "Tanh"]);
  expect(graph.initializer).toHaveLength(3);
});
