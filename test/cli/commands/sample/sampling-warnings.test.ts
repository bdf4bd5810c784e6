import { describe, expect, test } from "vitest";
import type { SamplingReport } from "../../../../src/cli/commands/sample/sampling-report.ts";
import { samplingWarnings } from "../../../../src/cli/commands/sample/sampling-warnings.ts";
import type { QuadratureReport } from "../../../../src/sampling/diagnostics/quadrature-check.ts";

/** A report that there is nothing to say against: 100 chains, 100,000 steps after the burn-in, 10,000 effective draws. */
const good: SamplingReport = {
  out: "draws.csv",
  format: "csv",
  target: "model",
  dim: 2,
  sigma: 0.5,
  standardised: false,
  engine: "the fused kernel, float64",
  method: "mh",
  energy: "path",
  proposal: 1,
  adaptation: null,
  burnIn: 0,
  thin: 10,
  seed: 1,
  chains: 100,
  steps: 1000,
  kept: 100,
  interrupted: false,
  timeStep: null,
  acceptance: 0.3,
  acceptanceStandardError: 0.001,
  mean: [0, 1],
  standardError: [0.01, 0.01],
  standardDeviation: [1, 1],
  rHat: [1.001, 1.002],
  rHatIsInfinite: [false, false],
  bulkEffectiveSampleSize: [10_000, 20_000],
  tailEffectiveSampleSize: [10_000, 20_000],
  meanEffectiveSampleSize: [10_000, 20_000],
  ranAway: null,
  quadrature: null,
  distances: null,
  warnings: [],
};

const quadrature = (reversedFraction: number, refined: boolean): QuadratureReport => ({
  comparison: { nodes: 1, against: 2, proposals: 1000, meanDifference: 0.1, acceptanceEffect: 0.01, reversed: 10 },
  refinement: refined ? { meanNodes: 2.1, largestNodes: 8, refined: 50, undecided: 0 } : null,
  reversedFraction,
  decisions: 1000,
});

describe("samplingWarnings", () => {
  test("nothing to say", () => {
    expect(samplingWarnings(good)).toEqual([]);
  });

  test.each<[string, Partial<SamplingReport>, RegExp]>([
    [
      "R-hat above 1.01",
      { rHat: [1.011, 1] },
      /^R-hat of x1 is above 1\.01, or undefined: .* or another --proposal\.$/,
    ],
    ["R-hat infinite", { rHat: [1, null], rHatIsInfinite: [false, true] }, /^R-hat of x2 is above/],
    [
      "effective sizes below 400",
      { tailEffectiveSampleSize: [399, 400] },
      /^The effective sample size of x1 is below 400/,
    ],
    ["an undefined size", { bulkEffectiveSampleSize: [10_000, null] }, /^The effective sample size of x2 is below 400/],
    ["a proposal that is never taken", { acceptance: 0.005 }, /^With an acceptance of 0\.005 .* Leave out --proposal/],
    ["a proposal that is always taken", { acceptance: 0.995 }, /^With an acceptance of 0\.99 the chains hardly move/],
    [
      "a warm-up that was too short",
      { adaptation: { steps: 200, initial: 1, target: 0.234 }, acceptance: 0.05 },
      /^The acceptance, 0\.05, is far from 0\.234, .* --warm-up\.$/,
    ],
    [
      "langevin",
      { method: "langevin", energy: null, timeStep: 0.125 },
      /^langevin accepts every step, .* 0\.125; --method mala/,
    ],
    ["the first-order rule", { energy: "first-order" }, /^The first-order energy difference is biased/],
    [
      "one chain that ran away",
      { ranAway: { chains: 1, step: 40 } },
      /^1 of 100 chains diverged to infinity, .* before step 40: .* of the other 99\. /,
    ],
  ])("%s", (_what, changes, warning) => {
    expect(samplingWarnings({ ...good, ...changes })).toEqual([expect.stringMatching(warning)]);
  });

  test("where all chains ran away there is nothing else to diagnose", () => {
    const report = {
      ...good,
      ranAway: { chains: 100, step: 10 },
      rHat: [null, null],
      bulkEffectiveSampleSize: [null, null],
    };
    expect(samplingWarnings(report)).toEqual([expect.stringMatching(/no chain is left to diagnose/)]);
  });

  // 100,000 steps are 10 for an effective draw, and 10,000 effective draws have an error of 0.01: 0.001 of the decisions.
  test.each([
    [0.0011, true, /^A finer quadrature changes 0\.11 % of the decisions, .* --nodes 100\.$/],
    [0.0011, false, /^2 Gauss points in place of 1 change 0\.11 % of the decisions, .* Leave out --nodes/],
  ])(
    "decisions that turn, %d of them, may bias a mean by more than its error; refined: %s",
    (share, refined, warning) => {
      expect(samplingWarnings({ ...good, quadrature: quadrature(share, refined) })).toEqual([
        expect.stringMatching(warning),
      ]);
      expect(samplingWarnings({ ...good, quadrature: quadrature(0.0009, refined) })).toEqual([]);
      expect(samplingWarnings({ ...good, quadrature: quadrature(0, refined) })).toEqual([]);
    },
  );

  test("many coordinates are counted", () => {
    const rHat = new Array(10).fill(2);
    expect(samplingWarnings({ ...good, rHat })[0]).toMatch(/^R-hat of x1, x2, x3 and 7 more is/);
  });
});
