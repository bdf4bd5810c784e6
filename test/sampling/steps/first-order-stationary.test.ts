import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/numerics/input-error.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { runChains } from "../../../src/sampling/chains/chain-run.ts";
import { firstOrderStationary, firstOrderVarianceLimit } from "../../../src/sampling/steps/first-order-stationary.ts";
import { metropolisHastings } from "../../../src/sampling/steps/metropolis-hastings.ts";

/** Of x . (x' - x), the first-order difference of |x|² / 2. */
function firstOrder(dim: number) {
  return (from: Float64Array, to: Float64Array): Float64Array =>
    Float64Array.from({ length: from.length / dim }, (_, i) => {
      let sum = 0;
      for (let j = i * dim; j < (i + 1) * dim; j++) sum += from[j] * (to[j] - from[j]);
      return sum;
    });
}

describe("firstOrderStationary", () => {
  it.each([
    { dim: 1, step: 1.5 },
    { dim: 2, step: 1 },
    { dim: 6, step: 0.8 },
  ])(
    "is where 2000 chains are after 100 steps, within 4 standard errors, seed 1: $dim dimensions, steps of $step",
    ({ dim, step }) => {
      const chains = 2000;
      const run = runChains(
        metropolisHastings({ dim, energyDifference: firstOrder(dim), proposal: step }),
        createRng(1),
        new Float64Array(chains * dim),
        { steps: 100, burnIn: 99 },
      );
      const squares = Float64Array.from({ length: chains }, (_, i) =>
        run.draws.subarray(i * dim, (i + 1) * dim).reduce((sum, x) => sum + x * x, 0),
      );
      const compare = (values: Float64Array, expected: number): void => {
        const mean = values.reduce((sum, value) => sum + value / chains, 0);
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / chains, 0);
        expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / chains));
      };
      const { variance, meanDistance } = firstOrderStationary(dim, step);
      compare(squares, dim * variance);
      compare(squares.map(Math.sqrt), meanDistance);
    },
  );

  it("agrees on the line with the eigenvector of a matrix of 401 points of [-10, 10], to 1e-3", () => {
    const [n, end, step] = [401, 10, 1];
    const h = (2 * end) / (n - 1);
    const at = (i: number): number => -end + i * h;
    const moves = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: n }, (_, j) => {
        const change = at(j) - at(i);
        return (
          ((h * Math.exp(-(change ** 2) / 2 / step ** 2)) / Math.sqrt(2 * Math.PI) / step) *
          Math.min(1, Math.exp(-at(i) * change))
        );
      }),
    );
    const leaving = moves.map((row) => row.reduce((sum, value) => sum + value, 0));
    let shares = new Float64Array(n).fill(1 / n);
    for (let k = 0; k < 100; k++) {
      const next = shares.map((share, i) => share * (1 - leaving[i]));
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) next[j] += shares[i] * moves[i][j];
      shares = next;
    }
    const variance = shares.reduce((sum, share, i) => sum + share * at(i) ** 2, 0);
    expect(Math.abs(firstOrderStationary(1, step).variance - variance)).toBeLessThan(1e-3);
  });

  it.each([{ length: 0.8 }, { length: 1.5 }, { length: 3 }])(
    "its acceptance is what it says of a Gaussian of that size in 12 dimensions, to 2 %: steps of $length / sqrt(12)",
    ({ length }) => {
      // In many dimensions |x| hardly varies: 1/2 + A = 2 R A.
      const { variance, acceptance } = firstOrderStationary(12, length / Math.sqrt(12));
      expect(Math.abs(acceptance * (2 * variance - 1) - variance) / variance).toBeLessThan(0.02);
    },
  );

  it("states an error below 0.5 % up to 20 dimensions", () => {
    for (const [dim, step] of [
      [1, 1],
      [4, 1],
      [10, 1],
      [16, 0.6],
      [20, 0.3],
    ]) {
      const { variance, errorEstimate } = firstOrderStationary(dim, step);
      expect(errorEstimate).toBeLessThan(0.005 * variance);
    }
  });

  it.each([
    [0, 1, /^dim must be a whole number from 1 to 20, not 0$/],
    [21, 1, /^dim must be/],
    [3, 0.1, /^step must be a number from 0.2 to 5, not 0.1$/],
    [3, Number.NaN, /^step must be/],
  ])("refuses %d dimensions with steps of %d in a sentence", (dim, step, message) => {
    expect(() => firstOrderStationary(dim, step)).toThrow(InputError);
    expect(() => firstOrderStationary(dim, step)).toThrow(message);
  });
});

describe("firstOrderVarianceLimit", () => {
  it("is 1 for short steps, and grows as the square of long ones", () => {
    expect(Math.abs(firstOrderVarianceLimit(1e-4) - 1)).toBeLessThan(1e-3);
    expect(Math.sqrt(firstOrderVarianceLimit(40)) / 40).toBeCloseTo(Math.sqrt(2 * Math.PI) / 4, 2);
  });

  it("is what 8 and 16 dimensions lead to, to 1 % (2 R(16) - R(8))", () => {
    const [eight, sixteen] = [8, 16].map((dim) => firstOrderStationary(dim, 2 / Math.sqrt(dim)).variance);
    const limit = firstOrderVarianceLimit(2);
    expect(Math.abs(2 * sixteen - eight - limit)).toBeLessThan(0.01 * limit);
    expect(Math.abs(eight - limit)).toBeGreaterThan(0.01 * limit);
  });
});
