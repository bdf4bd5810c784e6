import { describe, expect, test } from "vitest";
import { createRng, normals, type Rng } from "../../../src/numerics/random/random.ts";
import type { ChainDraws } from "../../../src/sampling/chains/chain-run.ts";
import { spacedDraws } from "../../../src/sampling/diagnostics/spaced-draws.ts";
import { energyTest } from "../../../src/sampling/distances/two-sample-test.ts";

/** Stationary chains x' = rho x + sqrt(1 - rho^2) z on the line, whose draws are standard normal. */
function autoregression(rho: number, chains: number, kept: number, rng: Rng): ChainDraws {
  const draws = normals(rng, chains * kept);
  for (let j = chains; j < draws.length; j++) {
    draws[j] = rho * draws[j - chains] + Math.sqrt(1 - rho * rho) * draws[j];
  }
  return { dim: 1, chains, kept, draws, acceptance: null };
}

describe("draws far apart along their chains", () => {
  test("the lag is twice the autocorrelation time (1 + rho) / (1 - rho), to a third, and the last draws are taken", () => {
    const run = autoregression(0.8, 4, 5000, createRng(1));
    const { draws, lag } = spacedDraws(run);
    expect(Math.abs((lag ?? 0) / 18 - 1)).toBeLessThan(1 / 3);
    expect(draws.length).toBe(4 * Math.ceil(5000 / (lag ?? 0)));
    expect(draws.slice(0, 4)).toEqual(run.draws.slice(-4));
    expect(draws.slice(4, 8)).toEqual(run.draws.slice(-4 * ((lag ?? 0) + 1), -4 * (lag ?? 0)));
  });

  test("of chains that are shorter than the lag, or too short to tell, the last draws alone", () => {
    // Each chain at a place of its own.
    const places = { dim: 2, chains: 3, kept: 50, acceptance: null };
    const draws = Float64Array.from({ length: 300 }, (_, j) => (j % 6) + 1e-3 * Math.sin(j));
    expect(spacedDraws({ ...places, draws })).toEqual({ draws: draws.slice(-6), lag: null });
    const few = autoregression(0, 5, 3, createRng(2));
    expect(spacedDraws(few)).toEqual({ draws: few.draws.slice(-5), lag: null });
    const constant = { dim: 1, chains: 2, kept: 9, draws: new Float64Array(18), acceptance: null };
    expect(spacedDraws(constant)).toEqual({ draws: new Float64Array(2), lag: null });
  });

  test("the permutation test at 5 % refuses the truth in 5 % of 200 runs, to 4 standard errors; of all draws it refuses more", () => {
    const runs = 200;
    const standardError = Math.sqrt((0.05 * 0.95) / runs);
    const refused = { spaced: 0, all: 0 };
    for (let k = 0; k < runs; k++) {
      const rng = createRng(3, k);
      const run = autoregression(0.8, 4, 200, rng);
      const data = normals(rng, 60);
      const p = (draws: Float64Array): number => energyTest(draws, data, 1, rng, 99).pValue;
      if (p(spacedDraws(run).draws) <= 0.05) refused.spaced++;
      if (p(run.draws.slice(-160)) <= 0.05) refused.all++;
    }
    expect(Math.abs(refused.spaced / runs - 0.05)).toBeLessThan(4 * standardError);
    expect(refused.all / runs).toBeGreaterThan(0.05 + 8 * standardError);
  });
});
