import fc from "fast-check";
import { expect, test } from "vitest";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";
import {
  checkSchedule,
  checkStarts,
  geometricSchedule,
  optimalSchedule,
} from "../../../src/sampling/diffusion/noise-schedule.ts";

test("a geometric schedule begins and ends where it should, and falls by the same factor each time, to 1e-12", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 10, noNaN: true }),
      fc.double({ min: 1.001, max: 1e6, noNaN: true }),
      fc.integer({ min: 2, max: 60 }),
      (smallest, ratio, levels) => {
        const largest = smallest * ratio;
        const sigmas = geometricSchedule(largest, smallest, levels);
        expect(sigmas).toHaveLength(levels);
        expect([sigmas[0], sigmas[levels - 1]]).toEqual([largest, smallest]);
        const factor = (largest / smallest) ** (1 / (levels - 1));
        for (let i = 1; i < levels; i++) expect(Math.abs(sigmas[i - 1] / sigmas[i] / factor - 1)).toBeLessThan(1e-12);
      },
    ),
  );
});

test.each([
  [1, 0, 5, /^smallest must be a positive number, not 0$/],
  [1, Number.NaN, 5, /^smallest must be/],
  [0.1, 1, 5, /^largest must be a number above the smallest, 1, not 0\.1$/],
  [Number.POSITIVE_INFINITY, 1, 5, /^largest must be/],
  [1, 0.1, 1, /^levels must be a whole number from 2 to 100000, not 1$/],
  [1, 0.1, 2.5, /^levels must be/],
])("geometricSchedule(%s, %s, %s) says what is wrong", (largest, smallest, levels, message) => {
  expect(() => geometricSchedule(largest, smallest, levels)).toThrow(InputError);
  expect(() => geometricSchedule(largest, smallest, levels)).toThrow(message);
});

test("an optimal schedule holds the score of the data blurred by each sigma, to 1e-12 of its size", () => {
  const points = spiral().sample(createRng(1), 5);
  for (const r of optimalSchedule(spiral(), geometricSchedule(1, 0.1, 3))) {
    const score = spiral().smoothed(r.sigma).score(points);
    scoreEstimate(r, points).forEach((value, i) => {
      expect(Math.abs(value - score[i])).toBeLessThan(1e-12 * Math.max(1, Math.abs(score[i])));
    });
  }
});

test("a schedule must have levels, of one dimension, with sigmas that fall", () => {
  const [one, two] = optimalSchedule(threeBumps(), [1, 0.5]);
  const [plane] = optimalSchedule(twoClouds(), [0.25]);
  expect(() => checkSchedule([one, two])).not.toThrow();
  expect(() => checkSchedule([])).toThrow(/one reconstruction or more, not 0/);
  expect(() => checkSchedule([one, two, plane])).toThrow(
    /schedule\[2\] must be of dimension 1, like the first level, not 2/,
  );
  expect(() => checkSchedule([two, one])).toThrow(
    /schedule\[1\] must have a positive sigma below the previous one, 0\.5, not 1/,
  );
  expect(() => checkSchedule([one, one])).toThrow(InputError);
  expect(() => optimalSchedule(threeBumps(), [0.1, 1])).toThrow(/schedule\[1\]/);
});

test("starts must be finite points of the schedule's dimension", () => {
  const schedule = optimalSchedule(twoClouds(), [1]);
  expect(() => checkStarts(schedule, Float64Array.of(1, 2, 3, 4))).not.toThrow();
  for (const starts of [Float64Array.of(), Float64Array.of(1, 2, 3), Float64Array.of(1, Number.NaN)]) {
    expect(() => checkStarts(schedule, starts)).toThrow(
      /^starts(\[\d\] must be a finite number| must hold one point or more of dimension 2)/,
    );
  }
});
