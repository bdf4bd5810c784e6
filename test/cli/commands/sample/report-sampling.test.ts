import { describe, expect, test } from "vitest";
import type { Scaling } from "../../../../src/autoencoder/data/scaling.ts";
import { reportSampling } from "../../../../src/cli/commands/sample/report-sampling.ts";
import type {
  Distances,
  SamplingReport,
  SamplingSettings,
} from "../../../../src/cli/commands/sample/sampling-report.ts";
import { createRng, normals } from "../../../../src/numerics/random/random.ts";
import type { ChainDraws } from "../../../../src/sampling/chains/chain-run.ts";
import {
  bulkEffectiveSampleSize,
  tailEffectiveSampleSize,
} from "../../../../src/sampling/diagnostics/effective-sample-size.ts";
import { meanOfChains } from "../../../../src/sampling/diagnostics/mean-of-chains.ts";
import { rankNormalisedRHat } from "../../../../src/sampling/diagnostics/split-r-hat.ts";

const settings: SamplingSettings = {
  out: "draws.csv",
  format: "csv",
  target: "density",
  dim: 1,
  sigma: 0.5,
  standardised: false,
  engine: null,
  method: "mh",
  energy: "exact",
  proposal: 1,
  adaptation: null,
  burnIn: 4,
  thin: 2,
  seed: 1,
};

/** Draws of shape (kept, chains) on the line. */
function report(
  draws: readonly number[],
  chains: number,
  changes: Partial<SamplingSettings & Pick<ChainDraws, "acceptance"> & { scaling: Scaling }> = {},
): SamplingReport {
  const { acceptance = null, scaling = null, ...others } = changes;
  const kept = draws.length / chains;
  const run = { dim: 1, chains, kept, draws: Float64Array.from(draws), acceptance, iteration: 99, interrupted: false };
  return reportSampling({ ...settings, ...others }, { run, scaling, quadrature: null, reference: null });
}

describe("the diagnostics of a report", () => {
  const draws = [...normals(createRng(3), 400)];

  test("are those of the library, of every coordinate, in the units of the draws", () => {
    const scaling = { mean: Float64Array.of(100), scale: Float64Array.of(5) };
    const own = Float64Array.from(draws, (x) => 100 + 5 * x);
    const { mean, standardError, standardDeviation, effectiveSampleSize } = meanOfChains(own, 4);
    expect(report([...own], 4, { scaling })).toMatchObject({
      mean: [mean],
      standardError: [standardError],
      standardDeviation: [standardDeviation],
      meanEffectiveSampleSize: [effectiveSampleSize],
      rHat: [rankNormalisedRHat(own, 4)],
      rHatIsInfinite: [false],
      bulkEffectiveSampleSize: [bulkEffectiveSampleSize(own, 4)],
      tailEffectiveSampleSize: [tailEffectiveSampleSize(own, 4)],
      chains: 4,
      kept: 100,
      steps: 99,
      ranAway: null,
      timeStep: null,
    });
  });

  test("the time step of mala is half the square of the proposal", () => {
    expect(report(draws, 4, { method: "mala", proposal: 0.4 }).timeStep).toBeCloseTo(0.08, 15);
  });

  test("the acceptance has a standard error by the differences between chains; one chain has none", () => {
    const four = report(draws, 4, { acceptance: Float64Array.of(0.1, 0.2, 0.3, 0.4) });
    expect(four.acceptance).toBeCloseTo(0.25, 14);
    expect(four.acceptanceStandardError).toBeCloseTo(Math.sqrt((2 * 0.15 ** 2 + 2 * 0.05 ** 2) / 3 / 4), 14);
    expect(report(draws, 1, { acceptance: Float64Array.of(0.1) }).acceptanceStandardError).toBeNull();
  });

  test("chains that stand still: R-hat is null and said to be infinite", () => {
    const still = draws.map((_, i) => (i % 4) / 10);
    expect(report(still, 4)).toMatchObject({ rHat: [null], rHatIsInfinite: [true] });
    expect(report(still.fill(0.1), 4)).toMatchObject({ rHat: [null], rHatIsInfinite: [false], standardError: [null] });
  });

  test("chains that ran away are left out, counted, and dated by the first draw that is none", () => {
    // The second chain is lost at its third draw: after 4 steps of burn-in and 3 times 2.
    const lost = draws.map((x, i) => (i % 4 === 1 && i >= 8 ? Number.NaN : x));
    const others = draws.filter((_, i) => i % 4 !== 1);
    const { ranAway, mean, chains } = report(lost, 4);
    expect(ranAway).toEqual({ chains: 1, step: 10 });
    expect(chains).toBe(4);
    expect(mean).toEqual(report(others, 3).mean);
    const none = report(new Array(40).fill(Number.NaN), 4);
    expect(none).toMatchObject({ ranAway: { chains: 4, step: 6 }, mean: [null], rHat: [null], distances: null });
  });

  test.each([1e160, 1e-165])("draws in a unit of %d have numbers for diagnostics", (unit) => {
    const { mean, standardError, rHat, meanEffectiveSampleSize } = report(
      draws.map((x) => (x + 3) * unit),
      4,
    );
    const plain = report(
      draws.map((x) => x + 3),
      4,
    );
    expect((mean[0] ?? 0) / unit).toBeCloseTo(plain.mean[0] ?? 0, 10);
    expect((standardError[0] ?? 0) / unit).toBeCloseTo(plain.standardError[0] ?? 0, 10);
    expect(rHat[0]).toBeCloseTo(plain.rHat[0] ?? 0, 10);
    expect((meanEffectiveSampleSize[0] ?? 0) / (plain.meanEffectiveSampleSize[0] ?? 1)).toBeCloseTo(1, 9);
  });

  test("fewer than four draws of each chain: a mean, and nothing else", () => {
    expect(report([1, 2, 3, 4, 5, 6], 2)).toMatchObject({ mean: [3.5], standardError: [null], rHat: [null] });
  });
});

describe("the distances of a report", () => {
  // A choice of every so many-th draw would be one of the same few chains again and again.
  test.each([100, 101, 400, 2000])(
    "of 100 chains, half of which stay in each of two modes, with %d draws each, are those of all chains: energy distance below 0.05, a few chains' up to 4",
    (kept) => {
      const chains = 100;
      const noise = normals(createRng(1), kept * chains, 0.5);
      const draws = noise.map((z, i) => z + (i % chains < chains / 2 ? -4 : 4));
      const points = normals(createRng(2), 2000, 0.5).map((z, i) => z + (i % 2 === 0 ? -4 : 4));
      const run = { dim: 1, chains, kept, draws, acceptance: null, iteration: kept, interrupted: false };
      const sampled = { run, scaling: null, quadrature: null, reference: { points, others: null } };
      const { distances } = reportSampling(settings, sampled);
      expect(distances?.draws).toBe(2000);
      expect(Math.abs(distances?.energyDistance ?? Number.NaN)).toBeLessThan(0.05);
    },
  );

  test("with a scaling are those of the points in its units, to 1e-12", () => {
    const [draws, points] = [normals(createRng(1), 400), normals(createRng(2), 400, 1.2)];
    const scaling = { mean: Float64Array.of(50), scale: Float64Array.of(7) };
    const shifted = (values: Float64Array): Float64Array => values.map((u) => 50 + 7 * u);
    const of = (own: Float64Array, reference: Float64Array, unit: Scaling | null): Distances | null => {
      const run = { dim: 1, chains: 4, kept: 100, draws: own, acceptance: null, iteration: 100, interrupted: false };
      const sampled = { run, scaling: unit, quadrature: null, reference: { points: reference, others: null } };
      return reportSampling(settings, sampled).distances;
    };
    const [scaled, plain] = [of(shifted(draws), shifted(points), scaling), of(draws, points, null)];
    if (!scaled || !plain) throw new Error("there are distances");
    // Roundings of numbers near 50 + 7 u, in units of 7.
    expect(Math.abs(scaled.energyDistance - plain.energyDistance)).toBeLessThan(1e-12);
    expect(Math.abs(scaled.slicedWasserstein - plain.slicedWasserstein)).toBeLessThan(1e-12);
  });
});

describe("the test against the points of a file", () => {
  const draws = normals(createRng(5), 400);
  const run = { dim: 1, chains: 4, kept: 100, draws, acceptance: null, iteration: 99, interrupted: false };
  const against = (points: Float64Array, others: Float64Array | null): Distances["test"] =>
    reportSampling(settings, { run, scaling: null, quadrature: null, reference: { points, others } }).distances?.test ??
    null;

  test("finds points that lie one standard deviation away, and not those that lie where the draws do, at 1 %", () => {
    const same = normals(createRng(6), 200);
    expect(against(same, null)?.pValue).toBeGreaterThan(0.01);
    const test = against(
      same.map((x) => x + 1),
      null,
    );
    expect(test).toMatchObject({ references: 200, permutations: 999, pValue: 0.001 });
  });

  test("is of draws two autocorrelation times apart, which are fewer", () => {
    const test = against(draws, null);
    expect(test?.lag).toBeGreaterThanOrEqual(2);
    expect(test?.draws).toBe(4 * Math.ceil(100 / (test?.lag ?? 0)));
  });

  test("is not made against draws of a density that is known, which say how near such draws can be", () => {
    expect(against(draws, draws)).toBeNull();
  });
});
