import { expect, test } from "vitest";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { createRng, normals, type Rng } from "../../../src/numerics/random/random.ts";
import type { Reconstruction } from "../../../src/reconstruction/reconstruction.ts";
import { annealedLangevin, runAnnealedLangevin } from "../../../src/sampling/diffusion/annealed-langevin.ts";
import { geometricSchedule, optimalSchedule } from "../../../src/sampling/diffusion/noise-schedule.ts";

/** Reconstructs everything as one point, and so pulls there from everywhere: the best denoiser of that point. */
function toPoint(at: number, sigma: number): Reconstruction {
  return { dim: 1, sigma, evaluate: (x) => x.map(() => at), jacobian: (x) => x.map(() => 0) };
}

/** Normals that are all the same number. */
const always = (z: number): Rng => ({ uniform: () => 0.5, normal: () => z });

test("a step goes the share eta of the way to r(x), and sqrt(2 eta) sigma z away", () => {
  const sampler = annealedLangevin([toPoint(3, 2), toPoint(-1, 0.5)], { stepsPerLevel: 1, step: 0.25 });
  const first = sampler.step(always(1), sampler.start(Float64Array.of(7)));
  expect(first.state.positions[0]).toBeCloseTo(7 + 0.25 * (3 - 7) + Math.sqrt(0.5) * 2, 12);
  const second = sampler.step(always(-1), { positions: Float64Array.of(7), taken: 1 });
  expect(second.state.positions[0]).toBeCloseTo(7 + 0.25 * (-1 - 7) - Math.sqrt(0.5) * 0.5, 12);
});

test("every level has stepsPerLevel steps, the last all that follow", () => {
  const asked: number[] = [];
  const schedule = [4, 2, 1].map((sigma) => ({
    ...toPoint(0, sigma),
    evaluate: (x: Float64Array) => {
      asked.push(sigma);
      return x.map(() => 0);
    },
  }));
  const sampler = annealedLangevin(schedule, { stepsPerLevel: 2, step: 0.1 });
  let state = sampler.start(Float64Array.of(1));
  for (let k = 0; k < 8; k++) state = sampler.step(always(0), state).state;
  expect(asked).toEqual([4, 4, 2, 2, 1, 1, 1, 1]);
  expect(state.taken).toBe(8);
});

test("a step leaves the state it is given as it is", () => {
  const sampler = annealedLangevin([toPoint(0, 1)], { stepsPerLevel: 1, step: 0.5 });
  const state = sampler.start(Float64Array.of(2, 3));
  sampler.step(createRng(1), state);
  expect([...state.positions, state.taken]).toEqual([2, 3, 0]);
});

test("the same seed gives the same bytes, another seed other ones; shapes are those of the starts", () => {
  const schedule = optimalSchedule(twoClouds(), geometricSchedule(2, 0.2, 4));
  const starts = normals(createRng(1), 10, 2);
  const run = (seed: number) => runAnnealedLangevin(schedule, createRng(seed), starts, { stepsPerLevel: 3, step: 0.1 });
  expect(run(2)).toHaveLength(10);
  expect(run(2)).toEqual(run(2));
  expect(run(2)).not.toEqual(run(3));
});

test("the variance at rest is sigma^2 / (1 - eta / 2) for data in one point, within 4 standard errors (20,000 chains, seed 3)", () => {
  const n = 20_000;
  const eta = 0.4;
  const ends = runAnnealedLangevin([toPoint(1, 0.5)], createRng(3), new Float64Array(n).fill(1), {
    stepsPerLevel: 30,
    step: eta,
  });
  const variance = ends.reduce((sum, x) => sum + (x - 1) ** 2, 0) / n;
  const expected = 0.25 / (1 - eta / 2);
  expect(Math.abs(variance - expected)).toBeLessThan(4 * expected * Math.sqrt(2 / n));
  // It would be seen if the step were half or twice as long.
  for (const wrong of [eta / 2, 2 * eta]) {
    expect(Math.abs(variance - 0.25 / (1 - wrong / 2))).toBeGreaterThan(4 * expected * Math.sqrt(2 / n));
  }
});

test("finds the weights of two modes 16 standard deviations apart, within 4 standard errors (1000 chains, seed 4)", () => {
  const apart = new GaussianMixture([
    { weight: 0.2, mean: [-4], covariance: [[0.25]] },
    { weight: 0.8, mean: [4], covariance: [[0.25]] },
  ]);
  const n = 1000;
  const schedule = optimalSchedule(apart, geometricSchedule(20, 0.2, 20));
  const ends = runAnnealedLangevin(schedule, createRng(4), normals(createRng(5), n, 20), {
    stepsPerLevel: 100,
    step: 0.1,
  });
  const left = ends.filter((x) => x < 0).length / n;
  expect(Math.abs(left - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / n));
});

test.each([
  [{ stepsPerLevel: 0, step: 0.1 }, /^stepsPerLevel must be a positive whole number, not 0$/],
  [{ stepsPerLevel: 1.5, step: 0.1 }, /^stepsPerLevel/],
  [{ stepsPerLevel: 1, step: 0 }, /^step must be a number between 0 and 2, not 0$/],
  [{ stepsPerLevel: 1, step: 2 }, /^step must be/],
  [{ stepsPerLevel: 1, step: Number.NaN }, /^step must be/],
])("%o is refused in a sentence", (options, message) => {
  expect(() => annealedLangevin([toPoint(0, 1)], options)).toThrow(InputError);
  expect(() => annealedLangevin([toPoint(0, 1)], options)).toThrow(message);
});

test("a schedule without levels and starts that are no points are refused", () => {
  const options = { stepsPerLevel: 1, step: 0.1 };
  expect(() => annealedLangevin([], options)).toThrow(InputError);
  expect(() => runAnnealedLangevin([toPoint(0, 1)], createRng(1), new Float64Array(), options)).toThrow(InputError);
});
