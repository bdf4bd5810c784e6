import { describe, expect, it } from "vitest";
import { drawnData } from "../../../src/autoencoder/data/training-data.ts";
import { parameterVector } from "../../../src/autoencoder/network/parameters.ts";
import { Training } from "../../../src/autoencoder/training/training.ts";
import type { TrainingOptions } from "../../../src/autoencoder/training/training-options.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";

const data = drawnData(spiral(), 300, 1);
const options: TrainingOptions = { sigma: 0.03, hidden: 30, iterations: 24, seed: 1, initialScale: 10 };

async function finish(training: Training, steps = Number.POSITIVE_INFINITY): Promise<Training> {
  for (let k = 0; k < steps && !training.done; k++) training.step();
  await training.close();
  return training;
}

const parameters = (training: Training): Float64Array => parameterVector(training.network.weights);

const variants: readonly [name: string, changes: Partial<TrainingOptions>][] = [
  ["DAE, corruptions drawn once", {}],
  ["DAE, annealed, with new corruptions", { annealing: [0.1], redrawEvery: 5 }],
  ["tied DAE", { tied: true, initialScale: 2 }],
  ["RCAE", { loss: "rcae" }],
  ["RCAE, annealed", { loss: "rcae", annealing: [0.1, 0.05] }],
];

describe.each(variants)("%s", (_name, changes) => {
  const all = { ...options, ...changes };

  it("gives the same bytes for the same seed, other bytes for another", async () => {
    const first = await finish(await Training.start(data, all));
    const again = await finish(await Training.start(data, all));
    const other = await finish(await Training.start(data, { ...all, seed: 2 }));
    expect(parameters(again)).toEqual(parameters(first));
    expect(again.curve).toEqual(first.curve);
    expect(parameters(other)).not.toEqual(parameters(first));
  });

  it.each([0, 4, 5, 13, 23])("interrupted after %d steps and resumed from JSON gives the same bytes", async (steps) => {
    const whole = await finish(await Training.start(data, all));
    const part = await finish(await Training.start(data, all), steps);
    const saved: unknown = JSON.parse(JSON.stringify(part.checkpoint()));
    const rest = await finish(await Training.resume(data, saved));
    expect(rest.iteration).toBe(whole.iteration);
    expect(parameters(rest)).toEqual(parameters(whole));
    expect(rest.curve).toEqual(whole.curve);
    expect(rest.validation).toEqual(whole.validation);
  });

  it("lowers the validation loss to less than half of what it was before the first iteration", async () => {
    const { curve, validation } = await finish(await Training.start(data, all));
    expect(curve[0].iteration).toBe(0);
    expect(curve.at(-1)).toMatchObject({ iteration: all.iterations, validation: validation.loss });
    expect(validation.loss).toBeLessThan(curve[0].validation / 2);
  });
});

describe("Training", () => {
  it("gives the same bytes with 1, 2 and 3 threads", async () => {
    const one = await finish(await Training.start(data, options, { threads: 1 }));
    for (const threads of [2, 3]) {
      expect(parameters(await finish(await Training.start(data, options, { threads })))).toEqual(parameters(one));
    }
  });

  it("has in its identity the mean square of the corruption, within 4 standard errors; sigma^2 d of the RCAE penalty exactly", async () => {
    const dae = await finish(await Training.start(data, options), 1);
    // Of 600 squares of normals: mean 2 sigma^2, standard error 2 sigma^2 sqrt(2 / 600).
    const expected = 2 * options.sigma ** 2;
    expect(Math.abs(dae.validation.identity / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / 600));
    const rcae = await finish(await Training.start(data, { ...options, loss: "rcae" }), 1);
    expect(rcae.validation.identity).toBe(options.sigma * options.sigma * 2);
  });

  it("resumes only with the data it had, and only from a checkpoint", async () => {
    const saved = (await finish(await Training.start(data, options), 2)).checkpoint();
    const { training, ...rest } = data;
    const changed = { ...rest, training: training.map((x, j) => (j === 7 ? x + 1e-9 : x)) };
    await expect(Training.resume(changed, saved)).rejects.toThrow("checkpoint was made with other data");
    for (const broken of [null, {}, { ...saved, format: "other" }, { ...saved, state: 1 }, { ...saved, phase: 9 }]) {
      await expect(Training.resume(data, broken)).rejects.toThrow(/^checkpoint/);
    }
  });

  it("stops with a sentence at points that are not numbers", async () => {
    const training = data.training.slice();
    training[3] = Number.NaN;
    await expect(Training.start({ ...data, training }, options)).rejects.toThrow(
      /^data.training\[\d+\] must be a finite number/,
    );
  });

  it("does nothing more when it is done", async () => {
    const training = await finish(await Training.start(data, options));
    const before = parameters(training);
    training.step();
    expect(training.iteration).toBe(options.iterations);
    expect(parameters(training)).toEqual(before);
  });
});
