import { describe, expect, it, test } from "vitest";
import { type Covariance, covarianceMatrix } from "../../../src/density/gaussian/covariance.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { invertPositiveDefinite } from "../../../src/numerics/linear-algebra/positive-definite.ts";

const gaussian = (covariance: Covariance, mean = [0.5, -1, 2]): GaussianMixture =>
  new GaussianMixture([{ weight: 1, mean, covariance }]);
const point = Float64Array.of(0.1, 0.2, 3.1);

describe("a covariance given as", () => {
  it("variances is the diagonal matrix", () => {
    const matrix = [
      [2, 0, 0],
      [0, 0.5, 0],
      [0, 0, 1e-4],
    ];
    expect(covarianceMatrix([2, 0.5, 1e-4], 3, "covariance")).toEqual(matrix);
    const [short, long] = [gaussian([2, 0.5, 1e-4]), gaussian(matrix)];
    expect(short.score(point)).toEqual(long.score(point));
    expect(short.components).toEqual(long.components);
    expect(short.smoothed(0.3).logPdf(point)).toEqual(long.smoothed(0.3).logPdf(point));
  });

  it("one variance is that of every direction", () => {
    expect(gaussian(0.7).logPdf(point)).toEqual(gaussian([0.7, 0.7, 0.7]).logPdf(point));
    expect(gaussian(0.7, [3]).components[0].covariance).toEqual([[0.7]]);
    expect(gaussian([0.7], [3]).components[0].covariance).toEqual([[0.7]]);
  });
});

test.each([
  [0, "0"],
  [-1, "-1"],
  [Number.NaN, "NaN"],
  [[1, 1], "[1,1]"],
  [[1, 0, 1], "[1,0,1]"],
  [[1, 1, Infinity], '[1,1,"Infinity"]'],
  ["1", '"1"'],
  [null, "null"],
])("a covariance %j is refused", (covariance, shown) => {
  expect(() => gaussian(covariance as Covariance)).toThrow(
    `components[0].covariance must be a positive variance, 3 of them, or a 3 x 3 matrix, not ${shown}`,
  );
});

test("a diagonal matrix of 500 rows is inverted to 2 units of rounding, without the work for a full one", () => {
  const dim = 500;
  const variances = Float64Array.from({ length: dim }, (_, i) => 10 ** ((i % 21) - 10));
  const matrix = new Float64Array(dim * dim);
  variances.forEach((variance, i) => {
    matrix[i * (dim + 1)] = variance;
  });
  const result = invertPositiveDefinite(matrix, undefined, dim);
  variances.forEach((variance, i) => {
    const at = i * (dim + 1);
    expect(Math.abs((result?.inverse[at] ?? 0) * variance - 1)).toBeLessThan(4 * Number.EPSILON);
    expect(Math.abs((result?.factor[at] ?? 0) ** 2 / variance - 1)).toBeLessThan(4 * Number.EPSILON);
  });
  const logDeterminant = variances.reduce((sum, variance) => sum + Math.log(variance), 0);
  expect(Math.abs((result?.logDeterminant ?? 0) - logDeterminant)).toBeLessThan(result?.logDeterminantError ?? 0);
  expect(invertPositiveDefinite(matrix.fill(-1, 0, 1), undefined, dim)).toBeUndefined();
});
