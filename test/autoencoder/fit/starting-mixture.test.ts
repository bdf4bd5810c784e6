import { expect, it } from "vitest";
import type { FitTask } from "../../../src/autoencoder/fit/estimator.ts";
import { startingMixture } from "../../../src/autoencoder/fit/starting-mixture.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

/** Clouds of deviation 0.2 around (-5, 0) and (5, 0), three tenths of the points in the left one. */
function clouds(n: number, seed: number): Float64Array {
  return normals(createRng(seed), 2 * n, 0.2).map((z, j) => (j % 2 === 1 ? z : z + (j % 20 < 6 ? -5 : 5)));
}
const task = (largest: number): FitTask => ({
  sigmas: [0.1, largest],
  range: [0.1, largest],
  seed: 1,
  steps: 1,
  hidden: [],
});
const moments = { mean: Float64Array.of(2, 0), covariance: Float64Array.of(21.04, 0, 0, 0.04) };
const data = { dim: 2, training: clouds(400, 1), validation: clouds(100, 2) };

it("has both of two clouds, with their weights and centres, where the largest sigma is below their distance", async () => {
  const start = (await startingMixture(data, task(2), moments)) ?? [];
  for (const [side, weight] of [
    [-1, 0.3],
    [1, 0.7],
  ]) {
    const own = start.filter(({ mean }) => mean[0] * side > 0);
    const mass = own.reduce((sum, one) => sum + one.weight, 0);
    // The data have exactly these weights. The standard error of the centre is 0.2 / sqrt(150) at most.
    expect(Math.abs(mass - weight)).toBeLessThan(1e-6);
    const centre = own.reduce((sum, one) => sum + (one.weight * one.mean[0]) / mass, 0);
    expect(Math.abs(centre - 5 * side)).toBeLessThan((4 * 0.2) / Math.sqrt(150));
  }
});

it("is null where sigma is three times the largest standard deviation along any direction, and for few rows", async () => {
  const deviation = Math.sqrt(21.04);
  expect(await startingMixture(data, task(3.01 * deviation), moments)).toBeNull();
  expect(await startingMixture(data, task(2.99 * deviation), moments)).not.toBeNull();
  const few = { dim: 2, training: clouds(10, 1), validation: clouds(2, 2) };
  expect(await startingMixture(few, task(2), moments)).toBeNull();
});
