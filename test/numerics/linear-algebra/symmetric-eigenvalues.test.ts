import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { expect, test } from "vitest";
import { symmetricEigenvalues } from "../../../src/numerics/linear-algebra/symmetric-eigenvalues.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

/** B B' of the first `rank` columns of random numbers: d - rank eigenvalues are zero. */
function ofRank(d: number, rank: number): Float64Array {
  const b = normals(createRng(5), d * d);
  return Float64Array.from({ length: d * d }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += b[Math.floor(at / d) * d + k] * b[(at % d) * d + k];
    return sum;
  });
}

/** The matrix of second differences, whose eigenvalues are 2 - 2 cos(k pi / (d + 1)). */
function secondDifferences(d: number): Float64Array {
  return Float64Array.from({ length: d * d }, (_, at) => {
    const apart = Math.abs(Math.floor(at / d) - (at % d));
    return apart === 0 ? 2 : apart === 1 ? -1 : 0;
  });
}

// Householder's reduction and QL are exact for a matrix within 5 sqrt(d) units of rounding, see principal-axes.ts.
const rounding = (d: number, values: ArrayLike<number>): number =>
  10 * Math.sqrt(d) * Number.EPSILON * Math.max(...Array.from(values, Math.abs));

test.each([
  [1, 1],
  [2, 2],
  [3, 1],
  [12, 12],
  [40, 7],
  [60, 60],
])("the eigenvalues of a matrix of %i rows and rank %i are those with vectors, to 10 sqrt(d) units", (d, rank) => {
  const matrix = ofRank(d, rank);
  const rows = Array.from({ length: d }, (_, a) => [...matrix.subarray(a * d, (a + 1) * d)]);
  const expected = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues;
  expected.sort((a, b) => a - b);
  const found = symmetricEigenvalues(matrix, d);
  const tolerance = 2 * rounding(d, expected);
  for (let k = 0; k < d; k++) expect(Math.abs(found[k] - expected[k])).toBeLessThanOrEqual(tolerance);
});

test("the eigenvalues of second differences are 2 - 2 cos(k pi / (d + 1)), to 10 sqrt(d) units", () => {
  const d = 50;
  const found = symmetricEigenvalues(secondDifferences(d), d);
  found.forEach((value, k) => {
    expect(Math.abs(value - 2 + 2 * Math.cos(((k + 1) * Math.PI) / (d + 1)))).toBeLessThan(rounding(d, found));
  });
});

test("a diagonal matrix and a matrix that falls apart into blocks keep their eigenvalues to the last digits", () => {
  expect([...symmetricEigenvalues(Float64Array.of(3, 0, 0, 0, -1, 0, 0, 0, 2), 3)]).toEqual([-1, 2, 3]);
  const blocks = symmetricEigenvalues(Float64Array.of(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2, 0), 4);
  [-2, -1, 1, 2].forEach((value, k) => {
    expect(Math.abs(blocks[k] - value)).toBeLessThan(rounding(4, [2]));
  });
});

test("an entry that is not finite makes all eigenvalues NaN", () => {
  expect([...symmetricEigenvalues(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)]).toEqual([Number.NaN, Number.NaN]);
});
