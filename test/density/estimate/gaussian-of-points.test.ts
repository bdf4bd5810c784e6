import { expect, it } from "vitest";
import { gaussianOfPoints } from "../../../src/density/estimate/gaussian-of-points.ts";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

it("has the mean of the points, and their covariance up to the shrinkage, which is below 1 % for 4000 of them", () => {
  const points = twoClouds().sample(createRng(1), 4000);
  const [{ mean, covariance }] = gaussianOfPoints(points, 2).components;
  const average = (f: (i: number) => number): number =>
    Array.from({ length: 4000 }, (_, i) => f(i)).reduce((a, b) => a + b) / 4000;
  const own = [0, 1].map((a) => average((i) => points[2 * i + a]));
  own.forEach((value, a) => {
    expect(mean[a]).toBeCloseTo(value, 10);
  });
  const cross = average((i) => (points[2 * i] - own[0]) * (points[2 * i + 1] - own[1]));
  const [[xx, xy], [, yy]] = covariance as readonly (readonly number[])[];
  expect(Math.abs(xy / cross - 1)).toBeLessThan(0.01);
  const trace = average((i) => (points[2 * i] - own[0]) ** 2 + (points[2 * i + 1] - own[1]) ** 2);
  expect(Math.abs((xx + yy) / trace - 1)).toBeLessThan(1e-9);
});
