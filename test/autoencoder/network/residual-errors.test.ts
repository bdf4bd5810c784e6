import { describe, expect, it } from "vitest";
import { type ActivationName, activations } from "../../../src/autoencoder/network/activation.ts";
import { residualErrors } from "../../../src/autoencoder/network/residual-errors.ts";
import type { ResidualNetwork } from "../../../src/autoencoder/network/residual-network.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { smallResidualModel } from "../../support/small-residual-model.ts";

/** r(x) - x with the terms of every sum in the opposite order. */
function backwards({ weights, activation, dim }: ResidualNetwork, x: Float64Array): Float64Array {
  const apply = (matrix: Float64Array, bias: Float64Array, y: Float64Array): Float64Array =>
    bias.map((b, k) => {
      let sum = 0;
      for (let j = y.length - 1; j >= 0; j--) sum += matrix[k * y.length + j] * y[j];
      return sum + b;
    });
  let units = x;
  for (const { matrix, bias } of weights.hidden) units = apply(matrix, bias, units).map(activation.value);
  const output = apply(weights.output.matrix, weights.output.bias, units);
  const linear = apply(weights.linear, new Float64Array(dim), x);
  return output.map((value, a) => value + linear[a]);
}

describe.each(Object.keys(activations) as ActivationName[])("with %s", (activation) => {
  const network = smallResidualModel({ dim: 4, hidden: [30, 20], activation, sigmas: [0.1, 1] }).network.at(0.3);
  const points = normals(createRng(1), 4 * 50, 3);

  it("bounds what the order of the sums changes, and is at most 10,000 times as large as it", () => {
    const bounds = residualErrors(network, points, new Float64Array(points.length));
    const value = network.displacement(points);
    let [worst, share] = [0, 0];
    for (let i = 0; i < points.length; i += 4) {
      const other = backwards(network, points.slice(i, i + 4));
      for (let a = 0; a < 4; a++) {
        // Each of the two may err by the bound.
        const difference = Math.abs(other[a] - value[i + a]);
        expect(difference).toBeLessThanOrEqual(2 * bounds[i + a]);
        worst = Math.max(worst, bounds[i + a]);
        share = Math.max(share, difference);
      }
    }
    expect(worst).toBeLessThan(1e4 * share);
  });

  it("bounds what a change of the points does", () => {
    const changes = normals(createRng(2), points.length, 1e-3);
    const bounds = residualErrors(network, points, changes.map(Math.abs));
    const [value, moved] = [network.displacement(points), network.displacement(points.map((x, i) => x + changes[i]))];
    for (const [i, bound] of bounds.entries()) expect(Math.abs(moved[i] - value[i])).toBeLessThanOrEqual(bound);
  });
});

it("bounds what a change of the points does to a displacement that is limited, near the limit and beyond", () => {
  const network = smallResidualModel({ dim: 4, hidden: [30, 20], limited: true }).network.at(0.3);
  const points = normals(createRng(1), 4 * 50, 8);
  const lengths = Array.from({ length: 50 }, (_, i) => Math.hypot(...network.displacement(points.slice(4 * i, 4 * i + 4)))); // biome-ignore format: one line
  const beyond = lengths.filter((length) => length > network.limit * (1 - 1e-12)).length;
  expect([beyond > 5, beyond < 45]).toEqual([true, true]);
  for (const size of [1e-3, 1e-13]) {
    const changes = normals(createRng(2), points.length, size);
    const bounds = residualErrors(network, points, changes.map(Math.abs));
    const [value, moved] = [network.displacement(points), network.displacement(points.map((x, i) => x + changes[i]))];
    for (const [i, bound] of bounds.entries()) expect(Math.abs(moved[i] - value[i])).toBeLessThanOrEqual(bound);
  }
});
