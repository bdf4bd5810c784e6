import { describe, expect, test } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { comparedAt, medianRatio, mixtureCases } from "../../support/rounding-fixture.ts";

describe("bounds on rounding, against 50 digits from inputs of 20 digits (test/fixtures/mixture-rounding.py)", () => {
  test.each<[string, number]>([
    ["well-conditioned", 120],
    ["correlated", 20],
    ["ill-conditioned", 60],
    ["scaled", 60],
    ["offset", 400],
    ["far", 100],
    ["noise", 300],
    ["needle", 50],
  ])("%s: every error is within its bound, and the median of bound over error is below %i", (kind, largest) => {
    for (const what of ["logPdf", "score", "hessian"] as const) {
      const entries = comparedAt(mixtureCases(kind), what);
      for (const { error, bound } of entries) expect(error).toBeLessThanOrEqual(bound);
      expect(medianRatio(entries)).toBeLessThan(largest);
    }
  });

  test("well-conditioned: bounds are below 300 units of rounding, relative to max(1, the value)", () => {
    for (const what of ["logPdf", "score", "hessian"] as const) {
      for (const { value, bound } of comparedAt(mixtureCases("well-conditioned"), what)) {
        expect(bound).toBeLessThan(300 * Number.EPSILON * Math.max(1, Math.abs(value)));
      }
    }
  });
});

/** Two coordinates whose correlation misses 1 by `rest`. */
function correlated(rest: number): GaussianMixture {
  const covariance = [
    [1, 1 - rest],
    [1 - rest, 1],
  ];
  return new GaussianMixture([{ weight: 1, mean: [0, 0], covariance }]);
}

describe("bounds on rounding at their limits", () => {
  test("one digit that float64 has left: across the line the score is off by less than it is bound to, and the bound is below 1/2", () => {
    // The eigenvalue across is the decimal 1 - 0.999999999999999, not what is left of it in float64.
    const smoothed = correlated(1e-15).smoothed(1e-8);
    const x = Float64Array.of(1, -1);
    const exact = -1 / (1e-15 + 1e-16);
    const [score] = smoothed.score(x);
    const [bound] = smoothed.errorsAt(x).score;
    expect(Math.abs(score - exact)).toBeLessThan(bound);
    expect(bound).toBeLessThan(Math.abs(exact) / 2);
  });

  test("no digit left: without noise nothing is known of the score across, and with noise that it is at most |v| / sigma²", () => {
    const x = Float64Array.of(1, -1);
    expect(correlated(2 ** -53).errorsAt(x).score[0]).toBe(Infinity);
    const smoothed = correlated(2 ** -53).smoothed(1e-9);
    expect(smoothed.errorsAt(x).score[0]).toBeLessThan(2 * Math.SQRT2 * 1e18);
    expect(smoothed.errorsAt(x).hessian[0]).toBeLessThan(2.1e18);
  });

  test("at the mean of a Gaussian around 0 the score is 0 without any error", () => {
    const smoothed = correlated(0.1).smoothed(0.5);
    const origin = new Float64Array(2);
    expect([...smoothed.score(origin), ...smoothed.errorsAt(origin).score].map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  test("where rounding decides between two Gaussians, the bound is what they differ by", () => {
    // Halfway between equal Gaussians 1e20 away: the exponents, 5e39, say nothing of the difference.
    const two = new GaussianMixture([
      {
        weight: 0.5,
        mean: [-1, 1e20],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
      {
        weight: 0.5,
        mean: [1, 1e20],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
    ]);
    const x = Float64Array.of(0, 0);
    expect(two.errorsAt(x).score[0]).toBeGreaterThanOrEqual(1);
    expect(two.errorsAt(x).score[0]).toBeLessThan(2.1);
  });
});
