import { describe, expect, test } from "vitest";
import {
  add,
  type DoubleDouble,
  divide,
  exactProduct,
  exactSum,
  multiply,
  subtract,
} from "../../../src/numerics/linear-algebra/double-double.ts";
import { invertPositiveDefinite } from "../../../src/numerics/linear-algebra/positive-definite.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

/** The number as a fraction of 2^-1074, exactly. */
function exact({ hi, lo }: DoubleDouble): bigint {
  const whole = (value: number): bigint => {
    let [mantissa, exponent] = [value, 1074];
    while (!Number.isInteger(mantissa)) {
      mantissa *= 2;
      exponent--;
    }
    return BigInt(mantissa) << BigInt(exponent);
  };
  return whole(hi) + whole(lo);
}

const UNIT = 1n << 1074n;

describe("double-double, against whole numbers of any length", () => {
  const rng = createRng(3);
  const draw = (): DoubleDouble => exactSum(rng.normal(), 2 ** -54 * rng.normal());

  test("sums and products of two float64 are exact, 1000 draws", () => {
    for (let i = 0; i < 1000; i++) {
      const [a, b] = [rng.normal(), rng.normal() * 2 ** Math.floor(20 * rng.normal())];
      expect(exact(exactSum(a, b))).toBe(exact({ hi: a, lo: 0 }) + exact({ hi: b, lo: 0 }));
      expect(exact(exactProduct(a, b)) * UNIT).toBe(exact({ hi: a, lo: 0 }) * exact({ hi: b, lo: 0 }));
    }
  });

  test("+, -, * and / have relative errors below 2^-102, 1000 draws", () => {
    for (let i = 0; i < 1000; i++) {
      const [x, y] = [draw(), draw()];
      const [a, b] = [exact(x), exact(y)];
      for (const [found, right] of [
        [add(x, y), a + b],
        [subtract(x, y), a - b],
        [multiply(x, y), (a * b) / UNIT],
        [divide(x, y), (a * UNIT) / b],
      ] as const) {
        const error = exact(found) - right;
        const size = right < 0n ? -right : right;
        expect((error < 0n ? -error : error) << 102n).toBeLessThanOrEqual(size + (1n << 102n));
      }
    }
  });
});

describe("invertPositiveDefinite", () => {
  /** 1 / (i + j + 1): of condition 1.6e13 for d = 10. Its inverse has whole entries. */
  const hilbert = (dim: number): Float64Array =>
    Float64Array.from({ length: dim * dim }, (_, i) => 1 / (Math.floor(i / dim) + (i % dim) + 1));
  /** The rest that 1 / (i + j + 1) has beside its float64. */
  const rest = (dim: number): Float64Array =>
    hilbert(dim).map((entry, i) => {
      const below = Math.floor(i / dim) + (i % dim) + 1;
      return divide({ hi: 1, lo: 0 }, { hi: below, lo: 0 }).hi === entry
        ? divide({ hi: 1, lo: 0 }, { hi: below, lo: 0 }).lo
        : Number.NaN;
    });

  test("the Hilbert matrix of 10 rows, condition 1.6e13, given to 32 digits: its inverse of whole numbers to the last digit", () => {
    const { inverse } = invertPositiveDefinite(hilbert(10), rest(10), 10) ?? { inverse: new Float64Array() };
    const binomial = (n: number, k: number): number =>
      Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((product, factor) => product * factor, 1);
    for (let i = 1; i <= 10; i++) {
      for (let j = 1; j <= 10; j++) {
        const right =
          (-1) ** (i + j) *
          (i + j - 1) *
          Math.round(binomial(10 + i - 1, 10 - j)) *
          Math.round(binomial(10 + j - 1, 10 - i)) *
          Math.round(binomial(i + j - 2, i - 1)) ** 2;
        expect(Math.abs(inverse[(i - 1) * 10 + j - 1] - right)).toBeLessThanOrEqual(2 ** -53 * Math.abs(right));
      }
    }
  });

  test("101 rows, in float64: the inverse is that of 32 digits within the stated error, which is below 1e-7", () => {
    const dim = 101;
    const rng = createRng(8);
    const half = Float64Array.from({ length: dim * dim }, () => rng.normal());
    // The first 100 rows and columns do not know the last one.
    const matrix = new Float64Array(dim * dim);
    const leading = new Float64Array((dim - 1) ** 2);
    for (let i = 0; i < dim - 1; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = i === j ? 1 : 0;
        for (let k = 0; k < dim; k++) sum += half[i * dim + k] * half[j * dim + k];
        for (const [a, b] of [
          [i, j],
          [j, i],
        ]) {
          matrix[a * dim + b] = sum;
          leading[a * (dim - 1) + b] = sum;
        }
      }
    }
    matrix[dim * dim - 1] = 3;
    const quick = invertPositiveDefinite(matrix, undefined, dim);
    const accurate = invertPositiveDefinite(leading, undefined, dim - 1);
    if (!quick || !accurate) throw new Error("the matrix is positive definite");
    expect(quick.inverseError).toBeLessThan(1e-7);
    for (let i = 0; i < dim - 1; i++) {
      for (let j = 0; j < dim - 1; j++) {
        const scale = Math.sqrt(accurate.inverse[i * dim] * accurate.inverse[j * dim]);
        const difference = Math.abs(quick.inverse[i * dim + j] - accurate.inverse[i * (dim - 1) + j]);
        expect(difference).toBeLessThan(quick.inverseError * scale + 1e-15 * scale);
      }
    }
    expect(Math.abs(quick.logDeterminant - accurate.logDeterminant - Math.log(3))).toBeLessThan(
      quick.logDeterminantError,
    );
  });

  test("L L^T is the matrix, and diagonals that are 1e200 apart lose nothing", () => {
    const scaled = Float64Array.of(4e200, 2e100, 2e100, 2);
    const { factor, inverse } = invertPositiveDefinite(scaled, undefined, 2) ?? {};
    expect(factor?.[0]).toBeCloseTo(2e100, -86);
    expect([factor?.[1], factor?.[2], factor?.[3]]).toEqual([0, expect.closeTo(1, 14), expect.closeTo(1, 14)]);
    expect(inverse?.[3]).toBeCloseTo(1, 14);
    expect(inverse?.[0]).toBeCloseTo(5e-201, 215);
  });

  test.each([
    [Float64Array.of(1, 1, 1, 1)],
    [Float64Array.of(1, 2, 2, 1)],
    [Float64Array.of(-1, 0, 0, 1)],
    [Float64Array.of(Number.NaN, 0, 0, 1)],
  ])("%j is not positive definite", (matrix) => {
    expect(invertPositiveDefinite(matrix, undefined, 2)).toBeUndefined();
  });
});
