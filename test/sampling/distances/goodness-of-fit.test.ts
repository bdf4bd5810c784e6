import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/numerics/random/random.ts";
import { chiSquaredPValue, ksPValue } from "../../../src/sampling/distances/goodness-of-fit.ts";
import { diagnosticsFixture } from "../../support/diagnostics-fixture.ts";

const { kolmogorovSmirnov, chiSquared } = diagnosticsFixture();
const identity = (x: number): number => x;

function uniforms(seed: number, n: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.uniform());
}

describe("ksPValue", () => {
  it.each(kolmogorovSmirnov)("is within 0.2 % of SciPy's exact $pValue", ({ sample, pValue }) => {
    const measured = ksPValue(Float64Array.from(sample), (x) => 1 / (1 + Math.exp(-1.7 * x)));
    expect(Math.abs(measured / pValue - 1)).toBeLessThan(0.002);
  });

  it.each([
    // D, n, and the exact p-value by scipy.stats.kstwo.sf(D, n) of SciPy 1.17.1.
    [0.13, 100, 0.0621, 0.02],
    [0.18, 100, 0.00263, 0.02],
    [1.8 / Math.sqrt(1000), 1000, 0.00294, 0.005],
  ])("of D = %f and n = %i is %f within %f of it", (distance, n, expected, tolerance) => {
    // Evenly spaced, moved by D - 1/(2n): the largest difference is D.
    const sample = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
    const cdf = (x: number): number => Math.min(1, x + distance - 0.5 / n);
    expect(Math.abs(ksPValue(sample, cdf) / expected - 1)).toBeLessThan(tolerance);
  });

  it("is uniform for draws that follow the distribution: at most 0.05 in 2.5 to 7.5 % of 1000 samples, seeds 1 to 1000", () => {
    let rejected = 0;
    for (let seed = 1; seed <= 1000; seed++) if (ksPValue(uniforms(seed, 50), identity) <= 0.05) rejected += 1;
    // Binomial(1000, 0.05) is outside of this once in 3000 times.
    expect(rejected).toBeGreaterThan(25);
    expect(rejected).toBeLessThan(75);
  });

  it("is below 1e-6 for the square of uniform draws, and 1 for draws that are spread evenly", () => {
    const sample = uniforms(1, 500);
    expect(
      ksPValue(
        sample.map((u) => u * u),
        identity,
      ),
    ).toBeLessThan(1e-6);
    expect(
      ksPValue(
        sample.map((_, i) => (i + 0.5) / 500),
        identity,
      ),
    ).toBe(1);
  });

  it.each([
    ["sample must hold 20 or more numbers, not 19", new Float64Array(19), identity],
    ["sample[3] must be a number, not NaN", new Float64Array(20).fill(Number.NaN, 3), identity],
    ["cdf must give a probability from 0 to 1, not 2 at 0", new Float64Array(20), () => 2],
  ])("refuses: %s", (message, sample, cdf) => {
    expect(() => ksPValue(sample, cdf)).toThrow(expect.objectContaining({ name: "InputError", message }));
  });
});

describe("chiSquaredPValue", () => {
  it.each(chiSquared)("is within 1e-10 of SciPy's $pValue, in its tail too", ({ counts, expected, pValue }) => {
    expect(chiSquaredPValue(counts, expected) / pValue).toBeCloseTo(1, 10);
  });

  it.each([
    ["counts must hold 2 cells or more, not 1", [10], [10]],
    ["expected must hold 2 numbers, as counts does, not 3", [10, 10], [10, 5, 5]],
    ["counts[1] must be a whole number, 0 or more, not 9.5", [10, 9.5], [10, 9.5]],
    ["expected[0] must be at least 5, not 4; merge cells", [4, 10], [4, 10]],
    ["expected must add up to the sum of counts, 20, not to 21", [10, 10], [10, 11]],
  ])("refuses: %s", (message, counts, expected) => {
    expect(() => chiSquaredPValue(counts, expected)).toThrow(expect.objectContaining({ name: "InputError", message }));
  });
});
