import { expect, test } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { asymptoticErrors } from "../../../src/density/local/asymptotic-errors.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";

/** p of a Gaussian around 0 of this variance along each axis, and the paper's two forms, at a point that float64 holds. */
test.each([
  [1, 1, 0.5, 0.25],
  [2, 4, 1.5, 0.125],
  [3, 0.25, 0.75, 0.5],
  [7, 1, 0.5, 0.5],
])("d = %i, variance %d: within the bounds, which are below 1e-13 of the values", (dim, variance, x, radius) => {
  const density = new GaussianMixture([{ weight: 1, mean: new Array(dim).fill(0), covariance: variance }]);
  const point = new Float64Array(dim).fill(x);
  const { massAsymptotic, meanAsymptotic } = localMoments(density, point, radius);
  const errors = asymptoticErrors(density, point, radius);
  if (!errors) throw new Error("a mixture states its errors");
  const square = (dim * x * x) / variance;
  const volumes = [1, 2, Math.PI, (4 / 3) * Math.PI, Math.PI ** 2 / 2, 0, 0, (16 / 105) * Math.PI ** 3];
  const pdf = Math.exp(-square / 2) / (2 * Math.PI * variance) ** (dim / 2);
  const exact =
    volumes[dim] * radius ** dim * pdf * (1 + (radius ** 2 / (2 * (dim + 2))) * ((square - dim) / variance));
  // This side is rounded too, a few times.
  expect(Math.abs(massAsymptotic - exact)).toBeLessThanOrEqual(errors.massAsymptotic + 8 * Number.EPSILON * exact);
  expect(errors.massAsymptotic).toBeLessThan(1e-13 * exact);
  meanAsymptotic.forEach((value, a) => {
    const right = x - ((radius ** 2 / (dim + 2)) * x) / variance;
    expect(Math.abs(value - right)).toBeLessThanOrEqual(errors.meanAsymptotic[a]);
    expect(errors.meanAsymptotic[a]).toBeLessThan(1e-14);
  });
});

test("thin along a line, the score's error is that of the asymptotic mean", () => {
  const covariance = [
    [1, 0.999999999999],
    [0.999999999999, 1],
  ];
  const density = new GaussianMixture([{ weight: 1, mean: [0, 0], covariance }]);
  const point = Float64Array.of(1e-6, -1e-6);
  const errors = asymptoticErrors(density, point, 1e-6);
  // 1 - correlation is 1e-12 in the decimals, and 1.00008890058e-12 in float64.
  const exact = 1e-6 - (1e-12 / 4) * (1e-6 / 1e-12);
  const { meanAsymptotic } = localMoments(density, point, 1e-6);
  expect(Math.abs(meanAsymptotic[0] - exact)).toBeLessThanOrEqual(errors?.meanAsymptotic[0] ?? 0);
  expect(errors?.meanAsymptotic[0]).toBeLessThan(1e-3 * exact);
});
