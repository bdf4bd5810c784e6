import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { asDoubleDouble, transposedProduct } from "../../../src/numerics/linear-algebra/double-double-matrix.ts";
import { jacobiEigenvalues } from "../../../src/numerics/linear-algebra/jacobi-eigenvalues.ts";
import { principalAxes } from "../../../src/numerics/linear-algebra/principal-axes.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

/** G D G^T with normal numbers in G and variances over so many powers of ten in D. */
function covariance(dim: number, decades: number, seed: number): number[][] {
  const rng = createRng(seed);
  const g = Array.from({ length: dim }, () => Array.from({ length: dim }, () => rng.normal()));
  const entry = (a: number, b: number): number =>
    g[a].reduce((sum, x, j) => sum + x * g[b][j] * 10 ** ((-decades * j) / (dim - 1)), 0);
  return g.map((_, a) => g.map((__, b) => entry(Math.min(a, b), Math.max(a, b))));
}

function approximateVectors(matrix: readonly (readonly number[])[]): number[][] {
  const copy = new Matrix(matrix.map((row) => [...row]));
  return new EigenvalueDecomposition(copy, { assumeSymmetric: true }).eigenvectorMatrix.to2DArray();
}

describe("eigenvalues in double-double precision", () => {
  it.each([
    [0.5, 0.5],
    [0.999999, 1 - 0.999999],
    [0.9999999999, 1 - 0.9999999999],
    [1 - 2 ** -50, 2 ** -50],
  ])("of [[1, %d], [%d, 1]] are one plus and one minus that, to the last bit", (correlation, smallest) => {
    const matrix = [
      [1, correlation],
      [correlation, 1],
    ];
    const { values } = jacobiEigenvalues(matrix, approximateVectors(matrix));
    const sorted = values.map(({ hi }) => hi).sort((a, b) => a - b);
    expect(sorted).toEqual([smallest, 1 + correlation]);
  });

  it.each([
    [3, 12],
    [10, 0],
    [10, 12],
    [25, 6],
  ])("d = %i, %i powers of ten: V^T V = I and V^T A V = D, to 1e-26 of the largest", (dim, decades) => {
    const matrix = covariance(dim, decades, 1);
    const { values, vectors } = jacobiEigenvalues(matrix, approximateVectors(matrix));
    const unit = transposedProduct(vectors, vectors);
    const rotated = transposedProduct(vectors, transposedProduct(asDoubleDouble(matrix), vectors));
    const largest = Math.max(...values.map(({ hi }) => hi));
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b < dim; b++) {
        const { hi, lo } = unit[a][b];
        expect(Math.abs(hi - (a === b ? 1 : 0) + lo)).toBeLessThan(1e-26);
        const rest = rotated[a][b];
        const value = a === b ? values[a] : { hi: 0, lo: 0 };
        expect(Math.abs(rest.hi - value.hi + (rest.lo - value.lo))).toBeLessThan(1e-26 * largest);
      }
    }
  });
});

describe("principal axes", () => {
  it("of a diagonal matrix are the coordinate axes, exactly", () => {
    const vector = [
      { hi: 1, lo: 1e-20 },
      { hi: -2, lo: 0 },
    ];
    const axes = principalAxes(
      [
        [1, 0],
        [0, 1e-12],
      ],
      vector,
      "double",
    );
    expect(axes).toEqual({
      variances: Float64Array.of(1, 1e-12),
      coordinates: vector,
      directions: undefined,
      covarianceError: 0,
      coordinatesError: 0,
    });
  });

  it.each([2, 5, 20, 50])(
    "in double precision are those of a matrix as near as stated, d = %i, 4 random matrices",
    (dim) => {
      for (let seed = 1; seed <= 4; seed++) {
        const matrix = covariance(dim, 3 * seed, seed);
        const vector = matrix.map((_, a) => ({ hi: Math.sin(a + seed), lo: 0 }));
        const rough = principalAxes(matrix, vector, "double");
        const precise = jacobiEigenvalues(matrix, approximateVectors(matrix));
        // Q diag(v) Q^T in the precise axes, minus the precise variances.
        const between = transposedProduct(precise.vectors, asDoubleDouble(rough.directions ?? []));
        let squares = 0;
        between.forEach((row, a) => {
          between.forEach((other, b) => {
            const entry = row.reduce((sum, { hi: x }, j) => sum + x * rough.variances[j] * other[j].hi, 0);
            squares += (entry - (a === b ? precise.values[a].hi : 0)) ** 2;
          });
        });
        expect(Math.sqrt(squares)).toBeLessThan(rough.covarianceError);
        // The vector, from its coordinates.
        const back = (rough.directions ?? []).map((row, a) => {
          return row.reduce((sum, x, j) => sum + x * rough.coordinates[j].hi, 0) - vector[a].hi;
        });
        expect(Math.hypot(...back)).toBeLessThan(rough.coordinatesError);
      }
    },
  );
});
