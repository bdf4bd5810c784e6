import { expect, test } from "vitest";
import { DenoisingLoss } from "../../src/autoencoder/training/denoising-loss.ts";
import { Training } from "../../src/autoencoder/training/training.ts";
import { measure } from "../../src/bench/measure.ts";
import { beginningOf, spiralTask, spiralTrainingBenchmark } from "../../src/bench/spiral-training.ts";

test("a peer begins where a Training does: the same loss and validation loss to 1e-12, looked at as often", async () => {
  const { data, options } = spiralTask("tiny");
  const { shape, parameters, draws, validation, every } = await beginningOf(data, options);
  const training = await Training.start(data, options);
  const unused = new Float64Array(parameters.length);
  for (const [{ clean, noisy }, own] of [
    [draws, training.loss],
    [validation, training.validation.loss],
  ] as const) {
    const value = new DenoisingLoss(clean, noisy, shape).evaluate(parameters, unused);
    expect(Math.abs(value - own) / own).toBeLessThan(1e-12);
  }
  await training.close();
  expect(every).toBe(4);
});

test("without Python: Training and TensorFlow.js get to the target, and not in their first iterations", async () => {
  for await (const comparison of spiralTrainingBenchmark.comparisons("tiny", null)) {
    const { results } = await measure(comparison, 1);
    expect(results.map(({ name }) => name)).toEqual([
      "scorebook Training",
      expect.stringMatching(/^scorebook L-BFGS, TensorFlow\.js/),
    ]);
    for (const { error, median, note } of results) {
      expect(error).toBe(0);
      expect(median).toBeGreaterThan(0);
      const [, iterations, evaluations] = /^(\d+) iterations, (\d+) evaluations: 0\.053\d*$/.exec(note ?? "") ?? [];
      expect(Number(iterations)).toBeGreaterThan(4);
      expect(Number(evaluations)).toBeGreaterThan(Number(iterations));
    }
  }
});

test("the full size is the paper's, and the target 1.05e-4", () => {
  const { data, options, target } = spiralTask("full");
  expect([data.training.length, data.validation.length, options.hidden, target]).toEqual([
    20_000, 20_000, 1000, 1.05e-4,
  ]);
});
