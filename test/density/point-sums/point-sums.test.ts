import { describe, expect, it, test } from "vitest";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { PointPosterior } from "../../../src/density/point-sums/point-posterior.ts";
import { PointSums } from "../../../src/density/point-sums/point-sums.ts";
import type { PointSet } from "../../../src/density/point-sums/points-plan.ts";
import { WeightedPoints } from "../../../src/density/point-sums/weighted-points.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { KdTree } from "../../../src/numerics/sorting/k-d-tree.ts";
import { directPosterior } from "../../support/direct-sum.ts";
import { type Atoms, atomCases } from "../../support/rounding-fixture.ts";

const rng = createRng(5);
const normals = (count: number, scale = 1): Float64Array =>
  Float64Array.from({ length: count }, () => scale * rng.normal());

/** n points with weights, from a few clusters. */
function clusters(n: number, dim: number): { points: Float64Array; weights: Float64Array } {
  const centers = normals(5 * dim, 3);
  const points = Float64Array.from(
    { length: n * dim },
    (_, i) => centers[(Math.floor(i / dim) % 5) * dim + (i % dim)] + rng.normal(),
  );
  return { points, weights: Float64Array.from({ length: n }, () => rng.uniform() ** 3 + 1e-3) };
}

function pointSet({ points, weights }: ReturnType<typeof clusters>, dim: number, sigma: number): PointSet {
  const tree = new KdTree(points, dim);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { tree, shares: Float64Array.from(tree.order, (i) => weights[i] / total), sigma, logTolerance: -38 };
}

function posteriorOf({ points, weights }: ReturnType<typeof clusters>, dim: number, sigma: number): PointPosterior {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  return new PointPosterior(new WeightedPoints(points, dim, shares), { sigma, logTolerance: -38 });
}

/** Of the points near and far: each of the first n moved by so many sigma. */
function queriesFrom(points: Float64Array, count: number, dim: number, reach: number): Float64Array {
  return Float64Array.from({ length: count * dim }, (_, i) => points[i % points.length] + reach * rng.normal());
}

/** Queries that are compared with the double loop. */
const SOME = 16;

describe("posterior sums over points at many x together", () => {
  const n = 2000;
  const m = 1000;
  test.each([
    ...[0.003, 0.1, 0.7, 3, 100].flatMap((sigma) => [1, 2, 3].map((dim) => [dim, sigma])),
    ...[0.3, 2, 30].flatMap((sigma) => [4, 7, 8, 9, 30].map((dim) => [dim, sigma])),
  ])(
    "d = %i, sigma = %d: log p and score are the double loop's within the errors that are stated, near the points and far out",
    (dim, sigma) => {
      const { points, weights } = clusters(n, dim);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const shares = weights.map((weight) => weight / total);
      const smoothed = new FinitePoints(points, dim, weights).smoothed(sigma);
      for (const reach of [sigma, 20 * sigma]) {
        const queries = queriesFrom(points, m, dim, reach);
        const [logPdf, score] = [smoothed.logPdf(queries), smoothed.score(queries)];
        const some = queries.slice(0, SOME * dim);
        const errors = smoothed.errorsAt(some);
        for (let i = 0; i < SOME; i++) {
          const x = some.subarray(i * dim, (i + 1) * dim);
          const direct = directPosterior(points, shares, x, sigma);
          // What the double loop is off by itself: d + 4 roundings of its squares, which are as large as that.
          const loop = (dim + 4) * Number.EPSILON * (Math.abs(direct.logMass) + 40);
          const expected = direct.logMass - (dim / 2) * Math.log(2 * Math.PI) - dim * Math.log(sigma);
          expect(Math.abs(logPdf[i] - expected)).toBeLessThanOrEqual(errors.logPdf[i] + loop);
          for (let a = 0; a < dim; a++) {
            const difference = Math.abs(score[i * dim + a] - direct.shift[a] / sigma);
            expect(difference).toBeLessThanOrEqual(
              errors.score[i * dim + a] + (loop * (1 + Math.hypot(...direct.shift))) / sigma,
            );
          }
        }
      }
    },
  );

  it.each(["points", "points and noise", "points with an offset", "between points", "far from points"])(
    "%s, a thousand points by repetition: every error is within its bound, against 120 digits (points-rounding.py)",
    (kind) => {
      for (const { density, sigma, point, reference } of atomCases(kind)) {
        const dim = point.length;
        const { points, weights } = repeated(density, Math.ceil(1024 / density.weights.length));
        const smoothed = new FinitePoints(points, dim, weights).smoothed(sigma);
        const queries = Float64Array.from({ length: 1024 * dim }, (_, i) => point[i % dim]);
        const [logPdf, score] = [smoothed.logPdf(queries), smoothed.score(queries)];
        const errors = smoothed.errorsAt(point);
        const [high, low] = reference.logPdf ?? [];
        expect(Math.abs(logPdf[0] - high - low)).toBeLessThanOrEqual(errors.logPdf[0]);
        for (let a = 0; a < dim; a++) {
          const [big, small] = reference.score?.slice(2 * a, 2 * a + 2) ?? [];
          expect(Math.abs(score[a] - big - small)).toBeLessThanOrEqual(errors.score[a]);
        }
      }
    },
  );

  it.each([2, 3, 5, 16])("d = %i: the same bytes for 1, 2 and 3 threads, and again", (dim) => {
    const set = pointSet(clusters(5000, dim), dim, 0.8);
    const queries = normals(1500 * dim, 3);
    const results = [1, 2, 3].map((threads) => {
      const sums = new PointSums(set, { threads });
      const first = sums.at(queries, 1);
      const again = sums.at(queries, 1);
      sums.close();
      expect(again).toEqual(first);
      return first;
    });
    expect(results[0]).not.toBeNull();
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it("is used where there are many points and many x, and not where there are few, or one that is no number", () => {
    const posterior = posteriorOf(clusters(2000, 2), 2, 0.5);
    const queries = normals(2000);
    expect(posterior.atAll(queries, 1)).not.toBeNull();
    expect(posterior.atAll(queries, 0)?.shift.length).toBe(0);
    expect(posterior.atAll(queries.subarray(0, 100), 1)).toBeNull();
    expect(posterior.atAll(Float64Array.of(...queries, Number.NaN, 0), 1)).toBeNull();
    expect(posteriorOf(clusters(500, 2), 2, 0.5).atAll(normals(10_000), 1)).toBeNull();
  });

  it("is used for fewer points and x in many dimensions, where one x after the other takes ten times as long", () => {
    const dim = 16;
    const own = clusters(100, dim);
    const posterior = posteriorOf(own, dim, 0.9);
    const queries = queriesFrom(own.points, 200, dim, 0.9);
    const sums = posterior.atAll(queries, 1);
    const shift = new Float64Array(dim);
    for (let i = 0; i < 200; i++) {
      const moments = posterior.at(queries, i, 1);
      expect(sums?.logMass[i]).toBeCloseTo(moments.logMass(), 10);
      moments.shift(shift, 0);
      for (let a = 0; a < dim; a++) expect(sums?.shift[i * dim + a]).toBeCloseTo(shift[a], 10);
    }
    expect(posterior.atAll(queries.subarray(0, 100 * dim), 1)).toBeNull();
    expect(posteriorOf(clusters(60, dim), dim, 0.9).atAll(normals(4000 * dim), 1)).toBeNull();
  });

  it("masses alone are the same as with moments", () => {
    for (const dim of [2, 6, 12]) {
      const sums = new PointSums(pointSet(clusters(3000, dim), dim, 0.9));
      const queries = normals(400 * dim, 3);
      expect(sums.at(queries, 0)?.logMass).toEqual(sums.at(queries, 1)?.logMass);
    }
  });

  it.each([1e-12, 1e-8, 1e-4])("a tolerance of %d: the errors are stated, true, and there", (tolerance) => {
    const dim = 3;
    const sigma = 0.5;
    const { points, weights } = clusters(20_000, dim);
    const exact = new FinitePoints(points, dim, weights).smoothed(sigma);
    const rough = new FinitePoints(points, dim, weights, { tolerance }).smoothed(sigma);
    const queries = queriesFrom(points, 1000, dim, sigma);
    const [expected, score] = [exact.score(queries), rough.score(queries)];
    const errors = rough.errorsAt(queries);
    expect(errors.score[0]).toBeLessThan((100 * tolerance + 1e-11) / sigma);
    score.forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(2 * errors.score[i]);
    });
    const largest = score.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
    if (tolerance >= 1e-8) expect(largest).toBeGreaterThan(1e-4 * tolerance);
  });

  it.each([0, 1e-17, 0.01, Number.NaN])("refuses a tolerance of %d", (tolerance) => {
    expect(() => new FinitePoints(Float64Array.of(1), 1, undefined, { tolerance })).toThrow(
      `options.tolerance must be a number from 1e-16 to 0.001, not ${tolerance}`,
    );
  });
});

/** The points of a density again and again: the same density. */
function repeated({ points, weights }: Atoms, copies: number): Atoms {
  return {
    points: Float64Array.from({ length: copies * points.length }, (_, i) => points[i % points.length]),
    weights: Float64Array.from({ length: copies * weights.length }, (_, i) => weights[i % weights.length]),
  };
}

it("a sum after another one does not read what the other one has left in memory: all numbers are finite", () => {
  const own = createRng(5);
  const evaluate = (dim: number, n: number, queries: number): Float64Array => {
    const points = Float64Array.from({ length: n * dim }, () => own.normal());
    const noisy = points.slice(0, queries * dim).map((value) => value + 2 * own.normal());
    return new FinitePoints(points, dim).smoothed(2).score(noisy);
  };
  // Node numbers of the first plan, read as float64, are no numbers; the second plan has coordinates there.
  expect(evaluate(16, 3000, 2000).every(Number.isFinite)).toBe(true);
  expect(evaluate(64, 1500, 900).every(Number.isFinite)).toBe(true);
});
