import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import type { Reconstruction } from "../../../src/reconstruction/reconstruction.ts";
import { geometricSchedule, optimalSchedule } from "../../../src/sampling/diffusion/noise-schedule.ts";
import { flowStep, flowVelocity, probabilityFlow } from "../../../src/sampling/diffusion/probability-flow.ts";

const last = <T>(values: readonly T[]): T => values[values.length - 1];

function toPoint(at: number, sigma: number): Reconstruction {
  return { dim: 1, sigma, evaluate: (x) => x.map(() => at), jacobian: (x) => x.map(() => 0) };
}

test("Euler's step keeps the share sigma' / sigma of x - r(x)", () => {
  const [next] = flowStep(toPoint(3, 2), toPoint(5, 0.5), Float64Array.of(7), "euler");
  expect(next).toBeCloseTo(3 + 0.25 * (7 - 3), 12);
});

test("Heun's step takes the mean of the velocities (x - r(x)) / sigma at both ends", () => {
  // At the start (7 - 3) / 2 = 2, so that Euler arrives at 4, where it is (4 - 5) / 0.5 = -2.
  const [next] = flowStep(toPoint(3, 2), toPoint(5, 0.5), Float64Array.of(7), "heun");
  expect(next).toBeCloseTo(7 - 1.5 * 0, 12);
});

test("the velocity is -sigma times the score of the blurred data, to 1e-12", () => {
  const points = Float64Array.of(0.3, -0.8, 1.5, 2);
  const [r] = optimalSchedule(twoClouds(), [0.7]);
  const score = twoClouds().smoothed(0.7).score(points);
  flowVelocity(r, points).forEach((value, i) => {
    expect(Math.abs(value + 0.7 * score[i])).toBeLessThan(1e-12);
  });
});

describe.each(["euler", "heun"] as const)("%s", (method) => {
  const tolerance = { euler: 0.02, heun: 1e-3 }[method];
  test(`shrinks Gaussian data by sqrt((v + s'^2) / (v + s^2)), to ${tolerance} of the distance from the mean at 200 levels`, () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (mean, variance, x) => {
          const density = new GaussianMixture([{ weight: 1, mean: [mean], covariance: [[variance]] }]);
          const schedule = optimalSchedule(density, geometricSchedule(5, 0.1, 200));
          const [end] = last(probabilityFlow(schedule, Float64Array.of(x), { method }));
          const exact = mean + (x - mean) * Math.sqrt((variance + 0.01) / (variance + 25));
          expect(Math.abs(end - exact)).toBeLessThanOrEqual(tolerance * Math.abs(x - mean) + 1e-14);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("on the line no path overtakes another", () => {
    const schedule = optimalSchedule(threeBumps(), geometricSchedule(5, 0.1, 60));
    const starts = Float64Array.from({ length: 41 }, (_, i) => -8 + 0.4 * i);
    const ends = last(probabilityFlow(schedule, starts, { method }));
    for (let i = 1; i < ends.length; i++) expect(ends[i]).toBeGreaterThan(ends[i - 1]);
  });
});

test("without a method it is Heun's", () => {
  const schedule = optimalSchedule(twoClouds(), [2, 1, 0.5]);
  const starts = Float64Array.of(1, 2);
  expect(probabilityFlow(schedule, starts)).toEqual(probabilityFlow(schedule, starts, { method: "heun" }));
  expect(probabilityFlow(schedule, starts)).not.toEqual(probabilityFlow(schedule, starts, { method: "euler" }));
});

test("the path has a level for each of the schedule's, begins at the starts, and leaves them as they are", () => {
  const schedule = optimalSchedule(twoClouds(), [2, 1, 0.5]);
  const starts = Float64Array.of(1, 2, -3, 4);
  const path = probabilityFlow(schedule, starts);
  expect(path.map((points) => points.length)).toEqual([4, 4, 4]);
  expect(path[0]).toEqual(starts);
  expect(path[0]).not.toBe(starts);
  expect([...starts]).toEqual([1, 2, -3, 4]);
});

test("each point moves as it would alone", () => {
  const schedule = optimalSchedule(twoClouds(), geometricSchedule(3, 0.1, 8));
  const together = last(probabilityFlow(schedule, Float64Array.of(1, 2, -3, 4)));
  const alone = [Float64Array.of(1, 2), Float64Array.of(-3, 4)].map((start) => last(probabilityFlow(schedule, start)));
  expect([...together]).toEqual(alone.flatMap((end) => [...end]));
});

test("a schedule that rises, and starts that are no points, are refused", () => {
  const schedule = optimalSchedule(twoClouds(), [2, 1]);
  expect(() => probabilityFlow([...schedule].reverse(), Float64Array.of(1, 2))).toThrow(InputError);
  expect(() => probabilityFlow(schedule, Float64Array.of(1))).toThrow(
    /^starts must hold one point or more of dimension 2/,
  );
});
