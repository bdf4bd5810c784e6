import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FusedContractiveLoss } from "../../../src/autoencoder/kernel/fused-contractive-loss.ts";
import { FusedDenoisingLoss } from "../../../src/autoencoder/kernel/fused-denoising-loss.ts";
import { planMemory } from "../../../src/autoencoder/kernel/fused-layout.ts";
import { type OneLayerShape, parameterCount } from "../../../src/autoencoder/network/parameters.ts";
import { ContractiveLoss } from "../../../src/autoencoder/training/contractive-loss.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { plainNumbers, sha256 } from "../../support/bytes.ts";
import { valueAndGradient } from "../../support/value-and-gradient.ts";

interface Problem {
  readonly shape: OneLayerShape;
  readonly parameters: Float64Array;
  readonly points: Float64Array;
}

/** Points of [-1, 1]^d, and hidden units some of which are saturated and some are not, from a seed. */
function problem(shape: OneLayerShape, samples: number, seed: number): Problem {
  const rng = createRng(seed);
  const uniforms = (n: number): Float64Array => Float64Array.from({ length: n }, () => 2 * rng.uniform() - 1);
  return {
    shape,
    parameters: uniforms(parameterCount(shape)).map((x) => 4 * x * x * x),
    points: uniforms(samples * shape.dim),
  };
}

const problems: fc.Arbitrary<Problem & { readonly sigma: number }> = fc
  .record({
    dim: fc.integer({ min: 1, max: 5 }),
    hidden: fc.integer({ min: 1, max: 19 }),
    tied: fc.boolean(),
    samples: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 120, max: 140 })),
    seed: fc.integer({ min: 1, max: 1e6 }),
    sigma: fc.double({ min: 0, max: 2, noNaN: true }),
  })
  .map(({ samples, seed, sigma, ...shape }) => ({ ...problem(shape, samples, seed), sigma }));

describe("its value and gradient", () => {
  it("are those of the plain loss, to 1e-13 of the largest of them, tied and untied, whatever d, H and N", async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ points, sigma, shape, parameters }) => {
        const loss = await FusedContractiveLoss.create(points, sigma, shape, { threads: 1 });
        const values = valueAndGradient(loss, parameters);
        const plain = valueAndGradient(new ContractiveLoss(points, sigma, shape), parameters);
        const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        for (const [j, value] of values.entries()) {
          expect(Math.abs(value - plain[j])).toBeLessThanOrEqual(1e-13 * largest);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("are those of the DAE loss without noise where sigma is 0, to the byte", async () => {
    const { points, shape, parameters } = problem({ dim: 3, hidden: 17, tied: false }, 50, 1);
    const loss = await FusedContractiveLoss.create(points, 0, shape);
    const denoising = await FusedDenoisingLoss.create(points, points, shape);
    expect(valueAndGradient(loss, parameters)).toEqual(valueAndGradient(denoising, parameters));
  });

  it("are those of another sigma after setSigma, to the byte", async () => {
    const { points, shape, parameters } = problem({ dim: 2, hidden: 7, tied: true }, 30, 1);
    const loss = await FusedContractiveLoss.create(points, 0.1, shape);
    const other = await FusedContractiveLoss.create(points, 0.3, shape);
    expect(valueAndGradient(loss, parameters)).not.toEqual(valueAndGradient(other, parameters));
    loss.setSigma(0.3);
    expect(valueAndGradient(loss, parameters)).toEqual(valueAndGradient(other, parameters));
  });

  it("are the same bytes with 1, 2 and 3 threads", async () => {
    const { points, shape, parameters } = problem({ dim: 2, hidden: 300, tied: false }, 1001, 3);
    const results = [];
    for (const threads of [1, 2, 3]) {
      const loss = await FusedContractiveLoss.create(points, 0.2, shape, { threads });
      for (let repeat = 0; repeat < 5; repeat++) results.push(valueAndGradient(loss, parameters));
      await loss.close();
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it("are the same bytes where the value alone is computed, before the gradient and after it", async () => {
    const { points, shape, parameters } = problem({ dim: 2, hidden: 300, tied: true }, 1001, 3);
    const loss = await FusedContractiveLoss.create(points, 0.2, shape, { threads: 2 });
    const before = loss.value(parameters);
    const between = loss.evaluate(parameters, new Float64Array(loss.size));
    expect([before, loss.value(parameters)]).toEqual([between, between]);
    await loss.close();
  });

  it("are these bytes, on every machine and under every version of Node", async () => {
    const numbers = plainNumbers();
    const digests = [];
    for (const tied of [false, true]) {
      const shape = { dim: 3, hidden: 50, tied };
      const loss = await FusedContractiveLoss.create(numbers(333 * 3, 1), 0.25, shape, { threads: 2 });
      digests.push(sha256(valueAndGradient(loss, numbers(loss.size, 4))));
      await loss.close();
    }
    expect(digests).toEqual([
      "0e83fe2cdbde74368e15294580921da6a3b2660a5f4513a8193e2d55185c4651",
      "893372a06c10472356ec606365aa0affaae6ac3085bd59760434ea783f2d0b91",
    ]);
  });

  it.each([0, 6, 9, 15])("say so where parameter %i is not a number", async (j) => {
    const { points, shape, parameters } = problem({ dim: 2, hidden: 3, tied: false }, 5, 1);
    const loss = await FusedContractiveLoss.create(points, 0.2, shape);
    expect(loss.evaluate(parameters.with(j, Number.NaN), new Float64Array(loss.size))).toBeNaN();
  });
});

it("memory is 8 N d bytes and 272 (2 d + 1) H + 8 H d + 128 (H + d^2) more, with two threads, to 128 KiB: no part of it N x H", () => {
  for (const [samples, dim, hidden] of [
    [10_000, 2, 1000],
    [1_000_000, 2, 10_000],
    [50_000, 30, 400],
  ]) {
    const { pages } = planMemory("contractive", samples, { dim, hidden, tied: false }, 2);
    const weights = 272 * (2 * dim + 1) * hidden + 8 * hidden * dim;
    const expected = 8 * samples * dim + weights + 128 * (hidden + dim * dim);
    expect(Math.abs(65536 * pages - expected)).toBeLessThan(131_072);
  }
});

it("refuses points that don't fit the shape, in a sentence", async () => {
  const shape = { dim: 2, hidden: 3, tied: false };
  await expect(FusedContractiveLoss.create(new Float64Array(3), 1, shape)).rejects.toThrow(
    "points must hold one point or more of dimension 2, not 3 numbers",
  );
});
