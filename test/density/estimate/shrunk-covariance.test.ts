import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LEAST_VARIANCE, shrunkCovariance } from "../../../src/density/estimate/shrunk-covariance.ts";
import { projectRoot } from "../../../src/project.ts";

interface Case {
  readonly points: readonly (readonly number[])[];
  readonly covariance: readonly (readonly number[])[];
  readonly shrinkage: number;
}
const cases = JSON.parse(readFileSync(join(projectRoot(), "test/fixtures/ledoit-wolf.json"), "utf8")) as Case[];

describe("the shrunk covariance", () => {
  it.each(cases)(
    "is that of scikit-learn, to 1e-12 and the least variance (case %#)",
    ({ points, covariance, shrinkage }) => {
      const dim = points[0].length;
      const own = shrunkCovariance(Float64Array.from(points.flat()), dim);
      const size = Math.max(...covariance.map((row, a) => row[a]));
      expect(Math.abs(own.shrinkage - shrinkage)).toBeLessThan(1e-12);
      covariance.flat().forEach((entry, j) => {
        expect(Math.abs(own.covariance[j] - entry)).toBeLessThan((1e-12 + LEAST_VARIANCE) * size);
      });
    },
  );

  it("leaves a constant column out, and gives it the least variance", () => {
    const [{ points, covariance, shrinkage }] = cases;
    const own = shrunkCovariance(Float64Array.from(points.flatMap((row) => [row[0], 7, row[1], row[2]])), 4);
    expect(Math.abs(own.shrinkage - shrinkage)).toBeLessThan(1e-12);
    expect(own.mean[1]).toBe(7);
    const trace = covariance.reduce((sum, row, a) => sum + row[a], 0);
    expect(own.covariance[5] / ((LEAST_VARIANCE * trace) / 4)).toBeCloseTo(1, 9);
    expect([own.covariance[4], own.covariance[6]]).toEqual([0, 0]);
  });

  it("is a multiple of the identity for two points, or for points that are all the same", () => {
    expect([...shrunkCovariance(Float64Array.of(1, 2, 1, 2), 2).covariance]).toEqual([1e-10, 0, 0, 1e-10]);
    expect(() => shrunkCovariance(new Float64Array(0), 2)).toThrow("points must hold one point or more of dimension 2");
  });
});
