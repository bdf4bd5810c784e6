import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Density } from "../../src/density/density.ts";
import { scoreLaplacian } from "../../src/density/differences/score-laplacian.ts";
import { spiral } from "../../src/density/examples/spiral.ts";
import { FinitePoints } from "../../src/density/finite-points.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { DaeClosedForm } from "../../src/reconstruction/any-dimension/dae-closed-form.ts";
import { differentiate } from "../support/differences.ts";
import { directPosterior, sum } from "../support/direct-sum.ts";

/** The largest difference to the direct sum, each quantity in its power of sigma and relative to 1 or its own size. */
function largestError(
  smoothed: Density,
  points: Float64Array,
  shares: ArrayLike<number>,
  x: Float64Array,
  sigma: number,
): number {
  const dim = x.length;
  const direct = directPosterior(points, shares, x, sigma);
  const identity = (i: number): number => (i % (dim + 1) === 0 ? 1 : 0);
  const pairs: [actual: number, expected: number, scale: number][] = [];
  const add = (actual: ArrayLike<number>, expected: readonly number[]): void => {
    const scale = Math.max(1, ...expected.map(Math.abs));
    expected.forEach((value, i) => {
      pairs.push([actual[i], value, scale]);
    });
  };
  add(smoothed.logPdf(x), [direct.logMass - (dim / 2) * Math.log(2 * Math.PI) - dim * Math.log(sigma)]);
  add(
    smoothed.score(x).map((value) => value * sigma),
    direct.shift,
  );
  add(
    smoothed.hessian(x).map((value) => value * sigma ** 2),
    direct.covariance.map((value, i) => value - identity(i)),
  );
  add(
    scoreLaplacian(smoothed, x).values.map((value) => value * sigma ** 3),
    direct.skewness,
  );
  return Math.max(...pairs.map(([actual, expected, scale]) => Math.abs(actual - expected) / scale));
}

describe("FinitePoints, blurred", () => {
  it.each([1, 2, 3, 5, 10])(
    "is the sum over all points, to 1e-11, in %i dimension(s): random points, weights, duplicates, sigmas",
    (dim) => {
      fc.assert(
        fc.property(
          fc.record({
            seed: fc.integer({ min: 1, max: 1e6 }),
            n: fc.integer({ min: 1, max: 400 }),
            logSigma: fc.double({ min: -3, max: 3, noNaN: true }),
            distance: fc.constantFrom(0, 0.5, 2, 5, 20),
            weighted: fc.boolean(),
            clustered: fc.boolean(),
          }),
          ({ seed, n, logSigma, distance, weighted, clustered }) => {
            const rng = createRng(seed);
            const sigma = 10 ** logSigma;
            // Clusters: each point comes four times, three of them moved by less than a sigma or not at all.
            const free = Float64Array.from({ length: n * dim }, () => rng.normal());
            const points = clustered
              ? free.map(
                  (_, i) =>
                    free[(Math.floor(i / dim) % Math.ceil(n / 4)) * dim + (i % dim)] +
                    (i % 3 === 0 ? sigma * rng.normal() : 0),
                )
              : free;
            const weights = Float64Array.from({ length: n }, () => (weighted ? rng.uniform() ** 4 + 1e-6 : 1));
            const total = sum([...weights]);
            const smoothed = new FinitePoints(points, dim, weights).smoothed(sigma);
            const x = Float64Array.from({ length: dim }, (_, a) => points[a] + distance * sigma * rng.normal());
            expect(
              largestError(
                smoothed,
                points,
                weights.map((w) => w / total),
                x,
                sigma,
              ),
            ).toBeLessThan(1e-11);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it.each([0.003, 0.01, 0.05, 0.1, 0.3, 1, 10])(
    "10,000 points of the spiral, sigma = %d: the direct sum to 1e-12 of its size, near and far",
    (sigma) => {
      const rng = createRng(11);
      const points = spiral().sample(rng, 10_000);
      const smoothed = new FinitePoints(points, 2).smoothed(sigma);
      const shares = new Float64Array(10_000).fill(1e-4);
      for (let k = 0; k < 12; k++) {
        const x = Float64Array.of(2 * rng.uniform() - 1, 2 * rng.uniform() - 1);
        expect(largestError(smoothed, points, shares, x, sigma)).toBeLessThan(1e-12);
      }
    },
  );

  it("as a mixture of Gaussians: log p, score, Hessian and its derivative to 1e-12", () => {
    const points = Float64Array.of(0, 0, 1, 0.5, -1, 2, 1, 0.5);
    const sigma = 0.7;
    const mixture = new GaussianMixture(
      [0, 1, 2, 3].map((k) => ({
        weight: 0.25,
        mean: [points[2 * k], points[2 * k + 1]],
        covariance: [
          [sigma ** 2, 0],
          [0, sigma ** 2],
        ],
      })),
    );
    const smoothed = new FinitePoints(points, 2).smoothed(sigma);
    const x = Float64Array.of(0.3, 0.4, -2, 1, 1, 0.5);
    for (const what of ["logPdf", "score", "hessian", "scoreLaplacian"] as const) {
      const expected = mixture[what](x);
      smoothed[what](x).forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected[i])));
      });
    }
  });

  it("score, hessian and scoreLaplacian are derivatives of one another, to 1e-6 of their size (finite differences)", () => {
    const rng = createRng(2);
    const smoothed = new FinitePoints(
      Float64Array.from({ length: 600 }, () => rng.normal()),
      2,
    ).smoothed(0.4);
    for (let k = 0; k < 20; k++) {
      const x = Float64Array.of(3 * rng.normal(), 3 * rng.normal());
      const [score, hessian, laplacian] = [smoothed.score(x), smoothed.hessian(x), smoothed.scoreLaplacian(x)];
      const trace = (at: Float64Array): Float64Array => {
        const h = smoothed.hessian(at);
        return Float64Array.of(h[0] + h[3]);
      };
      const scale = Math.max(1, ...score.map(Math.abs), ...hessian.map(Math.abs), ...laplacian.map(Math.abs));
      for (let j = 0; j < 2; j++) {
        expect(Math.abs(differentiate((at) => smoothed.logPdf(at), x, j)[0] - score[j])).toBeLessThan(1e-6 * scale);
        const column = differentiate((at) => smoothed.score(at), x, j);
        for (let i = 0; i < 2; i++) expect(Math.abs(column[i] - hessian[2 * i + j])).toBeLessThan(1e-6 * scale);
        expect(Math.abs(differentiate(trace, x, j)[0] - laplacian[j])).toBeLessThan(1e-6 * scale);
      }
    }
  });

  it("far out, where every weight is 0 in floating point, r is the nearest point, or the middle of two, to 1e-9", () => {
    const points = new FinitePoints(Float64Array.of(0, 0, 1, 0, 1, 1), 2);
    const sigma = 0.01;
    const r = new DaeClosedForm(points, points.smoothed(sigma), sigma);
    const near = (at: readonly [number, number], expected: readonly [number, number]): void => {
      r.evaluate(Float64Array.from(at)).forEach((value, a) => {
        expect(Math.abs(value - expected[a])).toBeLessThan(1e-9);
      });
    };
    near([-1e4, -2e4], [0, 0]);
    near([1e6, 1e6 - 1], [1, 1]);
    near([1e5, 0.5], [1, 0.5]);
    expect(points.smoothed(sigma).logPdf(Float64Array.of(-3, -4))[0]).toBeCloseTo(
      -125_000 + Math.log(1 / 3 / (2 * Math.PI * sigma ** 2)),
      6,
    );
  });

  it("for a tiny sigma r - x keeps its digits: 1e-12 from a point it is -1e-12, to 1e-15 of that", () => {
    const points = new FinitePoints(Float64Array.of(0.5, 0.75), 1);
    const sigma = 1e-9;
    const x = 0.5 + 2 ** -40;
    const [change] = new DaeClosedForm(points, points.smoothed(sigma), sigma).displacement(Float64Array.of(x));
    expect(Math.abs(change / -(2 ** -40) - 1)).toBeLessThan(1e-15);
  });

  it("the convention: (r(x) - x) / sigma^2 = +grad log p_sigma, which points to the data", () => {
    const point = new FinitePoints(Float64Array.of(2, -1), 2);
    const sigma = 0.3;
    const [sx, sy] = point.smoothed(sigma).score(Float64Array.of(2.5, -1));
    expect(sx).toBeCloseTo(-0.5 / sigma ** 2, 12);
    expect(sy).toBe(0);
  });

  it("smoothed twice: variances add, to rounding", () => {
    const points = new FinitePoints(Float64Array.of(0, 1, 3), 1);
    const x = Float64Array.of(-1, 0.4, 2);
    const [twice, once] = [points.smoothed(0.3).smoothed(0.4), points.smoothed(0.5)];
    twice.score(x).forEach((value, i) => {
      expect(value).toBeCloseTo(once.score(x)[i], 12);
    });
  });

  it("samples are the points, by their weights: 4 standard errors, n = 40,000, seed 3; blurred, their variance is the sum", () => {
    const points = new FinitePoints(Float64Array.of(-1, 0, 5), 1, Float64Array.of(1, 2, 1));
    const n = 40_000;
    const draws = points.sample(createRng(3), n);
    for (const [value, share] of [
      [-1, 0.25],
      [0, 0.5],
      [5, 0.25],
    ]) {
      const seen = draws.filter((draw) => draw === value).length / n;
      expect(Math.abs(seen - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
    }
    const blurred = points.smoothed(2).sample(createRng(3), n);
    const mean = sum([...blurred]) / n;
    const variance = sum([...blurred].map((value) => (value - mean) ** 2)) / n;
    // Mean 1, E y^2 = 6.5; of x: variance 5.5 + 4, and a fourth moment below 250.
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(9.5 / n));
    expect(Math.abs(variance - 9.5)).toBeLessThan(4 * Math.sqrt(250 / n));
  });

  it("effectiveSupport(D): beyond it p is below exp(-D) of its maximum", () => {
    const smoothed = new FinitePoints(Float64Array.of(0, 0, 1, 3), 1).smoothed(0.2);
    const [[lower, upper]] = smoothed.effectiveSupport(30);
    const peak = smoothed.logPdf(Float64Array.of(0))[0];
    for (const x of [lower, upper]) expect(smoothed.logPdf(Float64Array.of(x))[0]).toBeLessThan(peak - 30);
  });

  it.each([
    [[], 2, undefined, "points must hold one point or more of dimension 2, not 0 numbers"],
    [[1, 2, 3], 2, undefined, "points must hold one point or more of dimension 2, not 3 numbers"],
    [[1, 2, Number.NaN, 4], 2, undefined, "points[1] must hold finite numbers, not NaN"],
    [[1, 2], 0, undefined, "dim must be a positive whole number, not 0"],
    [[1, 2], 1, [1], "weights must hold 2 numbers, one for each point, not 1"],
    [[1, 2], 1, [1, 0], "weights[1] must be a positive number, not 0"],
    [[1, 2], 1, [1e-300, 1], "weights[0] must be at least 1e-250 of the sum of weights, not 1e-300 of 1"],
  ])("refuses points %j in %i dimensions with weights %j", (points, dim, weights, message) => {
    expect(() => new FinitePoints(Float64Array.from(points), dim, weights && Float64Array.from(weights))).toThrow(
      message,
    );
  });
});
