import { describe, expect, it } from "vitest";
import { drawnData } from "../../../src/autoencoder/data/training-data.ts";
import type { ResidualTrainingOptions } from "../../../src/autoencoder/residual/residual-options.ts";
import { ResidualTraining } from "../../../src/autoencoder/residual/residual-training.ts";
import { corruptedDraws, lossOnDraws } from "../../../src/autoencoder/training/bayes-risk.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import type { Reconstruction } from "../../../src/reconstruction/reconstruction.ts";
import { testedPrecisions } from "../../support/graph-programs.ts";

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
const data = drawnData(clouds, 1000, 1);
const options: ResidualTrainingOptions = { sigma: SIGMA, hidden: [16, 16], steps: 300, learningRate: 0.01, seed: 1 };
const engines = ["plain" as const, ...(testedPrecisions.length > 0 ? (["onnx"] as const) : [])];

/** The denoising loss on 20,000 points that were not trained on; its standard error is some 1 %. */
function heldOutLoss(network: Reconstruction, sigma: number): number {
  const draws = corruptedDraws(clouds.sample(createRng(2), 20_000), sigma, 1, createRng(3));
  return lossOnDraws(network, draws);
}

function best(sigma: number): number {
  return optimalReconstruction(clouds, "dae", sigma).optimalLoss().value;
}

async function trained(more: Partial<ResidualTrainingOptions>): Promise<ResidualTraining> {
  const training = await ResidualTraining.start(data, { ...options, ...more });
  while (!training.done) training.step();
  training.close();
  return training;
}

describe.each(engines)("on the engine %s", (engine) => {
  it("Adam comes within 10 % of the best possible loss, from 1.7 times it with F = 0", async () => {
    const training = await trained({ engine });
    expect(training.engine.engine).toBe(engine);
    const loss = heldOutLoss(training.network.at(SIGMA), SIGMA);
    expect(loss).toBeLessThan(1.1 * best(SIGMA));
    expect(training.curve[0].validation).toBeGreaterThan(1.7 * best(SIGMA));
    // On other points, 1000 of them, with other noise: the two differ by some 3 %.
    expect(Math.abs(training.validation.loss / loss - 1)).toBeLessThan(0.1);
    expect(Math.abs(training.validation.identity / (2 * SIGMA ** 2) - 1)).toBeLessThan(0.1);
  });

  it("the same seed gives the same bytes, interrupted or not; another seed others", async () => {
    const short = { ...options, engine, steps: 60, batch: 32 };
    const [whole, other] = [await trained(short), await trained({ ...short, seed: 2 })];
    const first = await ResidualTraining.start(data, short);
    // Not where the validation loss is looked at.
    for (let k = 0; k < 23; k++) first.step();
    const saved = JSON.parse(JSON.stringify(first.checkpoint()));
    first.close();
    const second = await ResidualTraining.resume(data, saved);
    expect(second.iteration).toBe(23);
    while (!second.done) second.step();
    second.close();
    expect(second.network.parameters).toEqual(whole.network.parameters);
    expect(second.curve).toEqual(whole.curve);
    expect(other.network.parameters).not.toEqual(whole.network.parameters);
  });

  it("so does a training with averaged parameters, which are not those of the last step", async () => {
    const short = { ...options, engine, steps: 60, batch: 32 };
    const averaged = { ...short, averaging: 0.5 };
    const whole = await trained(averaged);
    const first = await ResidualTraining.start(data, averaged);
    for (let k = 0; k < 23; k++) first.step();
    const second = await ResidualTraining.resume(data, JSON.parse(JSON.stringify(first.checkpoint())));
    first.close();
    while (!second.done) second.step();
    second.close();
    expect(second.network.parameters).toEqual(whole.network.parameters);
    expect(second.curve).toEqual(whole.curve);
    expect(whole.options.averaging).toBe(0.5);
    expect(whole.network.parameters).not.toEqual((await trained(short)).network.parameters);
  });

  it("averaged parameters of the last tenth of large, noisy steps have a lower loss than the last ones", async () => {
    const noisy = { ...options, engine, steps: 200, batch: 8, learningRate: 0.03, patience: 50 };
    const [last, average] = [await trained(noisy), await trained({ ...noisy, averaging: 0.1 })];
    // Halfway, where steps are still large. Both trainings take the same steps.
    const halfway = ({ curve }: ResidualTraining): number => curve.find(({ iteration }) => iteration === 100)?.validation ?? Number.NaN; // biome-ignore format: one line
    expect(average.curve.map(({ training }) => training)).toEqual(last.curve.map(({ training }) => training));
    expect(halfway(average)).toBeLessThan(halfway(last));
  });

  it("L-BFGS too goes on to the same bytes", async () => {
    const lbfgs = { ...options, engine, optimiser: "lbfgs", hidden: [5], steps: 12 } as const;
    const whole = await trained(lbfgs);
    const first = await ResidualTraining.start(data, lbfgs);
    for (let k = 0; k < 5; k++) first.step();
    const second = await ResidualTraining.resume(data, JSON.parse(JSON.stringify(first.checkpoint())));
    while (!second.done) second.step();
    first.close();
    second.close();
    expect(second.network.parameters).toEqual(whole.network.parameters);
  });
});

describe("what it learns", () => {
  const engine = engines[engines.length - 1];

  it("one network for a range of sigmas comes within 10 % of the best possible loss at each", async () => {
    const training = await trained({ engine, sigma: [0.1, 1], hidden: [32, 32], steps: 600, batch: 256 });
    for (const sigma of [0.1, 0.3, 1]) {
      expect(heldOutLoss(training.network.at(sigma), sigma)).toBeLessThan(1.1 * best(sigma));
    }
  });

  it("L-BFGS on all points comes within 10 % of the best possible loss", async () => {
    const few = drawnData(clouds, 300, 1);
    const lbfgs = { ...options, engine, optimiser: "lbfgs", noiseReplicates: 5, hidden: [8, 8], steps: 40 } as const;
    const training = await ResidualTraining.start(few, lbfgs);
    const losses: number[] = [];
    while (!training.done) {
      training.step();
      losses.push(training.curve[training.curve.length - 1].training);
    }
    training.close();
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(heldOutLoss(training.network.at(SIGMA), SIGMA)).toBeLessThan(1.1 * best(SIGMA));
  });

  it("the contractive loss ends within 3 % with all axes and with random directions, and learns r near the data", async () => {
    const rcae = { engine, loss: "rcae", sigma: 0.2 } as const;
    const [exact, probed] = [await trained(rcae), await trained({ ...rcae, probes: 2 })];
    expect(Math.abs(probed.validation.loss / exact.validation.loss - 1)).toBeLessThan(0.03);
    expect(exact.validation.loss).toBeLessThan(0.6 * exact.validation.identity);
    expect(Math.abs(exact.validation.identity / (2 * 0.2 ** 2) - 1)).toBeLessThan(1e-12);
  });
});

describe("early stopping", () => {
  it("keeps the network with the lowest validation loss, and ends where it has not become lower for long", async () => {
    // Ten points, learnt by heart.
    const few = { dim: 2, training: data.training.slice(0, 20), validation: data.validation.slice(0, 400) };
    const training = await ResidualTraining.start(few, {
      ...options,
      engine: "plain",
      sigma: 0.3,
      patience: 5,
      steps: 1000,
    });
    while (!training.done) training.step();
    training.close();
    const losses = training.curve.map(({ validation }) => validation);
    expect(training.validation.loss).toBe(Math.min(...losses));
    expect(losses.length - 1 - losses.indexOf(training.validation.loss)).toBe(5);
    expect(training.iteration).toBeLessThan(1000);
    expect(training.stopped).toMatch(
      /^the validation loss was lowest after \d+ steps, and no better in 5 checks since$/,
    );
  });
});

describe("bad input is refused in a sentence", () => {
  it.each([
    [{ sigma: 0 }, "sigma must be a positive number, not 0"],
    [{ sigma: [1, 0.5] }, "sigma must be two positive numbers, the smaller one first, not [1,0.5]"],
    [{ hidden: [] }, "hidden must hold one number of units or more, not 0"],
    [{ steps: 0 }, "steps must be a positive whole number, not 0"],
    [{ probes: -1 }, "probes must be a whole number, 0 or more, not -1"],
    [{ seed: 2 ** 32 }, "seed must be at most 4294967295, not 4294967296"],
    [{ optimiser: "sgd" }, 'optimiser must be "adam" or "lbfgs", not "sgd"'],
    [{ activation: "relu" }, 'activation must be "tanh", "sigmoid", "softplus" or "silu", not "relu"'],
    [{ learningRate: Number.NaN }, "learningRate must be a positive number, not NaN"],
  ])("%j: %s", async (wrong, message) => {
    const given = { ...options, ...wrong } as ResidualTrainingOptions;
    await expect(ResidualTraining.start(data, given)).rejects.toThrow(message);
  });

  it("data that are no points, and a learning rate that makes the loss overflow", async () => {
    const wrong = { ...data, training: Float64Array.of(1, Number.NaN) };
    await expect(ResidualTraining.start(wrong, options)).rejects.toThrow(
      "data.training[1] must be a finite number, not NaN",
    );
    await expect(ResidualTraining.start({ ...data, dim: 3 }, options)).rejects.toThrow(
      "data.training must hold one point or more of dimension 3, not 2000 numbers",
    );
    const wild = await ResidualTraining.start(data, { ...options, engine: "plain", learningRate: 1e200 });
    expect(() => {
      for (let k = 0; k < 10; k++) wild.step();
    }).toThrow(/^learningRate of 1e\+200 is too large: the loss is \S+ after \d steps$/);
  });

  it("a checkpoint of something else", async () => {
    const training = await ResidualTraining.start(data, { ...options, engine: "plain" });
    const checkpoint = training.checkpoint();
    const resumed = (change: object): Promise<ResidualTraining> =>
      ResidualTraining.resume(data, { ...checkpoint, ...change });
    await expect(ResidualTraining.resume(data, {})).rejects.toThrow(
      /^checkpoint does not hold the state of a training of a residual network: format is missing/,
    );
    await expect(resumed({ data: "00" })).rejects.toThrow("checkpoint was made with other data");
    await expect(resumed({ descent: {} })).rejects.toThrow(
      "checkpoint does not hold the state of Adam for this network",
    );
    await expect(resumed({ options: { ...checkpoint.options, hidden: [3] } })).rejects.toThrow("checkpoint");
  });
});
