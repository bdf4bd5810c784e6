import { describe, expect, it, test } from "vitest";
import type { Interval } from "../../../src/density/density.ts";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { type GridShape, gridShape } from "../../../src/density/point-sums/grid-shape.ts";
import { gridSums } from "../../../src/density/point-sums/grid-sums.ts";
import type { PointSet } from "../../../src/density/point-sums/points-plan.ts";
import { PointsTeam, sharedTeam } from "../../../src/density/point-sums/points-team.ts";
import { quickerGrid } from "../../../src/density/point-sums/quicker-grid.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { KdTree } from "../../../src/numerics/sorting/k-d-tree.ts";
import { directPosterior } from "../../support/direct-sum.ts";

const rng = createRng(7);
const normals = (count: number, scale = 1): Float64Array =>
  Float64Array.from({ length: count }, () => scale * rng.normal());

function setOf(points: Float64Array, dim: number, sigma: number, tolerance: number): PointSet {
  const tree = new KdTree(points, dim);
  const weights = Float64Array.from({ length: points.length / dim }, () => rng.uniform() + 0.01);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { tree, shares: weights.map((weight) => weight / total), sigma, logTolerance: Math.log(tolerance) };
}

const boxOf = (points: Float64Array, dim: number): Interval[] =>
  Array.from({ length: dim }, (_, a): Interval => {
    const values = points.filter((_, i) => i % dim === a);
    return [Math.min(...values), Math.max(...values)];
  });

function shapeFor({ tree, shares, sigma, logTolerance }: PointSet, queries: Float64Array): GridShape {
  const boxes = { points: boxOf(tree.points, tree.dim), queries: boxOf(queries, tree.dim), count: shares.length };
  const shape = gridShape(boxes, sigma, Math.exp(logTolerance));
  if (!shape) throw new Error("no grid is exact enough");
  return shape;
}

describe("sums over points by a grid", () => {
  test.each(
    [1e-10, 1e-8, 1e-4].flatMap((tolerance) =>
      [2, 3].flatMap((dim) => [0.15, 1, 20].map((sigma) => [tolerance, dim, sigma])),
    ),
  )(
    "tolerance %d, d = %i, sigma = %d: masses are off by at most half of it, first moments by twice it times 1 + |x - r| / sigma (gridShape's parts of 1/64 added up)",
    (tolerance, dim, sigma) => {
      const points = normals(700 * dim);
      const set = setOf(points, dim, sigma, tolerance);
      const queries = Float64Array.from({ length: 60 * dim }, (_, i) => points[i] + 1.5 * sigma * rng.normal());
      const sums = gridSums(set, shapeFor(set, queries), queries, 1, sharedTeam);
      let found = 0;
      for (let i = 0; i < 60; i++) {
        const logMass = sums?.logMass[i] ?? Number.NaN;
        if (logMass === -Infinity) continue;
        found++;
        const direct = directPosterior(set.tree.points, set.shares, queries.subarray(i * dim, (i + 1) * dim), sigma);
        // A query reads differences from the grid's first number: rounding is of the double loop's size.
        expect(Math.abs(logMass - direct.logMass)).toBeLessThanOrEqual(tolerance / 2);
        for (let a = 0; a < dim; a++) {
          const error = Math.abs((sums?.shift[i * dim + a] ?? Number.NaN) - direct.shift[a]);
          expect(error).toBeLessThanOrEqual(2 * tolerance * (1 + Math.hypot(...direct.shift)));
        }
      }
      expect(found).toBeGreaterThan(50);
    },
  );

  it("a spacing half as wide again is too wide: masses are off by more than the tolerance", () => {
    const tolerance = 1e-8;
    const set = setOf(normals(700 * 2), 2, 0.5, tolerance);
    const queries = normals(60 * 2);
    const shape = shapeFor(set, queries);
    const wide = { ...shape, spacing: 1.5 * shape.spacing, origin: shape.origin.map((low) => 1.5 * low) };
    const sums = gridSums(set, { ...wide, blur: widened(shape, 1.5) }, queries, 0, sharedTeam);
    const errors = Array.from({ length: 60 }, (_, i) => {
      const direct = directPosterior(set.tree.points, set.shares, queries.subarray(2 * i, 2 * i + 2), 0.5);
      return Math.abs((sums?.logMass[i] ?? Number.NaN) - direct.logMass);
    });
    expect(Math.max(...errors)).toBeGreaterThan(10 * tolerance);
    expect(Math.max(...errors)).toBeLessThan(0.1);
  });

  it.each([2, 3])("d = %i: the same bytes for 1, 2 and 3 threads", (dim) => {
    const set = setOf(normals(3000 * dim), dim, 0.5, 1e-8);
    const queries = normals(1000 * dim, 1.2);
    const shape = shapeFor(set, queries);
    const results = [1, 2, 3].map((threads) => {
      const teams: PointsTeam[] = [];
      const sums = gridSums(set, shape, queries, 1, (bytes) => {
        const team = new PointsTeam(threads, bytes);
        teams.push(team);
        return team;
      });
      for (const team of teams) team.stop();
      return sums;
    });
    expect(results[0]?.logMass.some((log) => log > -16)).toBe(true);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it("masses alone are those with moments", () => {
    const set = setOf(normals(2000), 2, 0.3, 1e-8);
    const queries = normals(600);
    const shape = shapeFor(set, queries);
    const [alone, all] = [0, 1].map((order) => gridSums(set, shape, queries, order as 0 | 1, sharedTeam));
    expect(alone?.logMass).toEqual(all?.logMass);
    expect(alone?.shift.length).toBe(0);
  });
});

/** Queries that are compared with the double loop. */
const SOME = 12;

describe("the choice between a grid and the tree", () => {
  const points = normals(20_000);
  const queries = normals(20_000, 1.05);

  it.each([0.1, 0.2, 0.5, 1])("10,000 x 10,000 in the plane, sigma = %d, tolerance 1e-8: the grid", (sigma) => {
    expect(quickerGrid(setOf(points, 2, sigma, 1e-8), queries)).not.toBeNull();
  });

  it("sigma = 0.003, where few points are near: the tree", () => {
    expect(quickerGrid(setOf(points, 2, 0.003, 1e-8), queries)).toBeNull();
  });

  it("no tolerance, four dimensions, a grid too large: the tree", () => {
    expect(quickerGrid(setOf(points, 2, 0.3, Math.exp(-38)), queries)).toBeNull();
    expect(quickerGrid(setOf(points, 4, 0.3, 1e-8), queries)).toBeNull();
    const apart = points.map((value, i) => value + (i % 200 === 0 ? 1e6 : 0));
    expect(quickerGrid(setOf(apart, 2, 0.3, 1e-8), queries)).toBeNull();
  });

  it.each([
    [2, 0.4, 5000, 9000],
    [3, 1.2, 15_000, 30_000],
  ])(
    "d = %i, sigma = %d, %i points, %i queries: clusters with empty space between, queries there and far outside: log p and score within the errors that are stated",
    (dim, sigma, n, m) => {
      const tolerance = 1e-8;
      const clustered = Float64Array.from({ length: n * dim }, (_, i) => {
        return (Math.floor(i / dim) % 3) * 6 + 0.5 * rng.normal();
      });
      const asked = Float64Array.from({ length: m * dim }, (_, i) => {
        const kind = Math.floor(i / dim) % 3;
        return kind === 0 ? 18 * rng.uniform() - 3 : kind === 1 ? 6 + 0.5 * rng.normal() : 60 * rng.normal();
      });
      const set = setOf(clustered, dim, sigma, tolerance);
      expect(quickerGrid(set, asked)).not.toBeNull();
      const rough = new FinitePoints(clustered, dim, undefined, { tolerance }).smoothed(sigma);
      const [logPdf, score] = [rough.logPdf(asked), rough.score(asked)];
      const some = asked.slice(0, SOME * dim);
      const errors = rough.errorsAt(some);
      const shares = new Float64Array(n).fill(1 / n);
      for (let i = 0; i < SOME; i++) {
        const direct = directPosterior(clustered, shares, some.subarray(i * dim, (i + 1) * dim), sigma);
        const expected = direct.logMass - (dim / 2) * Math.log(2 * Math.PI) - dim * Math.log(sigma);
        // What the double loop is off by itself: d + 4 roundings of its squares, which are as large as that.
        const loop = (dim + 4) * Number.EPSILON * (Math.abs(direct.logMass) + 40);
        expect(Math.abs(logPdf[i] - expected)).toBeLessThanOrEqual(errors.logPdf[i] + loop);
        for (let a = 0; a < dim; a++) {
          const error = Math.abs(score[i * dim + a] - direct.shift[a] / sigma);
          expect(error).toBeLessThanOrEqual(
            errors.score[i * dim + a] + (loop * (1 + Math.hypot(...direct.shift))) / sigma,
          );
        }
      }
    },
  );
});

/** The blur of a grid whose spacing is so many times as wide. */
function widened({ blur }: GridShape, factor: number): Float64Array {
  // blur[k] is blur[0] exp(-k^2 c).
  const c = Math.log(blur[0] / blur[1]);
  return blur.map((_, k) => factor ** 2 * blur[0] * Math.exp(-c * (factor * k) ** 2));
}
