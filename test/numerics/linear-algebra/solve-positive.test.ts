import { expect, test } from "vitest";
import { solvePositive } from "../../../src/numerics/linear-algebra/solve-positive.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

/** A' A + I + K, K skew: positive definite, and not symmetric. */
function positive(d: number, seed: number): Float64Array {
  const rng = createRng(seed);
  const [a, k] = [normals(rng, d * d), normals(rng, d * d)];
  return Float64Array.from({ length: d * d }, (_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    let sum = i === j ? 1 : k[i * d + j] - k[j * d + i];
    for (let m = 0; m < d; m++) sum += a[m * d + i] * a[m * d + j];
    return sum;
  });
}

test.each([1, 2, 3, 4, 5, 8, 30])(
  "M x is b, to 1e-12 of what is added up, for a matrix of %i rows that is not symmetric",
  (d) => {
    const matrix = positive(d, 3);
    const b = normals(createRng(4), d);
    const x = b.slice();
    expect(solvePositive(matrix.slice(), x)).toBe(true);
    for (let i = 0; i < d; i++) {
      let [sum, size] = [0, 0];
      for (let j = 0; j < d; j++) {
        sum += matrix[i * d + j] * x[j];
        size += Math.abs(matrix[i * d + j] * x[j]);
      }
      expect(Math.abs(sum - b[i])).toBeLessThan(1e-12 * (size + Math.abs(b[i])));
    }
  },
);

test.each([
  ["indefinite", [1, 2, 2, 1]],
  ["negative", [-1, 0, 0, -1]],
  ["singular", [1, 1, 1, 1]],
  ["no number", [Number.NaN, 0, 0, 1]],
])("a matrix that is %s is refused", (_what, entries) => {
  expect(solvePositive(Float64Array.from(entries), Float64Array.of(1, 1))).toBe(false);
});
