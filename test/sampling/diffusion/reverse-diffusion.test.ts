import { describe, expect, it } from "vitest";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { geometricSchedule, optimalSchedule } from "../../../src/sampling/diffusion/noise-schedule.ts";
import { probabilityFlow } from "../../../src/sampling/diffusion/probability-flow.ts";
import { reverseDiffusion } from "../../../src/sampling/diffusion/reverse-diffusion.ts";

const last = <T>(values: readonly T[]): T => values[values.length - 1];
const squares = (x: Float64Array): number => x.reduce((sum, value) => sum + value ** 2 / x.length, 0);

describe("reverseDiffusion", () => {
  it("without fresh noise takes Euler's steps of the flow, to 1e-12", () => {
    const schedule = optimalSchedule(twoClouds(), geometricSchedule(4, 0.1, 12));
    const starts = Float64Array.of(4, -3, 0.2, 1, -5, 2);
    const euler = last(probabilityFlow(schedule, starts, { method: "euler" }));
    last(reverseDiffusion(schedule, createRng(1), starts, { noise: 0 })).forEach((value, j) => {
      expect(Math.abs(value - euler[j])).toBeLessThan(1e-12);
    });
  });

  it.each([0, 0.5, 1])(
    "keeps one point blurred by sigma' exactly, with noise %d: of 20,000 draws (seed 2) the mean square to 4 standard errors",
    (noise) => {
      const n = 20_000;
      const schedule = optimalSchedule(new FinitePoints(Float64Array.of(0), 1), geometricSchedule(3, 0.5, 4));
      const ends = last(reverseDiffusion(schedule, createRng(2), normals(createRng(2, 1), n, 3), { noise }));
      // The mean square of n Gaussian numbers of variance v has the standard error v sqrt(2 / n).
      expect(Math.abs(squares(ends) - 0.25)).toBeLessThan(4 * 0.25 * Math.sqrt(2 / n));
    },
  );

  it("of Gaussian data makes the variance that its steps predict: of 20,000 draws (seed 3) the mean square to 4 standard errors", () => {
    const n = 20_000;
    const gaussian = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const sigmas = geometricSchedule(5, 0.2, 8);
    const starts = normals(createRng(3, 1), n, Math.sqrt(26));
    const ends = last(reverseDiffusion(optimalSchedule(gaussian, sigmas), createRng(3), starts));
    let variance = 26;
    for (let i = 1; i < sigmas.length; i++) {
      const [k, q] = [1 / (1 + sigmas[i - 1] ** 2), (sigmas[i] / sigmas[i - 1]) ** 2];
      variance = (k + q * (1 - k)) ** 2 * variance + sigmas[i] ** 2 * (1 - q);
    }
    // Far from 1.04, the variance that so few steps miss: the test can tell.
    expect(Math.abs(variance - 1.04)).toBeGreaterThan(20 * 1.04 * Math.sqrt(2 / n));
    expect(Math.abs(squares(ends) - variance)).toBeLessThan(4 * variance * Math.sqrt(2 / n));
  });

  it("has the points at every level, the starts first, and the same for the same seed", () => {
    const schedule = optimalSchedule(twoClouds(), [2, 1, 0.5]);
    const starts = Float64Array.of(1, 2);
    const path = reverseDiffusion(schedule, createRng(4), starts);
    expect(path).toHaveLength(3);
    expect(path[0]).toEqual(starts);
    expect(reverseDiffusion(schedule, createRng(4), starts)).toEqual(path);
  });

  it("refuses noise above 1", () => {
    const schedule = optimalSchedule(twoClouds(), [2, 1]);
    expect(() => reverseDiffusion(schedule, createRng(1), Float64Array.of(1, 2), { noise: 2 })).toThrow(
      "noise must be a number from 0 to 1, not 2",
    );
  });
});
