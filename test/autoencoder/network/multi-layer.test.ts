import { expect, test } from "vitest";
import { sigmoid, tanh } from "../../../src/autoencoder/network/activation.ts";
import { type Layer, MultiLayer } from "../../../src/autoencoder/network/multi-layer.ts";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { differentiate } from "../../support/differences.ts";

function randomLayers(sizes: readonly number[], seed: number): Layer[] {
  const rng = createRng(seed);
  const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.normal());
  return sizes
    .slice(1)
    .map((outputs, k) => ({ matrix: normals(outputs * sizes[k]).map((w) => w / 2), bias: normals(outputs) }));
}

test("with one hidden layer it is the one-layer auto-encoder, to 1e-14", () => {
  const [first, second] = randomLayers([3, 7, 3], 1);
  const weights = {
    encoder: first.matrix,
    hiddenBias: first.bias,
    decoder: second.matrix,
    outputBias: second.bias,
  };
  const [deep, shallow] = [new MultiLayer([first, second], 0.1), new OneLayer(weights, 0.1)];
  const points = Float64Array.of(0.1, -0.4, 0.8, 1.5, 0, -2);
  const pairs = [
    [deep.evaluate(points), shallow.evaluate(points)],
    [deep.jacobian(points), shallow.jacobian(points)],
  ];
  for (const [actual, expected] of pairs) {
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, j) => {
      expect(Math.abs(value - expected[j])).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(expected[j])));
    });
  }
});

test.each([
  { dim: 1, hidden: [5, 4], activation: tanh },
  { dim: 2, hidden: [8, 3, 6], activation: tanh },
  { dim: 4, hidden: [6, 2, 5, 7], activation: sigmoid },
  { dim: 3, hidden: [], activation: tanh },
])("dr/dx is that of central differences to 1e-9: d = $dim, hidden layers $hidden, $activation.name", (given) => {
  const { dim, hidden, activation } = given;
  const network = new MultiLayer(randomLayers([dim, ...hidden, dim], 2), 0.1, activation);
  const points = Float64Array.from({ length: 3 * dim }, (_, j) => Math.sin(3 * j));
  const jacobian = network.jacobian(points);
  for (let i = 0; i < 3; i++) {
    for (let b = 0; b < dim; b++) {
      const slope = differentiate((x) => network.evaluate(x), points.slice(i * dim, (i + 1) * dim), b);
      for (let a = 0; a < dim; a++) {
        expect(Math.abs(jacobian[(i * dim + a) * dim + b] - slope[a])).toBeLessThanOrEqual(1e-9);
      }
    }
  }
});

test("refuses layers that don't fit together, in a sentence that names the layer", () => {
  const [first, second] = randomLayers([2, 3, 2], 1);
  expect(() => new MultiLayer([], 0.1)).toThrow("layers must hold one layer or more");
  expect(() => new MultiLayer([first], 0.1)).toThrow(
    "layers[0].matrix must hold 3 x 3 numbers, as the biases say, not 6",
  );
  expect(() => new MultiLayer([first, first], 0.1)).toThrow("layers[0].matrix must hold 3 x 3 numbers");
  expect(() => new MultiLayer([{ ...first, bias: new Float64Array() }, second], 0.1)).toThrow(
    "layers[0].bias must hold one number or more",
  );
});
