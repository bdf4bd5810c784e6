import { describe, expect, it } from "vitest";
import {
  choleskyFactor,
  gramOfLowerTriangle,
  invertLowerTriangle,
} from "../../../src/numerics/linear-algebra/cholesky.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { UNIT_ROUNDOFF } from "../../../src/numerics/unit-roundoff.ts";

/** G G^T + I for a random G with ten columns. */
function randomMatrix(dim: number, seed: number): Float64Array {
  const rng = createRng(seed);
  const g = Float64Array.from({ length: 10 * dim }, () => rng.normal());
  return Float64Array.from({ length: dim * dim }, (_, at) => {
    const [i, j] = [Math.floor(at / dim), at % dim];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < 10; k++) sum += g[10 * i + k] * g[10 * j + k];
    return sum;
  });
}

/** sum over k of a_ik b_kj, or of the absolute values. */
function product(a: Float64Array, b: Float64Array, dim: number, of: (x: number) => number = (x) => x): Float64Array {
  const result = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let k = 0; k < dim; k++) {
      for (let j = 0; j < dim; j++) result[i * dim + j] += of(a[i * dim + k] * b[k * dim + j]);
    }
  }
  return result;
}

function transposed(matrix: Float64Array, dim: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % dim) * dim + Math.floor(at / dim)]);
}

/** The entries that differ by more than their bounds; NaN counts. Asserting each entry by itself would take seconds. */
function beyondBound(own: Float64Array, expected: (i: number) => number, bound: (i: number) => number): Float64Array {
  return own.filter((entry, i) => !(Math.abs(entry - expected(i)) <= bound(i)));
}

describe("by blocks, in sizes around the blocks' 64 and 256", () => {
  it.each([1, 63, 64, 65, 200, 330])("of %i rows: L L^T is the matrix, to (2 d + 1) roundings of |L| |L|^T", (dim) => {
    const matrix = randomMatrix(dim, dim);
    const factor = choleskyFactor(matrix, dim) as Float64Array;
    const other = transposed(factor, dim);
    const [own, size] = [product(factor, other, dim), product(factor, other, dim, Math.abs)];
    // The factorisation's d + 1, and d of this product.
    const bound = (i: number): number => (2 * dim + 1) * UNIT_ROUNDOFF * size[i];
    expect(own).toHaveLength(dim * dim);
    expect([...beyondBound(own, (i) => matrix[i], bound)]).toEqual([]);
    expect(factor.every((entry, i) => i % dim <= Math.floor(i / dim) || entry === 0)).toBe(true);
  });

  it.each([1, 63, 64, 65, 200, 330])(
    "of %i rows: X L is the identity, and X^T X as the plain sums, within the bounds",
    (dim) => {
      const factor = choleskyFactor(randomMatrix(dim, dim + 1), dim) as Float64Array;
      const inverse = invertLowerTriangle(factor, dim);
      const [own, size] = [product(inverse, factor, dim), product(inverse, factor, dim, Math.abs)];
      const reach = product(size, size, dim);
      const identity = (i: number): number => (i % dim === Math.floor(i / dim) ? 1 : 0);
      expect(own).toHaveLength(dim * dim);
      expect([...beyondBound(own, identity, (i) => 3 * dim * UNIT_ROUNDOFF * (size[i] + reach[i]))]).toEqual([]);
      const gram = gramOfLowerTriangle(inverse, dim);
      const other = transposed(inverse, dim);
      const [plain, plainSize] = [product(other, inverse, dim), product(other, inverse, dim, Math.abs)];
      const bound = (i: number): number => 2 * dim * UNIT_ROUNDOFF * plainSize[i];
      expect(gram).toHaveLength(dim * dim);
      expect([...beyondBound(gram, (i) => plain[i], bound)]).toEqual([]);
      expect(gram.every((entry, i) => entry === gram[(i % dim) * dim + Math.floor(i / dim)])).toBe(true);
    },
  );

  it.each([3, 64, 130])("of %i rows: one direction of negative variance is not positive definite", (dim) => {
    const matrix = randomMatrix(dim, dim + 2);
    // x^T C x < 0 for the last axis.
    matrix[dim * dim - 1] = -1;
    expect(choleskyFactor(matrix, dim)).toBeUndefined();
  });
});
