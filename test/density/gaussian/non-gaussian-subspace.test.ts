import fc from "fast-check";
import { expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { nonGaussianSubspace } from "../../../src/density/gaussian/non-gaussian-subspace.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

const spherical = (dim: number, variance: number): number[][] =>
  Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => (i === j ? variance : 0)));

function sphericalMixture(dim: number, count: number, seed: number): GaussianMixture {
  const rng = createRng(seed);
  return new GaussianMixture(
    Array.from({ length: count }, () => ({
      weight: 1 / count,
      mean: Array.from({ length: dim }, () => rng.normal()),
      covariance: spherical(dim, 0.4),
    })),
  );
}

it("log p is that of the core plus those of the other Gaussians, to 1e-11, for random mixtures of one spherical covariance", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 1000 }),
      (dim, count, seed) => {
        const mixture = sphericalMixture(dim, count, seed);
        const { basis, core, rest } = nonGaussianSubspace(mixture);
        expect(core?.dim ?? 0).toBe(Math.min(dim, count - 1));
        const x = mixture.sample(createRng(seed + 1), 1);
        const y = basis[0].map((_, a) => basis.reduce((sum, row, i) => sum + row[a] * x[i], 0));
        const coreDim = core?.dim ?? 0;
        let logPdf = core ? core.logPdf(Float64Array.from(y.slice(0, coreDim)))[0] : 0;
        rest.mean.forEach((mean, a) => {
          const deviation = rest.standardDeviation[a];
          logPdf -= ((y[coreDim + a] - mean) / deviation) ** 2 / 2 + Math.log(deviation * Math.sqrt(2 * Math.PI));
        });
        expect(Math.abs(logPdf - mixture.logPdf(x)[0])).toBeLessThan(1e-11);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

it("covariances that differ along one direction make a core of it, and of what the common covariance ties to it", () => {
  const narrow = [
    [1, 0, 0],
    [0, 1, 0.3],
    [0, 0.3, 1],
  ];
  const wide = [
    [1, 0, 0],
    [0, 2, 0.3],
    [0, 0.3, 1],
  ];
  const mixture = new GaussianMixture(
    [narrow, wide].map((covariance) => ({ weight: 0.5, mean: [0, 0, 0], covariance })),
  );
  const { core, rest } = nonGaussianSubspace(mixture);
  // The second direction differs; the covariance ties the third to it.
  expect(core?.dim).toBe(2);
  expect(rest).toEqual({ mean: [0], standardDeviation: [1] });
});

it("the core's coordinates are the principal axes: uncorrelated over the mixture, to 1e-12", () => {
  const mixture = new GaussianMixture([
    {
      weight: 0.5,
      mean: [0, 0],
      covariance: [
        [1, 0.99],
        [0.99, 1],
      ],
    },
    {
      weight: 0.5,
      mean: [0.5, 1],
      covariance: [
        [1, 0.99],
        [0.99, 1.1],
      ],
    },
  ]);
  const { core } = nonGaussianSubspace(mixture);
  const mean = [0, 1].map(
    (a) => core?.components.reduce((sum, one) => sum + one.weight * one.mean[a], 0) ?? Number.NaN,
  );
  const correlation = core?.components.reduce(
    (sum, one) => sum + one.weight * (one.covariance[0][1] + (one.mean[0] - mean[0]) * (one.mean[1] - mean[1])),
    0,
  );
  expect(Math.abs(correlation ?? Number.NaN)).toBeLessThan(1e-12);
});

it.each<[string, number]>([
  ["thin as 1e-7", 1e-14],
  ["thin as 1e-8", 1e-16],
])("what differs along a direction %s of the whole is not left out: the core has both directions", (_name, thin) => {
  const mixture = new GaussianMixture(
    [1, 3].map((factor) => ({
      weight: 0.5,
      mean: [0, 0],
      covariance: [
        [1, 0],
        [0, factor * thin],
      ],
    })),
  );
  const { core, neglected } = nonGaussianSubspace(mixture);
  expect(core?.dim).toBe(2);
  expect(neglected).toBe(0);
});

it("turning by a basis loses digits of thin directions, and says how many: 1e-16 times the ratio of the variances", () => {
  const correlated = (rest: number): GaussianMixture =>
    new GaussianMixture(
      [0, 1].map((shift) => ({
        weight: 0.5,
        mean: [shift, shift],
        covariance: [
          [1, 1 - rest],
          [1 - rest, 1],
        ],
      })),
    );
  for (const rest of [1e-3, 1e-6, 1e-9]) {
    const { core, rest: others, rounding, smallestDeviation } = nonGaussianSubspace(correlated(rest));
    expect(core?.dim).toBe(1);
    expect(smallestDeviation).toBeCloseTo(Math.sqrt(rest), 6);
    expect(Math.abs(others.standardDeviation[0] ** 2 / rest - 1)).toBeLessThan(rounding);
    expect(rounding).toBeLessThan(1e-14 / rest);
  }
});
