import { expect, it } from "vitest";
import { evaluate } from "../../../src/autoencoder/onnx/graph/evaluate.ts";
import { silu } from "../../../src/autoencoder/onnx/graph/functions.ts";
import { gradient } from "../../../src/autoencoder/onnx/graph/gradient.ts";
import { input } from "../../../src/autoencoder/onnx/graph/leaves.ts";
import { affine } from "../../../src/autoencoder/onnx/graph/products.ts";
import { sumOfSquares } from "../../../src/autoencoder/onnx/graph/squares.ts";
import { reshape } from "../../../src/autoencoder/onnx/graph/sums.ts";
import { plainProgram } from "../../../src/autoencoder/onnx/plain-program.ts";
import type { NamedGraph } from "../../../src/autoencoder/onnx/program.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { normalNumbers, runProgram } from "../../support/graph-programs.ts";

const [x, w, b] = [input("x", ["n", 3]), input("w", [4, 3]), input("b", [4])];
const units = silu(affine(x, w, b));
const loss = sumOfSquares(units);
const [slopes, same] = [gradient(loss, [w, b]), reshape(x, ["n", 1, 3])];
const graph: NamedGraph = { inputs: [x, w, b], outputs: { units, loss, dw: slopes[0], db: slopes[1], same } };

it("a plain program that runs again, with other numbers and shapes, gives the bytes of values that are evaluated once", () => {
  const program = plainProgram(graph);
  const rng = createRng(1);
  for (const n of [5, 7, 5, 1, 7]) {
    const inputs = {
      x: normalNumbers(rng, [n, 3]),
      w: normalNumbers(rng, [4, 3]),
      b: normalNumbers(rng, [4]),
    };
    const expected = evaluate(Object.values(graph.outputs), inputs);
    for (const [k, values] of Object.values(runProgram(program, graph, inputs)).entries()) {
      expect(values).toEqual(expected[k].data);
    }
  }
  program.close();
});
