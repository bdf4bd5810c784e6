import fc from "fast-check";
import { expect, it } from "vitest";
import { multiplyMatrices } from "../../../src/numerics/linear-algebra/matrix-product.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

/** A (rows, inner) and B (inner, columns), stored transposed where the flips say so. */
function entries(of: Float64Array, flipped: boolean, rows: number, columns: number): (i: number, j: number) => number {
  return flipped ? (i, j) => of[j * rows + i] : (i, j) => of[i * columns + j];
}

it("is the sum of products, within its stated error, transposed or not, whatever the sizes", () => {
  const sizes = fc.integer({ min: 1, max: 13 });
  fc.assert(
    fc.property(
      // More than 256 terms are summed in parts.
      fc.record({ rows: sizes, columns: sizes, inner: fc.oneof(sizes, fc.integer({ min: 250, max: 600 })) }),
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 1, max: 1e6 }),
      ({ rows, columns, inner }, flipA, flipB, seed) => {
        const rng = createRng(seed);
        const [a, b] = [normals(rng, rows * inner), normals(rng, inner * columns)];
        const [left, right] = [entries(a, flipA, rows, inner), entries(b, flipB, inner, columns)];
        const product = multiplyMatrices(a, b, { rows, columns, flipA, flipB });
        expect(product).toHaveLength(rows * columns);
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            let [sum, size] = [0, 0];
            for (let k = 0; k < inner; k++) {
              sum += left(i, k) * right(k, j);
              size += Math.abs(left(i, k) * right(k, j));
            }
            // The plain sum errs as much.
            expect(Math.abs(product[i * columns + j] - sum)).toBeLessThanOrEqual(2 * inner * Number.EPSILON * size);
          }
        }
      },
    ),
  );
});

it("a row of the product does not depend on which other rows there are, to the bit", () => {
  const rng = createRng(1);
  const [a, b] = [normals(rng, 11 * 300), normals(rng, 300 * 7)];
  const all = multiplyMatrices(a, b, { rows: 11, columns: 7 });
  for (let i = 0; i < 11; i++) {
    const row = multiplyMatrices(a.subarray(300 * i, 300 * (i + 1)), b, { rows: 1, columns: 7 });
    expect(row).toEqual(all.slice(7 * i, 7 * (i + 1)));
  }
});

it("one to three columns, which are summed one by one, have the bytes of the same columns among others", () => {
  const rng = createRng(3);
  const [rows, inner] = [9, 530];
  const [a, b] = [normals(rng, rows * inner), normals(rng, 7 * inner)];
  for (const flipA of [false, true]) {
    const all = multiplyMatrices(a, b, { rows, columns: 7, flipA, flipB: true });
    for (const columns of [1, 2, 3]) {
      const few = multiplyMatrices(a, b.subarray(0, columns * inner), { rows, columns, flipA, flipB: true });
      expect(few).toEqual(Float64Array.from(few, (_, j) => all[7 * Math.floor(j / columns) + (j % columns)]));
    }
  }
});

it("is written into an array that is given, whatever that contains", () => {
  const rng = createRng(4);
  for (const columns of [2, 7, 80]) {
    const [a, b] = [normals(rng, 90 * 70), normals(rng, 70 * columns)];
    const out = new Float64Array(90 * columns).fill(Number.NaN);
    expect(multiplyMatrices(a, b, { rows: 90, columns }, out)).toBe(out);
    expect(out).toEqual(multiplyMatrices(a, b, { rows: 90, columns }));
  }
});

it("of no rows is empty", () => {
  expect(multiplyMatrices(new Float64Array(), new Float64Array(6), { rows: 0, columns: 2 })).toHaveLength(0);
});

it("a large product, by WebAssembly, has the bytes of its rows, by JavaScript, transposed or not", () => {
  const [rows, inner, columns] = [131, 300, 70];
  const rng = createRng(2);
  const [a, b] = [normals(rng, rows * inner), normals(rng, inner * columns)];
  for (const [flipA, flipB] of [
    [false, false],
    [true, false],
    [false, true],
  ]) {
    const all = multiplyMatrices(a, b, { rows, columns, flipA, flipB });
    for (let i = 0; i < rows; i++) {
      const row = Float64Array.from({ length: inner }, (_, k) => (flipA ? a[k * rows + i] : a[i * inner + k]));
      const alone = multiplyMatrices(row, b, { rows: 1, columns, flipB });
      expect(alone).toEqual(all.slice(columns * i, columns * (i + 1)));
    }
  }
});
