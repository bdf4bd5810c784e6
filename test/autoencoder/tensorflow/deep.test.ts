import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { corrupt } from "../../../src/autoencoder/data/corruption.ts";
import { type DeepTrainingOptions, trainDeep } from "../../../src/autoencoder/tensorflow/deep.ts";
import { openBackend } from "../../../src/autoencoder/tensorflow/tensorflow.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import type { Reconstruction } from "../../../src/reconstruction/reconstruction.ts";
import { testedBackends } from "../../support/tensorflow-backends.ts";

const SIGMA = 0.5;
/** Two narrow clouds in the plane: the identity's loss is 2 sigma^2 = 0.5, the best possible one a fifth of it. */
const clouds = new GaussianMixture(
  [-1, 1].map((x) => ({
    weight: 1 / 2,
    mean: [x, x / 2],
    covariance: [
      [0.02, 0],
      [0, 0.02],
    ],
  })),
);
const points = clouds.sample(createRng(1), 2000);
const options: DeepTrainingOptions = { dim: 2, layers: [16, 8], sigma: SIGMA, steps: 200, learningRate: 0.02, seed: 1 };

/** The DAE loss on 20,000 points that were not trained on; its standard error is some 1 %. */
function validationLoss(network: Reconstruction): number {
  const clean = clouds.sample(createRng(2), 20_000);
  const r = network.evaluate(corrupt(clean, SIGMA, createRng(3)));
  return r.reduce((sum, value, j) => sum + (value - clean[j]) ** 2, 0) / 20_000;
}

describe.each(testedBackends)("on the backend %s", (backend) => {
  beforeAll(async () => {
    await openBackend(backend);
  });

  it("learns: within 15 % of the best possible loss, and below 40 % of the identity's; the batches' loss halves", async () => {
    const { network, losses } = await trainDeep(points, options);
    const loss = validationLoss(network);
    const best = optimalReconstruction(clouds, "dae", SIGMA).optimalLoss().value;
    expect(loss).toBeLessThan(1.15 * best);
    expect(loss).toBeLessThan(0.4 * 2 * SIGMA ** 2);
    const mean = (some: Float64Array): number => some.reduce((sum, one) => sum + one, 0) / some.length;
    expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) / 2);
  });

  it("gives the same bytes for the same seed, and others for another", async () => {
    const short = { ...options, steps: 10 };
    const [one, again, other] = [
      await trainDeep(points, short),
      await trainDeep(points, short),
      await trainDeep(points, { ...short, seed: 2 }),
    ];
    expect(again.network.layers).toEqual(one.network.layers);
    expect(again.losses).toEqual(one.losses);
    expect(other.losses[0]).not.toBe(one.losses[0]);
  });

  it("hands back a float64 network whose loss is that of TensorFlow.js, to 1e-5 of it", async () => {
    // One batch that holds one point, whose corruption is the stream's first: the loss before the second step is known.
    const point = Float64Array.of(0.3, -0.2);
    const few = { ...options, batch: 1, seed: 5 };
    const { network } = await trainDeep(point, { ...few, steps: 1 });
    const { losses } = await trainDeep(point, { ...few, steps: 2 });
    const corruption = createRng(5, 3);
    corrupt(point, SIGMA, corruption);
    const r = network.evaluate(corrupt(point, SIGMA, corruption));
    const loss = (r[0] - point[0]) ** 2 + (r[1] - point[1]) ** 2;
    expect(Math.abs(loss - losses[1])).toBeLessThanOrEqual(1e-5 * losses[1]);
  });

  it("tells of every step, ends when it is told to, and leaves no tensors behind", async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const told: [step: number, loss: number][] = [];
    const onStep = (step: number, loss: number): void => {
      told.push([step, loss]);
      if (step === 7) controller.abort();
    };
    const { losses } = await trainDeep(points, { ...options, onStep, signal: controller.signal });
    expect(told).toEqual(Array.from(losses, (loss, k) => [k + 1, loss]));
    expect(losses).toHaveLength(7);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("lets timers run meanwhile, one of which can end it", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const { losses } = await trainDeep(points, { ...options, steps: 1_000_000, signal: controller.signal });
    expect(losses.length).toBeLessThan(1_000_000);
  });
});

it.each([
  [{ steps: 0 }, "steps must be a positive whole number, not 0"],
  [{ batch: 1.5 }, "batch must be a positive whole number, not 1.5"],
  [{ seed: 2 ** 32 }, "seed must be a whole number from 1 to 4294967295, not 4294967296"],
  [{ sigma: -1 }, "sigma must be a positive number, not -1"],
  [{ learningRate: Number.POSITIVE_INFINITY }, "learningRate must be a positive number, not Infinity"],
  [{ layers: [] }, "layers must hold one number of hidden units or more"],
  [{ layers: [3, 0] }, "layers[1] must be a positive whole number, not 0"],
  [{ dim: 3 }, "points must hold one point or more of dimension 3, not 4000 numbers"],
])("refuses %j: %s", async (wrong, message) => {
  await expect(trainDeep(points, { ...options, ...wrong })).rejects.toThrow(message);
});

it("a loss that is not finite ends the training with a sentence", async () => {
  const wild = { ...options, learningRate: 1e38, steps: 20 };
  await openBackend("wasm");
  await expect(trainDeep(points, wild)).rejects.toThrow(
    /^learningRate must be one that keeps the loss finite, not \S+, with which it is \S+ after \d+ steps$/,
  );
});
