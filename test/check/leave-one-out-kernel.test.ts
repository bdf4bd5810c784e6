import { describe, expect, it } from "vitest";
import { scoresWithoutOne } from "../../src/check/leave-one-out-kernel.ts";
import { createRng, normals } from "../../src/numerics/random/random.ts";

/** The scores by plain loops, in the order of the kernel. */
function byLoops(rows: Float64Array, dim: number, sigma: number, x: Float64Array, left: number): number[] {
  const all = Array.from({ length: rows.length / dim }, (_, k) => rows.subarray(k * dim, (k + 1) * dim));
  const exponents = all.map((row, k) => {
    let square = 0;
    for (let a = 0; a < dim; a++) square += (row[a] - x[a]) ** 2;
    return square === 0 || k === left ? Number.NEGATIVE_INFINITY : -square / (2 * sigma ** 2);
  });
  const largest = Math.max(...exponents);
  const score = new Array<number>(dim).fill(0);
  if (largest === Number.NEGATIVE_INFINITY) return score;
  const weights = exponents.map((exponent) => Math.exp(exponent - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  all.forEach((row, k) => {
    const weight = weights[k] / sum;
    if (weight > 0) for (let a = 0; a < dim; a++) score[a] += (weight * (row[a] - x[a])) / sigma ** 2;
  });
  return score;
}

describe.each([1, 2, 3, 12])("scores of blurred rows without one, d = %i", (dim) => {
  const rows = normals(createRng(1), 301 * dim, 2);

  it.each([0.001, 0.1, 2])("are those by plain loops in every bit, sigma = %f", (sigma) => {
    const points = normals(createRng(2), 51 * dim, 2);
    // The third point is a row.
    points.set(rows.subarray(7 * dim, 8 * dim), 2 * dim);
    const scores = scoresWithoutOne({ rows, dim, sigma }, points, (i) => i >> 1);
    for (let i = 0; i < 51; i++) {
      const x = points.slice(i * dim, (i + 1) * dim);
      expect(Array.from(scores.subarray(i * dim, (i + 1) * dim))).toEqual(byLoops(rows, dim, sigma, x, i >> 1));
    }
  });

  it("are 0 where no row is left, and at a point that is no number, but not beside it", () => {
    const points = normals(createRng(3), 2 * dim);
    expect(scoresWithoutOne({ rows: rows.slice(0, dim), dim, sigma: 1 }, points, () => 0)).toEqual(points.fill(0));
    points[0] = Number.NaN;
    points.fill(0.5, dim);
    const scores = scoresWithoutOne({ rows, dim, sigma: 1 }, points, () => 0);
    expect(Array.from(scores)).toEqual([
      ...new Array<number>(dim).fill(0),
      ...byLoops(rows, dim, 1, points.subarray(dim), 0),
    ]);
  });
});
