import { describe, expect, it, test } from "vitest";
import { activations, silu, tanh } from "../../../src/autoencoder/network/activation.ts";
import type { Layer } from "../../../src/autoencoder/network/multi-layer.ts";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { ResidualNetwork, type ResidualWeights } from "../../../src/autoencoder/network/residual-network.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { differentiate } from "../../support/differences.ts";
import { relativeDifference } from "../../support/relative-difference.ts";

function randomWeights(dim: number, hidden: readonly number[], seed: number): ResidualWeights {
  const rng = createRng(seed);
  const layer = (inputs: number, outputs: number): Layer => ({
    matrix: normals(rng, outputs * inputs, 1 / Math.sqrt(inputs)),
    bias: normals(rng, outputs),
  });
  return {
    hidden: hidden.map((units, k) => layer(k === 0 ? dim : hidden[k - 1], units)),
    output: layer(hidden[hidden.length - 1], dim),
    linear: normals(rng, dim * dim, 1 / Math.sqrt(dim)),
  };
}

test("with one hidden layer it is x + M x and a one-layer auto-encoder, to 1e-13; in blocks of points too", () => {
  const weights = randomWeights(3, [700], 1);
  const [{ matrix, bias }] = weights.hidden;
  const { output, linear } = weights;
  const inner = { encoder: matrix, hiddenBias: bias, decoder: output.matrix, outputBias: output.bias };
  const [deep, shallow] = [new ResidualNetwork(weights, 0.1, tanh), new OneLayer(inner, 0.1)];
  // More than the 374 points of a block for values, and more than the 124 of one for slopes.
  const points = normals(createRng(2), 3 * 500);
  const expected = shallow.evaluate(points).map((value, j) => {
    const [i, a] = [Math.floor(j / 3), j % 3];
    return value + [0, 1, 2].reduce((sum, b) => sum + linear[3 * a + b] * points[3 * i + b], 0);
  });
  expect(relativeDifference(deep.displacement(points), expected)).toBeLessThan(1e-13);
  expect(deep.evaluate(points)).toEqual(deep.displacement(points).map((change, j) => points[j] + change));
  const slopes = shallow.jacobian(points).map((value, j) => {
    const [a, b] = [Math.floor(j / 3) % 3, j % 3];
    return value + linear[3 * a + b] + (a === b ? 1 : 0);
  });
  expect(relativeDifference(deep.jacobian(points), slopes)).toBeLessThan(1e-13);
});

describe.each(Object.values(activations))("dr/dx with $name", (activation) => {
  it.each([
    { dim: 1, hidden: [5, 4] },
    { dim: 2, hidden: [8, 3, 6] },
    { dim: 5, hidden: [6, 2, 5, 7] },
  ])("is that of central differences to 1e-9: d = $dim, hidden layers $hidden", ({ dim, hidden }) => {
    const network = new ResidualNetwork(randomWeights(dim, hidden, 3), 0.1, activation);
    const points = normals(createRng(4), 3 * dim);
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
});

test("with a limit, dr/dx is that of central differences to 1e-9 and r - x has at most this length, on both sides of the limit", () => {
  const weights = randomWeights(3, [6, 5], 7);
  const points = normals(createRng(8), 8 * 3);
  const free = new ResidualNetwork(weights, 0.1, tanh);
  const length = (r: ResidualNetwork, i: number): number =>
    Math.hypot(...r.displacement(points.slice(3 * i, 3 * i + 3)));
  const lengths = Array.from({ length: 8 }, (_, i) => length(free, i)).sort((a, b) => a - b);
  const limit = (lengths[3] + lengths[4]) / 2;
  const network = new ResidualNetwork(weights, 0.1, tanh, limit);
  const jacobian = network.jacobian(points);
  for (let i = 0; i < 8; i++) {
    expect(Math.abs(length(network, i) / Math.min(limit, length(free, i)) - 1)).toBeLessThan(1e-14);
    for (let b = 0; b < 3; b++) {
      const slope = differentiate((x) => network.evaluate(x), points.slice(i * 3, (i + 1) * 3), b);
      for (let a = 0; a < 3; a++) expect(Math.abs(jacobian[(i * 3 + a) * 3 + b] - slope[a])).toBeLessThanOrEqual(1e-9);
    }
  }
  expect(() => new ResidualNetwork(weights, 0.1, tanh, 0)).toThrow("limit must be a positive number, not 0");
});

test("no points give nothing, and what are no whole points is refused", () => {
  const network = new ResidualNetwork(randomWeights(2, [3], 5), 0.1);
  expect(network.activation).toBe(silu);
  for (const f of ["evaluate", "displacement", "jacobian"] as const) {
    expect(network[f](new Float64Array())).toHaveLength(0);
    expect(() => network[f](new Float64Array(3))).toThrow("points must be points of dimension 2, not 3 numbers");
  }
});

test("refuses weights that don't fit together, in a sentence that names them", () => {
  const weights = randomWeights(2, [3, 4], 6);
  const [first, second] = weights.hidden;
  const made = (change: Partial<ResidualWeights>): (() => ResidualNetwork) => {
    return () => new ResidualNetwork({ ...weights, ...change }, 0.1);
  };
  expect(made({ hidden: [] })).toThrow("hidden must hold one layer or more, not 0");
  expect(made({ hidden: [second, first] })).toThrow(
    "hidden[0].matrix must hold 4 x 2 numbers, as the biases say, not 12 numbers",
  );
  expect(made({ output: { matrix: new Float64Array(), bias: new Float64Array() } })).toThrow(
    "output.bias must hold one number or more, not 0 numbers",
  );
  expect(made({ linear: new Float64Array(3) })).toThrow("linear must hold 2 x 2 numbers, not 3 numbers");
});
