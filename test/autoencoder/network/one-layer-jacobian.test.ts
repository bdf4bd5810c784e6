import { describe, expect, it } from "vitest";
import { activations } from "../../../src/autoencoder/network/activation.ts";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

/** V diag(h'(b + W x)) W at a point, by plain loops that sum over the hidden units in order. */
function byLoops({ dim, hidden, weights, activation }: OneLayer, x: Float64Array): Float64Array {
  const { encoder, hiddenBias, decoder } = weights;
  const slopes = hiddenBias.map((sum, k) => {
    for (let b = 0; b < dim; b++) sum += encoder[k * dim + b] * x[b];
    return activation.derivative(sum);
  });
  return Float64Array.from({ length: dim * dim }, (_, entry) => {
    const [a, b] = [Math.floor(entry / dim), entry % dim];
    let sum = 0;
    for (let k = 0; k < hidden; k++) sum += decoder[a * hidden + k] * slopes[k] * encoder[k * dim + b];
    return sum;
  });
}

function networkOf(dim: number, hidden: number, name: keyof typeof activations): OneLayer {
  const rng = createRng(dim + 1);
  const weights = {
    encoder: normals(rng, hidden * dim, 2),
    hiddenBias: normals(rng, hidden, 5),
    decoder: normals(rng, hidden * dim),
    outputBias: normals(rng, dim),
  };
  return new OneLayer(weights, 1, activations[name]);
}

describe.each([1, 2, 3, 4, 7])("the Jacobian of a network with one layer, d = %i", (dim) => {
  it.each(["tanh", "silu"] as const)("is that by plain loops in every bit, with %s", (name) => {
    // Of two networks in turn, the second one needs more than a page of memory.
    for (const hidden of [1, 9, 3000, 9]) {
      const network = networkOf(dim, hidden, name);
      for (const count of [0, 1, 2, 5]) {
        const points = normals(createRng(count + 1), count * dim, 2);
        const jacobian = network.jacobian(points);
        expect(jacobian.length).toBe(count * dim ** 2);
        for (let i = 0; i < count; i++) {
          const x = points.subarray(i * dim, (i + 1) * dim);
          expect(jacobian.slice(i * dim ** 2, (i + 1) * dim ** 2)).toEqual(byLoops(network, x));
        }
      }
    }
  });

  it("is not a number at a point that is none, and a number beside it", () => {
    const points = Float64Array.from({ length: 2 * dim }, (_, j) => (j === 0 ? Number.NaN : 0.5));
    const jacobian = networkOf(dim, 5, "tanh").jacobian(points);
    expect(jacobian.subarray(0, dim ** 2).every(Number.isNaN)).toBe(true);
    expect(jacobian.subarray(dim ** 2).every(Number.isFinite)).toBe(true);
  });
});
