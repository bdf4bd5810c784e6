import { describe, expect, it } from "vitest";
import { add, multiply } from "../../../src/autoencoder/onnx/graph/arithmetic.ts";
import { tanh } from "../../../src/autoencoder/onnx/graph/functions.ts";
import { gradient, inOrder } from "../../../src/autoencoder/onnx/graph/gradient.ts";
import { input } from "../../../src/autoencoder/onnx/graph/leaves.ts";
import { affine } from "../../../src/autoencoder/onnx/graph/products.ts";
import { sumOfSquares } from "../../../src/autoencoder/onnx/graph/squares.ts";
import { reshape } from "../../../src/autoencoder/onnx/graph/sums.ts";
import { plainProgram } from "../../../src/autoencoder/onnx/plain-program.ts";
import type { Fed, NamedGraph } from "../../../src/autoencoder/onnx/program.ts";
import { stagedProgram, tanhStages } from "../../../src/autoencoder/onnx/tanh-stages.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

/** |tanh(W tanh(W x + b) + b) x|^2 with its gradient: a tanh of a tanh, and a value, x, that two stages need. */
function twoLayers(): NamedGraph {
  const [x, matrix, bias] = [input("x", ["n", 3]), input("W", [3, 3]), input("b", [3])];
  const units = tanh(affine(tanh(affine(x, matrix, bias)), matrix, bias));
  const loss = sumOfSquares(multiply(units, x));
  const [dW, db] = gradient(loss, [matrix, bias]);
  return { inputs: [x, matrix, bias], outputs: { units, loss, dW, db } };
}

const fed = (data: Float64Array, shape: number[]): Fed => ({ data, shape });

function run(program: ReturnType<typeof plainProgram>, rows: number): Record<string, Fed> {
  const rng = createRng(rows);
  const inputs = {
    x: fed(normals(rng, rows * 3), [rows, 3]),
    W: fed(normals(rng, 9), [3, 3]),
    b: fed(normals(rng, 3), [3]),
  };
  const outputs = {
    units: fed(new Float64Array(3 * rows), [rows, 3]),
    loss: fed(new Float64Array(1), []),
    dW: fed(new Float64Array(9), [3, 3]),
    db: fed(new Float64Array(3), [3]),
  };
  program.run(inputs, outputs);
  return outputs;
}

describe("tanhStages", () => {
  it("cuts a graph where it takes tanh: one stage for each layer, and one for the rest, none of which takes tanh", () => {
    const stages = tanhStages(twoLayers()) ?? [];
    expect(stages.map(({ tanhs }) => tanhs.length)).toEqual([1, 1, 0]);
    expect(stages.map(({ graph }) => Object.keys(graph.outputs))).toEqual([
      ["tanh 0"],
      ["tanh 1"],
      ["units", "loss", "dW", "db"],
    ]);
    const operators = stages.flatMap(({ graph }) => inOrder(Object.values(graph.outputs)));
    expect(operators.filter(({ operator }) => operator.type === "Tanh")).toEqual([]);
    expect(stages[0].graph.inputs.map(({ name }) => name)).toEqual(["x", "W", "b"]);
  });

  it("leaves alone a graph without tanh, and one whose sizes do not follow from those of its inputs", () => {
    const x = input("x", ["n", 2]);
    expect(tanhStages({ inputs: [x], outputs: { value: add(x, x) } })).toBeNull();
    expect(tanhStages({ inputs: [x], outputs: { value: tanh(reshape(x, ["2 n"])) } })).toBeNull();
  });
});

describe("stagedProgram", () => {
  it.each([1, 5, 40_000, 2])(
    "of %d rows gives what the whole graph gives, to rounding, 1e-12 of the largest",
    (rows) => {
      const graph = twoLayers();
      const whole = run(plainProgram(graph), rows);
      const staged = run(staging, rows);
      for (const name of Object.keys(graph.outputs)) {
        const largest = Float64Array.from(whole[name].data).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const errors = whole[name].data.map((value, j) => Math.abs(value - staged[name].data[j]) / largest);
        expect(Math.max(...errors)).toBeLessThan(1e-12);
      }
    },
  );

  // One program for all sizes: its memory grows, and what it had before does not show.
  const staging = stagedProgram(tanhStages(twoLayers()) ?? [], plainProgram);
});
