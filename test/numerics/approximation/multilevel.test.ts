import { describe, expect, it } from "vitest";
import { type MultilevelEstimate, multilevelMonteCarlo } from "../../../src/numerics/approximation/multilevel.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

/** E[Y] = 3, simulated with an error 2^(-order l) ~ steps^-order; differences of levels get calmer as they get finer. */
const LIMIT = 3;

function estimate(seed: number, order: number, bias: number, finestLevel: number): MultilevelEstimate {
  const level = (l: number) => {
    const rng = createRng(100 * seed + l);
    const at = (k: number): number => bias * 2 ** (-order * k) * (1 + 2 ** -k);
    const mean = l === 0 ? LIMIT + at(0) : at(l) - at(l - 1);
    return (count: number) => Float64Array.from({ length: count }, () => mean + 2 ** (-order * l) * rng.normal());
  };
  return multilevelMonteCarlo(level, {
    components: 1,
    samples: 400,
    biasFraction: 0.5,
    negligible: 0,
    finestLevel,
    order: () => order,
  });
}

const seeds = Array.from({ length: 200 }, (_, k) => k + 1);

describe.each([1, 2])("multilevel Monte Carlo with errors of order %i", (order) => {
  it("has a standard error that is that of 200 seeds: chi-square within its 1e-4 and 1 - 1e-4 quantiles", () => {
    const estimates = seeds.map((seed) => estimate(seed, order, 0, 6));
    const chiSquare = estimates.reduce(
      (sum, { value, standardError }) => sum + ((value[0] - LIMIT) / standardError[0]) ** 2,
      0,
    );
    // Quantiles of chi-square with 200 degrees of freedom.
    expect(chiSquare).toBeGreaterThan(134.01);
    expect(chiSquare).toBeLessThan(283.07);
  });

  it("adds levels until the bias is below half the standard error: mean of 200 seeds within 0.6 standard errors", () => {
    const estimates = seeds.map((seed) => estimate(seed, order, 0.5, 8));
    expect(Math.max(...estimates.map(({ samples }) => samples.length))).toBeGreaterThan(2);
    for (const { biasEstimate, standardError } of estimates) {
      expect(biasEstimate[0]).toBeLessThanOrEqual(0.5 * standardError[0]);
    }
    const mean = estimates.reduce((sum, { value }) => sum + value[0], 0) / seeds.length;
    expect(Math.abs(mean - LIMIT)).toBeLessThan(0.6 * estimates[0].standardError[0]);
  });

  it("says how large a bias is that it may not get rid of: at least as large as it is, at most 8 times", () => {
    const estimates = seeds.map((seed) => estimate(seed, order, 20, 2));
    const mean = estimates.reduce((sum, { value }) => sum + value[0], 0) / seeds.length;
    const said = estimates.reduce((sum, { biasEstimate }) => sum + biasEstimate[0], 0) / seeds.length;
    const actual = Math.abs(mean - LIMIT);
    expect(actual).toBeGreaterThan(5 * estimates[0].standardError[0]);
    expect(said).toBeGreaterThan(actual);
    expect(said).toBeLessThan(8 * actual);
  });
});

it("spends most samples on the coarsest level where finer ones vary less", () => {
  const { samples } = estimate(1, 2, 0, 2);
  expect(samples[0]).toBe(400);
  expect(samples[1]).toBeLessThan(100);
  expect(samples[2]).toBeLessThan(40);
});
