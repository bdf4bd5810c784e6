import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OneLayer, TiedOneLayer } from "../../src/autoencoder/network/one-layer.ts";
import { type ConservativeParts, c1, conservativeParts } from "../../src/claims/c1-conservative-fields.ts";
import { noiseLevel, type Reconstruction } from "../../src/reconstruction/reconstruction.ts";
import { mixtures, points } from "../support/arbitraries.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";

/** r with a rotation of the first two coordinates added, a millionth of the displacement in size. */
function swirling(r: Reconstruction): Reconstruction {
  const { dim, sigma } = r;
  const share = 1e-6 * noiseLevel(r) ** 2;
  const displacement = (points: Float64Array): Float64Array => {
    const change = r.displacement?.(points) ?? r.evaluate(points).map((value, k) => value - points[k]);
    return change.map((value, k) => {
      if (k % dim === 0) return value - share * points[k + 1];
      return k % dim === 1 ? value + share * points[k - 1] : value;
    });
  };
  return {
    dim,
    sigma,
    displacement,
    evaluate: (points) => displacement(points).map((value, k) => points[k] + value),
    jacobian: (points) =>
      r.jacobian(points).map((entry, k) => {
        const inMatrix = k % dim ** 2;
        if (inMatrix === 1) return entry - share;
        return inMatrix === dim ? entry + share : entry;
      }),
  };
}

describe("claim c1", { timeout: 60_000 }, () => {
  it("holds, every check within its tolerance", () => {
    expectToHold(c1);
  });

  it("its first statement holds to 1e-12 for random mixtures in 2 to 6 dimensions, noises and points", () => {
    const cases = fc
      .integer({ min: 2, max: 6 })
      .chain((dim) => fc.tuple(mixtures(dim), points(dim), fc.double({ min: 0.01, max: 3, noNaN: true })));
    fc.assert(
      fc.property(cases, ([mixture, x, sigma]) => {
        const { dim } = mixture;
        const jacobian = conservativeParts.denoiser(mixture, sigma).jacobian(x);
        const size = Math.max(...jacobian.map(Math.abs));
        for (let i = 0; i < dim; i++) {
          for (let j = 0; j < i; j++) {
            expect(Math.abs(jacobian[i * dim + j] - jacobian[j * dim + i])).toBeLessThan(1e-12 * size);
          }
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it.each<[string, Partial<ConservativeParts>, RegExp, number]>([
    [
      "a millionth of a rotation in the denoiser",
      { denoiser: (mixture, sigma) => swirling(conservativeParts.denoiser(mixture, sigma)) },
      /the optimal denoiser/,
      2 * 3 * 3,
    ],
    [
      "one weight of the decoder not tied",
      {
        tied: (weights, activation) => {
          const tied = new TiedOneLayer(weights, 1, activation);
          const decoder = tied.weights.decoder.map((weight, k) => (k === 0 ? weight + 1e-6 : weight));
          const untied = new OneLayer({ ...tied.weights, decoder }, 1, activation);
          return Object.assign(untied, { energy: (points: Float64Array) => tied.energy(points) });
        },
      },
      /tied weights/,
      3 * 3 * 3,
    ],
    [
      "an energy with a wrong sign",
      {
        tied: (weights, activation) => {
          const tied = new TiedOneLayer(weights, 1, activation);
          return Object.assign(new OneLayer(tied.weights, 1, activation), {
            energy: (points: Float64Array) => tied.energy(points).map((value) => -value),
          });
        },
      },
      /explicit energy/,
      3 * 3,
    ],
    ["half of the predicted asymmetry", { untiedAsymmetry: (dim) => (dim - 1) / dim }, /untied maps/, 3],
  ])("fails with %s, in every check of it", (_name, parts, affected, count) => {
    const report = c1.verify({ ...conservativeParts, ...parts });
    expectToFail(report);
    const failed = failures(report);
    expect(failed).toHaveLength(count);
    for (const name of failed) expect(name).toMatch(affected);
  });
});
