import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  denseWorkspace,
  eliminationScratch,
  paddedColumns,
  placesOf,
} from "../../../src/numerics/linear-algebra/dense.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

const size = fc.integer({ min: 1, max: 23 });
const seed = fc.integer({ min: 1, max: 1e6 });

describe("the product", () => {
  it("has the bytes of sums in the order of their terms, for all sizes", () => {
    fc.assert(
      fc.property(size, size, size, seed, (rows, depth, width, seed) => {
        const columns = paddedColumns(width);
        const rng = createRng(seed);
        const [a, b] = [normals(rng, rows * depth), normals(rng, depth * columns)];
        const [left, right, product, end] = placesOf([a.length, b.length, rows * columns]);
        const { memory, multiply } = denseWorkspace(end);
        memory.set(a, left);
        memory.set(b, right);
        multiply(left, rows, depth, right, columns, product);
        const expected = Float64Array.from({ length: rows * columns }, (_, at) => {
          let sum = 0;
          for (let k = 0; k < depth; k++)
            sum += a[Math.floor(at / columns) * depth + k] * b[k * columns + (at % columns)];
          return sum;
        });
        expect(memory.slice(product, end)).toEqual(expected);
      }),
    );
  });
});

describe("the sums of moments", () => {
  it("have the bytes of sums in the order of the nodes", () => {
    fc.assert(
      fc.property(size, seed, (width, seed) => {
        const [nodes, columns] = [16, paddedColumns(width)];
        const rng = createRng(seed);
        const [kernels, mass, moment, square] = [3, columns, columns, columns].map((of) => normals(rng, of * nodes));
        const before = normals(rng, 4 * columns);
        const places = placesOf([kernels, mass, moment, square, before].map(({ length }) => length));
        const { memory, addMoments } = denseWorkspace(places[5]);
        [kernels, mass, moment, square, before].forEach((matrix, k) => {
          memory.set(matrix, places[k]);
        });
        addMoments(places[0], places[1], places[2], places[3], columns, places[4]);
        const expected = before.slice();
        for (let i = 0; i < nodes; i++) {
          const [k, k1, k2] = [kernels[i], kernels[nodes + i], kernels[2 * nodes + i]];
          for (let c = 0; c < columns; c++) {
            const at = i * columns + c;
            expected[c] += k * mass[at];
            expected[columns + c] += k1 * mass[at];
            expected[2 * columns + c] += k * moment[at];
            expected[3 * columns + c] += k2 * mass[at] + k * square[at];
          }
        }
        expect(memory.slice(places[4], places[5])).toEqual(expected);
      }),
    );
  });
});

describe("the elimination", () => {
  /** B B^T + I, and two right-hand sides below it. */
  const problem = (n: number, seed: number): Float64Array => {
    const rng = createRng(seed);
    const b = normals(rng, n * n);
    const rows = normals(rng, (n + 2) * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        rows[i * n + j] = i === j ? 1 : 0;
        for (let k = 0; k < n; k++) rows[i * n + j] += b[i * n + k] * b[j * n + k];
      }
    }
    return rows;
  };

  const eliminated = (rows: Float64Array, n: number, count: number): Float64Array | null => {
    const [, scratch, end] = placesOf([rows.length, eliminationScratch(count)]);
    const { memory, eliminate } = denseWorkspace(end);
    memory.set(rows);
    return eliminate(0, n, n + 2, count, scratch) ? memory.slice(0, scratch) : null;
  };

  it("is Cholesky's factor and the Schur complement, to rounding, for all sizes and counts", () => {
    const more = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(more, fc.nat(), seed, (n, some, seed) => {
        const count = some % (n + 1);
        const rows = problem(n, seed);
        const found = eliminated(rows, n, count) as Float64Array;
        // Column by column, as it is defined.
        const expected = rows.slice();
        for (let j = 0; j < count; j++) {
          const pivot = Math.sqrt(expected[j * n + j]);
          for (let i = j; i < n + 2; i++) expected[i * n + j] /= pivot;
          for (let i = j + 1; i < n + 2; i++) {
            for (let k = j + 1; k <= Math.min(i, n - 1); k++) {
              expected[i * n + k] -= expected[i * n + j] * expected[k * n + j];
            }
          }
        }
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        for (let i = 0; i < n + 2; i++) {
          for (let j = 0; j <= Math.min(i, n - 1); j++) {
            const error = Math.abs(found[i * n + j] - expected[i * n + j]);
            expect(error).toBeLessThanOrEqual(8 * n * Number.EPSILON * largest);
          }
        }
      }),
    );
  });

  it("of a matrix that is not positive definite fails", () => {
    const rows = problem(20, 1);
    rows[18 * 20 + 18] = -1;
    expect(eliminated(rows, 20, 18)).not.toBeNull();
    expect(eliminated(rows, 20, 20)).toBeNull();
  });
});

it("a workspace that grows keeps its contents up to then, and older views of it are empty", () => {
  const before = denseWorkspace(10).memory;
  before.set([1, 2, 3]);
  const after = denseWorkspace(before.length + 1).memory;
  expect(after.length).toBeGreaterThan(before.length);
  expect([...after.subarray(0, 3)]).toEqual([1, 2, 3]);
  expect(before).toHaveLength(0);
});
