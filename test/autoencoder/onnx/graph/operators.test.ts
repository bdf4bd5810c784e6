import type { Tensor } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { add, divide, multiply, negate, subtract } from "../../../../src/autoencoder/onnx/graph/arithmetic.ts";
import { exp, log, sigmoid, silu, softplus, sqrt, tanh } from "../../../../src/autoencoder/onnx/graph/functions.ts";
import { gradient, pushforward } from "../../../../src/autoencoder/onnx/graph/gradient.ts";
import { input } from "../../../../src/autoencoder/onnx/graph/leaves.ts";
import { affine, product } from "../../../../src/autoencoder/onnx/graph/products.ts";
import { sumOfSquares } from "../../../../src/autoencoder/onnx/graph/squares.ts";
import { repeatLike, reshape, sum, sumOfAll, sumTo } from "../../../../src/autoencoder/onnx/graph/sums.ts";
import type { Numbers, Value } from "../../../../src/autoencoder/onnx/graph/value.ts";
import { onnxProgram } from "../../../../src/autoencoder/onnx/runtime.ts";
import { openBackend } from "../../../../src/autoencoder/tensorflow/tensorflow.ts";
import { createRng } from "../../../../src/numerics/random/random.ts";
import { differentiate } from "../../../support/differences.ts";
import { normalNumbers, numbersOf, runProgram, testedPrecisions } from "../../../support/graph-programs.ts";
import { relativeDifference } from "../../../support/relative-difference.ts";

/** An operator, what it is applied to, and the same in TensorFlow.js. */
interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  /** Operands whose first axis is the points of a batch, whose number the graph does not know. Default none. */
  readonly rows?: readonly number[];
  readonly positive?: true;
  apply(...operands: Value[]): Value;
  inTensorflow(...operands: Tensor[]): Tensor;
}

const cases: readonly Case[] = [
  {
    name: "a + b",
    shapes: [
      [3, 4],
      [3, 4],
    ],
    rows: [0, 1],
    apply: add,
    inTensorflow: tf.add,
  },
  { name: "a + b, b repeated along the rows", shapes: [[3, 4], [4]], rows: [0], apply: add, inTensorflow: tf.add },
  {
    name: "a - b, a repeated along the columns",
    shapes: [
      [3, 1],
      [3, 4],
    ],
    apply: subtract,
    inTensorflow: tf.sub,
  },
  { name: "a - b, a a number", shapes: [[], [3, 4]], apply: subtract, inTensorflow: tf.sub },
  {
    name: "a b",
    shapes: [
      [3, 4],
      [3, 4],
    ],
    rows: [0, 1],
    apply: multiply,
    inTensorflow: tf.mul,
  },
  { name: "a b, each repeated", shapes: [[3, 1], [4]], rows: [0], apply: multiply, inTensorflow: tf.mul },
  {
    name: "a b, three axes and two",
    shapes: [
      [2, 3, 4],
      [3, 4],
    ],
    apply: multiply,
    inTensorflow: tf.mul,
  },
  {
    name: "a / b",
    shapes: [
      [3, 4],
      [3, 1],
    ],
    positive: true,
    apply: divide,
    inTensorflow: tf.div,
  },
  { name: "-a", shapes: [[5]], apply: negate, inTensorflow: tf.neg },
  { name: "tanh", shapes: [[3, 4]], rows: [0], apply: tanh, inTensorflow: tf.tanh },
  { name: "sigmoid", shapes: [[3, 4]], rows: [0], apply: sigmoid, inTensorflow: tf.sigmoid },
  { name: "softplus", shapes: [[3, 4]], rows: [0], apply: softplus, inTensorflow: tf.softplus },
  { name: "SiLU", shapes: [[3, 4]], rows: [0], apply: silu, inTensorflow: (x) => tf.mul(x, tf.sigmoid(x)) },
  { name: "exp", shapes: [[3, 4]], apply: exp, inTensorflow: tf.exp },
  { name: "log", shapes: [[3, 4]], positive: true, apply: log, inTensorflow: tf.log },
  { name: "the square root", shapes: [[3, 4]], positive: true, apply: sqrt, inTensorflow: tf.sqrt },
  {
    name: "A B",
    shapes: [
      [3, 4],
      [4, 2],
    ],
    rows: [0],
    apply: (a, b) => product(a, b),
    inTensorflow: (a, b) => tf.matMul(a, b),
  },
  {
    name: "A^T B",
    shapes: [
      [4, 3],
      [4, 2],
    ],
    apply: (a, b) => product(a, b, { a: true }),
    inTensorflow: (a, b) => tf.matMul(a, b, true),
  },
  {
    name: "A B^T",
    shapes: [
      [3, 4],
      [2, 4],
    ],
    rows: [0],
    apply: (a, b) => product(a, b, { b: true }),
    inTensorflow: (a, b) => tf.matMul(a, b, false, true),
  },
  {
    name: "A^T B^T",
    shapes: [
      [4, 3],
      [2, 4],
    ],
    apply: (a, b) => product(a, b, { a: true, b: true }),
    inTensorflow: (a, b) => tf.matMul(a, b, true, true),
  },
  {
    name: "x W^T + b",
    shapes: [[3, 4], [2, 4], [2]],
    rows: [0],
    apply: affine,
    inTensorflow: (x, w, b) => tf.add(tf.matMul(x, w, false, true), b),
  },
  { name: "reshape", shapes: [[3, 4]], apply: (x) => reshape(x, [2, 6]), inTensorflow: (x) => tf.reshape(x, [2, 6]) },
  { name: "the sum of all", shapes: [[3, 4]], rows: [0], apply: sumOfAll, inTensorflow: (x) => tf.sum(x) },
  {
    name: "the sum of the rows",
    shapes: [[3, 4]],
    rows: [0],
    apply: (x) => sum(x, [-2]),
    inTensorflow: (x) => tf.sum(x, 0),
  },
  {
    name: "sums of the columns, kept",
    shapes: [[3, 4]],
    rows: [0],
    apply: (x) => sum(x, [-1], true),
    inTensorflow: (x) => tf.sum(x, 1, true),
  },
  {
    name: "the sum to a shape, axes left out and kept",
    shapes: [[2, 3, 4]],
    apply: (x) => sumTo(x, [3, 1]),
    inTensorflow: (x) => tf.sum(tf.sum(x, 0), 1, true),
  },
  {
    name: "repeated like another",
    shapes: [
      [1, 4],
      [3, 4],
    ],
    apply: (x, y) => multiply(repeatLike(x, y), y),
    inTensorflow: (x, y) => tf.mul(tf.tile(x as tf.Tensor2D, [3, 1]), y),
  },
  {
    name: "the sum of squares",
    shapes: [[3, 4]],
    rows: [0],
    apply: sumOfSquares,
    inTensorflow: (x) => tf.sum(tf.square(x)),
  },
];

beforeAll(async () => {
  await openBackend("cpu");
});

describe.each(cases)("$name", ({ shapes, rows = [], positive, apply, inTensorflow }) => {
  const rng = createRng(1);
  const operands = shapes.map((shape, k) => input(`x${k}`, rows.includes(k) ? ["n", ...shape.slice(1)] : shape));
  const result = apply(...operands);
  const numbers = shapes.map((shape): Numbers => {
    const { data } = normalNumbers(rng, shape);
    return { shape, data: positive ? data.map((one) => Math.abs(one) + 1 / 2) : data };
  });
  const inputs = Object.fromEntries(numbers.map((one, k) => [`x${k}`, one]));
  const outcome = numbersOf(result, inputs);
  // A number with every entry of the result in it, each with another factor.
  const factors = normalNumbers(rng, [outcome.length]);
  const end = sumOfAll(multiply(reshape(result, [outcome.length]), input("factors", [outcome.length])));
  const all = { ...inputs, factors };
  const gradients = gradient(end, operands);

  it("is what TensorFlow.js computes, to 1e-5, and so is its gradient", () => {
    tf.tidy(() => {
      const tensors = numbers.map(({ shape, data }) => tf.tensor(Float32Array.from(data), [...shape]));
      const weights = tf.tensor1d(Float32Array.from(factors.data));
      const inner = (...given: Tensor[]): tf.Scalar =>
        tf.sum(tf.mul(tf.reshape(inTensorflow(...given), [-1]), weights));
      expect(relativeDifference(outcome, Float64Array.from(inTensorflow(...tensors).dataSync()))).toBeLessThan(1e-5);
      for (const [k, slope] of tf.grads(inner)(tensors).entries()) {
        expect(relativeDifference(numbersOf(gradients[k], all), Float64Array.from(slope.dataSync()))).toBeLessThan(
          1e-5,
        );
      }
    });
  });

  it("has the gradient of central differences, to 1e-9", () => {
    for (const [k, own] of numbers.entries()) {
      const slopes = numbersOf(gradients[k], all);
      const differences = own.data.map((_, j) => {
        const f = (data: Float64Array): Float64Array =>
          numbersOf(end, { ...all, [`x${k}`]: { shape: own.shape, data } });
        return differentiate(f, own.data, j)[0];
      });
      expect(relativeDifference(slopes, differences)).toBeLessThan(1e-9);
    }
  });

  it("pushes directions forward as the gradient pulls back: u . J v = v . J^T u, to 1e-13", () => {
    for (const [k, own] of numbers.entries()) {
      const direction = normalNumbers(rng, own.shape);
      const v = input("v", operands[k].shape);
      const along = numbersOf(pushforward(end, new Map([[operands[k], v]])), { ...all, v: direction });
      const slopes = numbersOf(gradients[k], all);
      const expected = slopes.reduce((total, slope, j) => total + slope * direction.data[j], 0);
      const size = slopes.reduce((total, slope, j) => total + Math.abs(slope * direction.data[j]), 1);
      expect(Math.abs(along[0] - expected)).toBeLessThan(1e-13 * size);
    }
  });

  it.each(testedPrecisions)("is the same in ONNX Runtime, with its gradient, in %s", (precision) => {
    const named = Object.fromEntries(gradients.map((slope, k) => [`slope${k}`, slope]));
    const graph = { inputs: [...operands, input("factors", [outcome.length])], outputs: { result, ...named } };
    const program = onnxProgram(graph, precision);
    // Sums of a few terms, each rounded once or twice, and functions to a few units in the last place.
    const tolerance = precision === "float64" ? 1e-14 : 5e-6;
    for (const [name, values] of Object.entries(runProgram(program, graph, all))) {
      const expected = numbersOf(name === "result" ? result : named[name], all);
      expect(relativeDifference(values, expected), name).toBeLessThan(tolerance);
    }
    program.close();
  });
});

describe("several directions at once", () => {
  const rng = createRng(2);
  const x = input("x", ["n", 3]);
  const [w, b, c, row] = [input("w", [4, 3]), input("b", [4]), input("c", [2, 4]), input("row", [2])];
  const end = multiply(product(silu(affine(x, w, b)), c, { b: true }), row);
  const inputs = {
    x: normalNumbers(rng, [5, 3]),
    w: normalNumbers(rng, [4, 3]),
    b: normalNumbers(rng, [4]),
    c: normalNumbers(rng, [2, 4]),
    row: normalNumbers(rng, [2]),
  };

  it.each([
    ["of its own for each point", 5],
    ["the same for all points", 1],
  ])("are those of each alone, to 1e-14: directions %s", (_what, rows) => {
    const all = normalNumbers(rng, [6, rows, 3]);
    const together = pushforward(end, new Map([[x, input("all", [6, rows === 1 ? 1 : "n", 3])]]));
    const alone = pushforward(end, new Map([[x, input("alone", ["n", 3])]]));
    const expected = Array.from({ length: 6 }, (_, k) => {
      const own = all.data.subarray(3 * rows * k, 3 * rows * (k + 1));
      const data = Float64Array.from({ length: 15 }, (__, j) => own[j % own.length]);
      return [...numbersOf(alone, { ...inputs, alone: { shape: [5, 3], data } })];
    });
    const actual = numbersOf(together, { ...inputs, all });
    expect(relativeDifference(actual, Float64Array.from(expected.flat()))).toBeLessThan(1e-14);
  });

  it("are refused where a sum would take those that all points share once", () => {
    const shared = new Map([[x, input("all", [6, 1, 3])]]);
    expect(() => pushforward(sumOfAll(x), shared)).toThrow("is not the whole tangent of [n,3]");
    expect(() => pushforward(x, shared)).toThrow("is not the whole tangent of [n,3]");
  });
});

describe("gradients of gradients", () => {
  it("the gradient of |J v|^2 with respect to weights is that of central differences, to 1e-8", () => {
    const rng = createRng(3);
    const [x, v] = [input("x", ["n", 3]), input("v", [2, "n", 3])];
    const [w, b] = [input("w", [4, 3]), input("b", [4])];
    for (const activation of [tanh, sigmoid, softplus, silu]) {
      const changes = pushforward(activation(affine(x, w, b)), new Map([[x, v]]));
      const end = sumOfSquares(changes);
      const inputs = {
        x: normalNumbers(rng, [5, 3]),
        v: normalNumbers(rng, [2, 5, 3]),
        w: normalNumbers(rng, [4, 3]),
        b: normalNumbers(rng, [4]),
      };
      const f = (data: Float64Array): Float64Array => numbersOf(end, { ...inputs, w: { shape: [4, 3], data } });
      const differences = inputs.w.data.map((_, j) => differentiate(f, inputs.w.data, j)[0]);
      expect(relativeDifference(numbersOf(gradient(end, [w])[0], inputs), differences)).toBeLessThan(1e-8);
    }
  });
});

it("activations are finite, with their slopes, at ±1000", () => {
  const x = input("x", ["n", 1]);
  const inputs = { x: { shape: [2, 1], data: Float64Array.of(-1000, 1000) } };
  for (const activation of [tanh, sigmoid, softplus, silu]) {
    const y = activation(x);
    expect(numbersOf(y, inputs).every(Number.isFinite)).toBe(true);
    expect(numbersOf(gradient(sumOfAll(y), [x])[0], inputs).every(Number.isFinite)).toBe(true);
  }
});

describe("mistakes are named", () => {
  const x = input("x", ["n", 3]);
  it.each([
    ["shapes that don't fit", () => add(x, input("y", [4])), "shapes [n,3] and [4] don't fit together"],
    ["matrices that don't fit", () => product(x, x), "matrices of shapes [n,3] and [n,3] don't fit together"],
    ["a matrix that is none", () => product(input("y", [3]), x), "a matrix has two axes, not the shape [3]"],
    ["a gradient of an array", () => gradient(x, [x]), "only a single number has a gradient, not the shape [n,3]"],
    [
      "a gradient with respect to what has no part in it",
      () => gradient(sumOfAll(x), [input("y", [])]),
      "the end does not depend on the value y",
    ],
    [
      "a change of what has no part in it",
      () => pushforward(x, new Map()),
      "the value does not depend on what changes",
    ],
    ["an input that is missing", () => numbersOf(tanh(x), {}), "the input x is missing"],
  ])("%s", (_what, act, message) => {
    expect(act).toThrow(message);
  });
});
