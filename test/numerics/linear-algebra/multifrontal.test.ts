import fc from "fast-check";
import { expect, it } from "vitest";
import {
  backSubstitute,
  condense,
  type Front,
  type Nest,
  solveNested,
} from "../../../src/numerics/linear-algebra/multifrontal.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

const COLUMNS = 2;

/** A front B B^T + I over the given unknowns, and its right sides for a known solution. */
function frontFor(unknowns: readonly number[], solution: readonly (readonly number[])[], seed: number): Front {
  const rng = createRng(seed);
  const n = unknowns.length;
  const b = Array.from({ length: n }, () => Array.from({ length: n }, () => rng.normal()));
  const rows = new Float64Array((n + COLUMNS) * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const entry = b[i].reduce((sum, value, k) => sum + value * b[j][k], i === j ? 1 : 0);
      if (j <= i) rows[i * n + j] = entry;
      for (let c = 0; c < COLUMNS; c++) rows[(n + c) * n + i] += entry * solution[unknowns[j]][c];
    }
  }
  return { unknowns: Int32Array.from(unknowns), rows };
}

it("solves sums of fronts that overlap at random, nested at random, to 1e-10", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 2, max: 40 }), (seed, unknowns) => {
      const rng = createRng(seed);
      const solution = Array.from({ length: unknowns }, () => [rng.normal(), rng.normal()]);
      const sets: number[][] = Array.from({ length: 6 }, () =>
        Array.from({ length: unknowns }, (_, i) => i).filter(() => rng.uniform() < 0.3),
      ).filter((set) => set.length > 0);
      // Every unknown is in some front.
      sets.push(Array.from({ length: unknowns }, (_, i) => i).filter((i) => sets.every((set) => !set.includes(i))));
      const fronts = sets.filter((set) => set.length > 0).map((set, k) => frontFor(set, solution, seed + k));
      const nest: Nest = fronts.length > 2 ? [[fronts[0], fronts[1]], fronts.slice(2)] : fronts;
      const found = solveNested(nest, unknowns, COLUMNS);
      solution.flat().forEach((value, i) => {
        expect(Math.abs(found[i] - value)).toBeLessThan(1e-10 * unknowns);
      });
    }),
    { seed: 1, numRuns: 100 },
  );
});

it("what is condensed comes back by back-substitution, to 1e-12", () => {
  const rng = createRng(3);
  const solution = Array.from({ length: 9 }, () => [rng.normal(), rng.normal()]);
  const { rest, elimination } = condense(frontFor([0, 1, 2, 3, 4, 5, 6, 7, 8], solution, 4), 5, COLUMNS);
  const all = new Float64Array(9 * COLUMNS);
  const kept = solveNested({ unknowns: Int32Array.of(0, 1, 2, 3), rows: rest.rows }, 4, COLUMNS);
  all.set(kept, 5 * COLUMNS);
  backSubstitute(elimination, COLUMNS, all);
  solution.flat().forEach((value, i) => {
    expect(Math.abs(all[i] - value)).toBeLessThan(1e-12);
  });
});

it("refuses a matrix that is not positive definite", () => {
  const front: Front = { unknowns: Int32Array.of(0, 1), rows: Float64Array.of(1, 0, 2, 1, 0, 0) };
  expect(() => solveNested(front, 2, 1)).toThrow(/not positive definite/);
});
