import { expect, test } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { pathsToExponentialTime } from "../../../src/reconstruction/any-dimension/exponential-time.ts";

const variance = 0.5;
const sigma = 0.6;
const gaussian: GaussianMixture = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[variance]] }]);

test("mean and variance of X_τ of a Gaussian: within 5 standard errors of 4000 paths", () => {
  const n = 4000;
  const ends = pathsToExponentialTime(gaussian, sigma, Float64Array.of(1), n, createRng(1)).map(
    (path) => path[path.length - 1],
  );
  const mean = ends.reduce((sum, end) => sum + end, 0) / n;
  const second = ends.reduce((sum, end) => sum + end ** 2, 0) / n;
  const fourth = ends.reduce((sum, end) => sum + end ** 4, 0) / n;
  // E e^{-k τ / v} = 1 / (1 + k σ² / v), and E X_t² = v + (x² - v) e^{-2 t / v}.
  const expected = 1 / (1 + sigma ** 2 / variance);
  const expectedSecond = variance + (1 - variance) / (1 + (2 * sigma ** 2) / variance);
  expect(Math.abs(mean - expected)).toBeLessThan(5 * Math.sqrt((second - mean ** 2) / n));
  expect(Math.abs(second - expectedSecond)).toBeLessThan(5 * Math.sqrt((fourth - second ** 2) / n));
});

test("the same seed gives the same paths, which begin at the start; a start of another length is refused", () => {
  const two = pathsToExponentialTime(gaussian, sigma, Float64Array.of(1), 2, createRng(3));
  expect(pathsToExponentialTime(gaussian, sigma, Float64Array.of(1), 2, createRng(3))).toEqual(two);
  expect(two.map((path) => path[0])).toEqual([1, 1]);
  expect(() => pathsToExponentialTime(gaussian, sigma, Float64Array.of(1, 2), 2, createRng(3))).toThrow(/^start must/);
});
