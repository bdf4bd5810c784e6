import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { SymmetricBanded } from "../../../src/numerics/linear-algebra/banded.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

/** A diagonally dominant matrix with random entries in its band. */
function randomBanded(order: number, bandwidth: number): { banded: SymmetricBanded; dense: Matrix } {
  const rng = createRng(7);
  const banded = new SymmetricBanded(order, bandwidth);
  const dense = Matrix.zeros(order, order);
  for (let i = 0; i < order; i++) {
    for (let j = Math.max(0, i - bandwidth); j <= i; j++) {
      const value = i === j ? 2 * bandwidth + 1 : rng.uniform() - 0.5;
      banded.add(i, j, value);
      dense.set(i, j, value);
      dense.set(j, i, value);
    }
  }
  return { banded, dense };
}

describe("SymmetricBanded.solveScaledInPlace", () => {
  it("agrees with a dense Cholesky solve to 1e-14", () => {
    const { banded, dense } = randomBanded(40, 5);
    const b = Float64Array.from({ length: 40 }, (_, i) => Math.cos(i));
    const expected = new CholeskyDecomposition(dense).solve(Matrix.columnVector([...b])).to1DArray();
    const x = banded.solveScaledInPlace(b, new Float64Array(40));
    x.forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-14);
    });
  });

  it("solves D A D x = D² b where D ranges over 10^1300 and cannot be formed", () => {
    const order = 3000;
    const { banded, dense } = randomBanded(order, 2);
    const logScale = Float64Array.from({ length: order }, (_, i) => -2 * i);
    // The right-hand side of x = 1.
    const b = Float64Array.from({ length: order }, (_, i) => {
      let sum = 0;
      for (let j = Math.max(0, i - 2); j <= Math.min(order - 1, i + 2); j++) {
        sum += dense.get(i, j) * Math.exp((logScale[j] - logScale[i]) / 2);
      }
      return sum;
    });
    for (const value of banded.solveScaledInPlace(b, logScale)) expect(Math.abs(value - 1)).toBeLessThan(1e-12);
  });

  it("refuses a matrix that is not positive definite", () => {
    const banded = new SymmetricBanded(2, 1);
    banded.add(0, 0, 1);
    banded.add(1, 1, 1);
    banded.add(1, 0, 2);
    expect(() => banded.solveScaledInPlace(Float64Array.of(1, 1), new Float64Array(2))).toThrow(/positive definite/);
  });
});
