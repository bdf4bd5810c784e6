import { describe, expect, it } from "vitest";
import { fitMixture } from "../../../src/density/estimate/expectation-maximisation.ts";
import { kMeans } from "../../../src/density/estimate/k-means.ts";
import { componentsOf, WhitenedComponents } from "../../../src/density/estimate/whitened-components.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

const truth = new GaussianMixture([
  { weight: 0.3, mean: [-2, 0, 1], covariance: [[0.5, 0.2, 0], [0.2, 0.4, 0], [0, 0, 0.3]] }, // biome-ignore format: a matrix
  { weight: 0.7, mean: [2, 1, 0], covariance: [[0.3, 0, 0.1], [0, 1, 0], [0.1, 0, 0.6]] }, // biome-ignore format: a matrix
]);

describe("a mixture from points", () => {
  it("has the weights and means of the mixture that 4000 points came from, within 5 standard errors (seed 1)", () => {
    const n = 4000;
    const { weights, means } = fitMixture(truth.sample(createRng(1), n), 3, 2, createRng(2));
    const first = means[0][0] < 0 ? 0 : 1;
    truth.components.forEach(({ weight, mean, covariance }, k) => {
      const own = k === 0 ? first : 1 - first;
      // The components lie more than five standard deviations apart: a point's component is known.
      expect(Math.abs(weights[own] - weight)).toBeLessThan(5 * Math.sqrt((weight * (1 - weight)) / n));
      mean.forEach((value, a) => {
        expect(Math.abs(means[own][a] - value)).toBeLessThan(5 * Math.sqrt(covariance[a][a] / (weight * n)));
      });
    });
  });

  it("scores as GaussianMixture does, blurred and not, to 1e-12 of the largest", () => {
    const mixture = fitMixture(truth.sample(createRng(3), 200), 3, 3, createRng(4));
    const exact = new GaussianMixture(componentsOf(mixture));
    const points = normals(createRng(5), 60, 2);
    const same = (own: Float64Array, expected: Float64Array): void => {
      const size = Math.max(...expected.map(Math.abs));
      own.forEach((value, j) => {
        expect(Math.abs(value - expected[j])).toBeLessThan(1e-12 * size);
      });
    };
    same(new WhitenedComponents(mixture).score(points), exact.score(points));
    same(new WhitenedComponents(mixture, 0.7).score(points), exact.smoothed(0.7).score(points));
    same(new WhitenedComponents(mixture).posterior(points).logPdf, exact.logPdf(points));
  });

  it("stays a density where rows coincide, columns are constant and components are more than the different points", () => {
    const points = Float64Array.from({ length: 90 }, (_, j) => (j % 3 === 2 ? 5 : Math.floor(j / 30)));
    const mixture = fitMixture(points, 3, 6, createRng(1));
    expect(mixture.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    const score = new GaussianMixture(componentsOf(mixture)).smoothed(0.1).score(points);
    expect(score.every(Number.isFinite)).toBe(true);
  });

  it("is the same for the same random numbers", () => {
    const points = truth.sample(createRng(3), 100);
    expect(fitMixture(points, 3, 4, createRng(9))).toEqual(fitMixture(points, 3, 4, createRng(9)));
  });
});

describe("k-means", () => {
  it("finds clusters that lie far apart", () => {
    const points = Float64Array.of(0, 0.1, 10, 10.1, 20, 20.1);
    const [a, b, c, d, e, f] = kMeans(points, 1, 3, createRng(1));
    expect([a === b, c === d, e === f, new Set([a, c, e]).size]).toEqual([true, true, true, 3]);
  });
});
