import { describe, expect, it } from "vitest";
import { Adam } from "../../../../src/autoencoder/onnx/descent/adam.ts";
import { add, multiply, subtract } from "../../../../src/autoencoder/onnx/graph/arithmetic.ts";
import { tanh } from "../../../../src/autoencoder/onnx/graph/functions.ts";
import { gradient } from "../../../../src/autoencoder/onnx/graph/gradient.ts";
import { input } from "../../../../src/autoencoder/onnx/graph/leaves.ts";
import { affine } from "../../../../src/autoencoder/onnx/graph/products.ts";
import { sumOfSquares } from "../../../../src/autoencoder/onnx/graph/squares.ts";
import { inOneBatch, type LossGraph, lossWithGradient } from "../../../../src/autoencoder/onnx/losses/graph-loss.ts";
import { plainProgram } from "../../../../src/autoencoder/onnx/plain-program.ts";
import { onnxProgram } from "../../../../src/autoencoder/onnx/runtime.ts";
import { createRng, normals } from "../../../../src/numerics/random/random.ts";
import { numbersOf, testedPrecisions } from "../../../support/graph-programs.ts";
import { relativeDifference } from "../../../support/relative-difference.ts";

const [w, b] = [input("w", [2, 3]), input("b", [2])];
const [x, y] = [input("x", ["n", 3]), input("y", ["n", 2])];
const graph: LossGraph = {
  parameters: [w, b],
  points: [x, y],
  loss: sumOfSquares(subtract(tanh(affine(x, w, b)), y)),
  width: 3,
};
const rng = createRng(1);
const start = normals(rng, 8);
const batches = Array.from({ length: 20 }, () => ({ x: normals(rng, 15), y: normals(rng, 10) }));

/** The steps of the paper's Algorithm 1 in its plain form, with the hats; epsilon is scaled to be the faster form's. */
function plainSteps(rate: number): Float64Array {
  const slopes = gradient(graph.loss, graph.parameters);
  const parameters = start.slice();
  const [m, v] = [new Float64Array(8), new Float64Array(8)];
  for (const [k, batch] of batches.entries()) {
    const inputs = {
      w: { shape: [2, 3], data: parameters.slice(0, 6) },
      b: { shape: [2], data: parameters.slice(6) },
      x: { shape: [5, 3], data: batch.x },
      y: { shape: [5, 2], data: batch.y },
    };
    const g = [...numbersOf(slopes[0], inputs), ...numbersOf(slopes[1], inputs)];
    for (let j = 0; j < 8; j++) {
      m[j] = 0.9 * m[j] + 0.1 * (g[j] / 5);
      v[j] = 0.999 * v[j] + 0.001 * (g[j] / 5) ** 2;
      const [mean, square] = [m[j] / (1 - 0.9 ** (k + 1)), v[j] / (1 - 0.999 ** (k + 1))];
      parameters[j] -= (rate * mean) / (Math.sqrt(square) + 1e-8 / Math.sqrt(1 - 0.999 ** (k + 1)));
    }
  }
  return parameters;
}

describe("Adam", () => {
  const expected = plainSteps(0.01);

  it("takes the steps of the paper's algorithm, in plain TypeScript, to 1e-13", () => {
    const adam = new Adam(graph, plainProgram(lossWithGradient(graph)), start);
    for (const batch of batches) adam.step(inOneBatch(batch, 5, "float64"), 5, 0.01);
    expect(relativeDifference(adam.state.parameters, expected)).toBeLessThan(1e-13);
    expect(adam.state.step).toBe(20);
  });

  it.each(testedPrecisions)("takes them in ONNX Runtime, and says the loss before the step, in %s", (precision) => {
    const adam = new Adam(graph, onnxProgram(lossWithGradient(graph), precision), start);
    const first = adam.step(inOneBatch(batches[0], 5, precision), 5, 0.01);
    const inputs = { w: start.slice(0, 6), b: start.slice(6), ...batches[0] };
    const shapes = { w: [2, 3], b: [2], x: [5, 3], y: [5, 2] };
    const named = Object.entries(inputs).map(([name, data]) => [
      name,
      { data, shape: shapes[name as keyof typeof shapes] },
    ]);
    const loss = numbersOf(graph.loss, Object.fromEntries(named))[0] / 5;
    // A gradient near 0 may have another sign in float32, and Adam's steps don't depend on its size: some 20 steps of 0.01.
    const tolerance = precision === "float64" ? 1e-12 : 1e-4;
    expect(Math.abs(first - loss)).toBeLessThan(tolerance * loss);
    for (const batch of batches.slice(1)) adam.step(inOneBatch(batch, 5, precision), 5, 0.01);
    expect(relativeDifference(adam.state.parameters, expected)).toBeLessThan(tolerance);
  });

  it("goes on from its state to the same bytes", () => {
    const program = plainProgram(lossWithGradient(graph));
    const [adam, other] = [new Adam(graph, program, start), new Adam(graph, program, new Float64Array(8))];
    for (const batch of batches.slice(0, 7)) adam.step(inOneBatch(batch, 5, "float64"), 5, 0.01);
    other.state = adam.state;
    for (const batch of batches.slice(7)) {
      adam.step(inOneBatch(batch, 5, "float64"), 5, 0.01);
      other.step(inOneBatch(batch, 5, "float64"), 5, 0.01);
    }
    expect(other.state).toEqual(adam.state);
  });
});

it("moves by the learning rate at first, whatever the gradient's size", () => {
  const scaled: LossGraph = {
    ...graph,
    loss: multiply(input("size", []), add(graph.loss, graph.loss)),
    settings: [input("size", [])],
  };
  for (const size of [1, 1e6]) {
    const adam = new Adam(scaled, plainProgram(lossWithGradient(scaled)), start);
    adam.step({ ...inOneBatch(batches[0], 5, "float64"), size: { data: Float64Array.of(size), shape: [] } }, 5, 0.01);
    for (const [j, parameter] of adam.state.parameters.entries()) {
      expect(Math.abs(Math.abs(parameter - start[j]) - 0.01)).toBeLessThan(1e-6);
    }
  }
});
