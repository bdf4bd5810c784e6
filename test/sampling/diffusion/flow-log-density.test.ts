import { expect, test } from "vitest";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { logDensityAlongFlow } from "../../../src/sampling/diffusion/flow-log-density.ts";
import { geometricSchedule, optimalSchedule } from "../../../src/sampling/diffusion/noise-schedule.ts";
import { probabilityFlow } from "../../../src/sampling/diffusion/probability-flow.ts";

test("of Gaussian data it is (d / 2) log((v + s^2) / (v + s'^2)), wherever a path runs, to 1e-3 at 200 levels", () => {
  const covariance = [
    [0.5, 0],
    [0, 0.5],
  ];
  const density = new GaussianMixture([{ weight: 1, mean: [1, -1], covariance }]);
  const schedule = optimalSchedule(density, geometricSchedule(5, 0.1, 200));
  const path = probabilityFlow(schedule, Float64Array.of(3, 3, -8, 0));
  const exact = Math.log((0.5 + 25) / (0.5 + 0.01));
  for (const change of logDensityAlongFlow(schedule, path)) expect(Math.abs(change - exact)).toBeLessThan(1e-3);
});

test("of data in one point it is d log(s / s'), to 1e-12 on any schedule", () => {
  const schedule = [2, 1, 0.1].map((sigma) => ({
    dim: 3,
    sigma,
    evaluate: (x: Float64Array) => x.map(() => 0),
    jacobian: (x: Float64Array) => new Float64Array(3 * x.length),
  }));
  const [change] = logDensityAlongFlow(schedule, probabilityFlow(schedule, Float64Array.of(1, 2, 3)));
  expect(change).toBeCloseTo(3 * Math.log(20), 12);
});

test("of a mixture it is the difference of log p at both ends, to 0.002 at 200 levels", () => {
  const schedule = optimalSchedule(twoClouds(), geometricSchedule(4, 0.2, 200));
  const path = probabilityFlow(schedule, Float64Array.of(1, 2, -3, 4, 0, 0));
  const before = twoClouds().smoothed(4).logPdf(path[0]);
  const after = twoClouds().smoothed(0.2).logPdf(path[199]);
  logDensityAlongFlow(schedule, path).forEach((change, i) => {
    expect(Math.abs(change - (after[i] - before[i]))).toBeLessThan(0.002);
  });
});

test("a path of another schedule is refused", () => {
  const schedule = optimalSchedule(twoClouds(), [2, 1]);
  expect(() => logDensityAlongFlow(schedule, [Float64Array.of(1, 2)])).toThrow(InputError);
  expect(() => logDensityAlongFlow(schedule, [Float64Array.of(1, 2)])).toThrow(
    /path must hold 2 arrays of points, one for each level of the schedule, not 1/,
  );
});
