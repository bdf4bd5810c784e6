import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/numerics/random/random.ts";
import { effectiveSampleSize } from "../../../src/sampling/diagnostics/effective-sample-size.ts";
import { meanOfChains } from "../../../src/sampling/diagnostics/mean-of-chains.ts";

/** Stationary draws of mean 3 and variance 4, of this correlation from one to the next, shape (draws, chains). */
function autoregressive(seed: number, draws: number, chains: number, correlation: number): Float64Array {
  const rng = createRng(seed);
  const z = Float64Array.from({ length: draws * chains }, () => rng.normal());
  for (let i = chains; i < z.length; i++) z[i] = correlation * z[i - chains] + Math.sqrt(1 - correlation ** 2) * z[i];
  return z.map((value) => 3 + 2 * value);
}

describe("meanOfChains", () => {
  it("has the mean, the standard deviation with n - 1, and the error that the effective size gives", () => {
    const draws = Float64Array.of(1, 2, 4, 3, 2, 2, 5, 7);
    const { mean, standardDeviation, standardError, effectiveSampleSize: size } = meanOfChains(draws, 2);
    expect(mean).toBe(3.25);
    expect(standardDeviation).toBeCloseTo(Math.sqrt(27.5 / 7), 14);
    expect(size).toBe(effectiveSampleSize(draws, 2));
    expect(standardError).toBe(standardDeviation / Math.sqrt(size));
  });

  it.each([0, 0.6, 0.9])(
    "the stated error is that of the mean: 200 runs of AR(1) draws, correlation %f, have a mean square of (mean - 3) / error from 0.7 to 1.4 (chi-squared is outside with p < 1e-3), seeds 1 to 200",
    (correlation) => {
      let sum = 0;
      for (let seed = 1; seed <= 200; seed++) {
        const { mean, standardError } = meanOfChains(autoregressive(seed, 500, 4, correlation), 4);
        sum += ((mean - 3) / standardError) ** 2 / 200;
      }
      expect(sum).toBeGreaterThan(0.7);
      expect(sum).toBeLessThan(1.4);
    },
  );

  it("is not known where nothing moves", () => {
    expect(meanOfChains(new Float64Array(12).fill(0.1), 3).standardError).toBeNaN();
  });

  it.each([1e160, 1e300, 1e-165, 1e-300])("does not depend on the unit, which may be %d, to 1e-12", (unit) => {
    const draws = autoregressive(1, 100, 3, 0.5);
    const expected = meanOfChains(draws, 3);
    const measured = meanOfChains(
      draws.map((x) => x * unit),
      3,
    );
    expect(measured.mean / unit / expected.mean).toBeCloseTo(1, 12);
    expect(measured.standardDeviation / unit / expected.standardDeviation).toBeCloseTo(1, 12);
    expect(measured.standardError / unit / expected.standardError).toBeCloseTo(1, 12);
    expect(measured.effectiveSampleSize / expected.effectiveSampleSize).toBeCloseTo(1, 12);
  });
});
