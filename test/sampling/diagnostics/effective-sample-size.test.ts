import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../../../src/numerics/random/random.ts";
import {
  bulkEffectiveSampleSize,
  effectiveSampleSize,
  tailEffectiveSampleSize,
} from "../../../src/sampling/diagnostics/effective-sample-size.ts";
import { diagnosticsFixture } from "../../support/diagnostics-fixture.ts";

/** Stationary, of unit variance, shape (draws, chains). */
function autoregressive(rng: Rng, draws: number, chains: number, correlation: number): Float64Array {
  const x = Float64Array.from({ length: draws * chains }, () => rng.normal());
  for (let i = chains; i < x.length; i++) x[i] = correlation * x[i - chains] + Math.sqrt(1 - correlation ** 2) * x[i];
  return x;
}

describe("against arviz, within 1e-9 of the value", () => {
  const { chains: cases } = diagnosticsFixture();

  it.each(cases)("$name", ({ draws, chains, name, ...expected }) => {
    const ratio = (measured: number, value: number | null): number => measured / (value ?? Number.NaN);
    expect(ratio(effectiveSampleSize(draws, chains), expected.effectiveSampleSize)).toBeCloseTo(1, 9);
    expect(ratio(bulkEffectiveSampleSize(draws, chains), expected.bulk)).toBeCloseTo(1, 9);
    // No draw in the halves of these is above the quantile, of which arviz says that as many draws as there are tell it.
    if (name === "two values" || name === "five draws") expect(tailEffectiveSampleSize(draws, chains)).toBeNaN();
    else expect(ratio(tailEffectiveSampleSize(draws, chains), expected.tail)).toBeCloseTo(1, 9);
  });
});

describe("what is known without arviz", () => {
  it.each([
    [0, 1],
    [0.5, 1],
    [0.8, 1],
  ])("AR(1) of correlation %f: within 15 % of S (1 - c) / (1 + c), seed %i", (correlation, seed) => {
    const [draws, chains] = [2000, 10];
    const x = autoregressive(createRng(seed), draws, chains, correlation);
    const expected = (draws * chains * (1 - correlation)) / (1 + correlation);
    expect(Math.abs(effectiveSampleSize(x, chains) / expected - 1)).toBeLessThan(0.15);
    expect(Math.abs(bulkEffectiveSampleSize(x, chains) / expected - 1)).toBeLessThan(0.15);
  });

  it("chains at different places: no more than twice as many as there are halves", () => {
    const x = autoregressive(createRng(2), 500, 6, 0).map((value, i) => value + 100 * (i % 6));
    expect(effectiveSampleSize(x, 6)).toBeLessThan(24);
  });

  it("all draws the same: NaN", () => {
    const still = new Float64Array(30).fill(0.1);
    expect([
      effectiveSampleSize(still, 3),
      bulkEffectiveSampleSize(still, 3),
      tailEffectiveSampleSize(still, 3),
    ]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it.each([1e160, 1.7e308 / 6, 1e-165, 1e-307])("draws in a unit of %d: the same sizes, to 1e-9 of each", (unit) => {
    const x = autoregressive(createRng(4), 300, 5, 0.4);
    const measured = x.map((value) => value * unit);
    for (const size of [effectiveSampleSize, bulkEffectiveSampleSize, tailEffectiveSampleSize]) {
      expect(size(measured, 5) / size(x, 5)).toBeCloseTo(1, 9);
    }
  });

  it("chains that stand still at 0.1 and 0.3: as many as there are chains", () => {
    const still = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0.1 : 0.3));
    expect(effectiveSampleSize(still, 2)).toBeGreaterThan(1);
    expect(effectiveSampleSize(still, 2)).toBeLessThan(4);
  });

  it("500 chains of 1600 draws that hardly mix: all three below 2000", () => {
    const x = autoregressive(createRng(3), 1600, 500, 0.999);
    const sizes = [effectiveSampleSize(x, 500), bulkEffectiveSampleSize(x, 500), tailEffectiveSampleSize(x, 500)];
    for (const size of sizes) expect(size).toBeLessThan(2000);
  });
});
