import { expect, it } from "vitest";
import { corrupt } from "../../../src/autoencoder/data/corruption.ts";
import { drawnData } from "../../../src/autoencoder/data/training-data.ts";
import { bayesRisk, corruptedDraws, lossOnDraws } from "../../../src/autoencoder/training/bayes-risk.ts";
import { Training } from "../../../src/autoencoder/training/training.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

it("of N(0, 1) with sigma = 0.5 is sigma^2 / (1 + sigma^2) within 4 standard errors, 40,000 draws, seed 1", () => {
  const normal = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
  const rng = createRng(1);
  const clean = normal.sample(rng, 40_000);
  const expected = 0.25 / 1.25;
  // x given x~ is normal with that variance: its square has standard deviation sqrt(2) times it.
  const standardError = (Math.sqrt(2) * expected) / 200;
  const loss = bayesRisk(normal, 0.5, { clean, noisy: corrupt(clean, 0.5, rng) });
  expect(Math.abs(loss - expected)).toBeLessThan(4 * standardError);
});

it("is computed on the draws of the validation loss: the identity's loss on them is the training's own, to 1e-13", async () => {
  const data = drawnData(spiral(), 300, 1);
  const training = await Training.start(data, { sigma: 0.05, hidden: 5, iterations: 1, seed: 1, initialScale: 5 });
  const draws = training.validationDraws;
  await training.close();
  if (!draws) throw new Error("the DAE loss has draws");
  expect(draws.clean).toEqual(data.validation);
  const squares = draws.noisy.reduce((sum, value, j) => sum + (value - draws.clean[j]) ** 2, 0);
  const { identity } = training.validation;
  expect(Math.abs(squares / 300 / identity - 1)).toBeLessThan(1e-13);
  expect(bayesRisk(spiral(), 0.05, draws)).toBeLessThan(identity);
});

it("with noise replicates, the draws are as many times the points, each time with other noise", async () => {
  const data = drawnData(spiral(), 10, 1);
  const options = { sigma: 0.05, hidden: 5, iterations: 1, seed: 1, initialScale: 5, noiseReplicates: 3 };
  const training = await Training.start(data, options);
  await training.close();
  const { clean, noisy } = training.validationDraws ?? { clean: [], noisy: [] };
  expect([...clean]).toEqual([...data.validation, ...data.validation, ...data.validation]);
  expect(noisy.length).toBe(clean.length);
  expect(new Set(noisy).size).toBe(noisy.length);
});

it("of the RCAE loss there are no draws", async () => {
  const data = drawnData(spiral(), 20, 1);
  const options = { loss: "rcae", sigma: 0.05, hidden: 5, iterations: 1, seed: 1, initialScale: 5 } as const;
  const training = await Training.start(data, options);
  await training.close();
  expect(training.validationDraws).toBeNull();
});

it("draws of points are each point as often as asked for, with noise of standard deviation sigma within 4 standard errors", () => {
  const { clean, noisy } = corruptedDraws(Float64Array.of(1, 2, 3, 4), 0.5, 5000, createRng(1));
  expect([...clean.subarray(0, 8)]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  expect(clean.length).toBe(20_000);
  const squares = noisy.reduce((sum, value, j) => sum + (value - clean[j]) ** 2, 0) / 20_000;
  expect(Math.abs(squares / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
  expect(() => corruptedDraws(clean, 0.5, 0, createRng(1))).toThrow(
    /^noiseReplicates must be a whole number from 1 to \d+, not 0$/,
  );
});

it("the loss on draws is summed over coordinates and averaged over points", () => {
  const zero = { dim: 2, evaluate: (points: Float64Array) => new Float64Array(points.length) };
  expect(lossOnDraws(zero, { clean: Float64Array.of(1, 2, 3, 4), noisy: new Float64Array(4) })).toBe(15);
  expect(() => lossOnDraws(zero, { clean: new Float64Array(3), noisy: new Float64Array(3) })).toThrow(
    "clean must hold one point or more of dimension 2, not 3 numbers",
  );
});
