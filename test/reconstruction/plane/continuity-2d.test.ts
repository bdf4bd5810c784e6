import fc from "fast-check";
import { expect, it } from "vitest";
import { gaussLegendre } from "../../../src/numerics/quadrature/gauss-legendre.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { type Cell, Quadtree } from "../../../src/reconstruction/plane/cells-2d.ts";
import { Continuity2d } from "../../../src/reconstruction/plane/continuity-2d.ts";
import { shapeOf } from "../../../src/reconstruction/plane/element-2d.ts";

const DEGREE = 5;

/** A quadtree divided at random, deep next to shallow, with some leaves left out. */
function randomTree(seed: number): Quadtree {
  const rng = createRng(seed);
  const tree = new Quadtree(
    [
      [0, 1],
      [0, 1],
    ],
    1,
  );
  for (let k = 0; k < 12; k++) {
    const leaves = tree.leaves();
    tree.split(leaves[Math.floor(rng.uniform() * leaves.length)]);
  }
  for (const leaf of tree.leaves()) leaf.active = rng.uniform() > 0.1;
  return tree;
}

it("a polynomial's values at the unknowns give its values at every boundary node, hanging ones included, to 1e-11", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (seed) => {
      const tree = randomTree(seed);
      const { basis, boundary } = shapeOf(DEGREE);
      const f = (x: number, y: number): number => (x - 0.3) ** 5 - 2 * x ** 2 * y ** 3 + y ** 5 - x * y;
      const at = (cell: Cell, a: number, b: number): number => {
        const [[left, right], [bottom, top]] = tree.bounds(cell);
        const along = (lower: number, upper: number, k: number) => lower + ((upper - lower) * (1 + basis.nodes[k])) / 2;
        return f(along(left, right, a), along(bottom, top, b));
      };
      const continuity = new Continuity2d(tree, basis);
      const leaves = tree.leaves().filter(({ active }) => active);
      const parts = leaves.map((leaf) => ({ leaf, ...continuity.of(leaf, boundary) }));
      const values = new Float64Array(continuity.count).fill(Number.NaN);
      for (const { leaf, unknowns, weights } of parts) {
        boundary.forEach(([a, b], i) => {
          const row = weights?.subarray(i * unknowns.length, (i + 1) * unknowns.length);
          const own = row ? row.indexOf(1) : i;
          if (own >= 0 && (!row || row.every((w, j) => w === 0 || j === own))) values[unknowns[own]] = at(leaf, a, b);
        });
      }
      expect(values.some(Number.isNaN)).toBe(false);
      for (const { leaf, unknowns, weights } of parts) {
        boundary.forEach(([a, b], i) => {
          let value = weights ? 0 : values[unknowns[i]];
          for (let j = 0; weights && j < unknowns.length; j++)
            value += weights[i * unknowns.length + j] * values[unknowns[j]];
          expect(Math.abs(value - at(leaf, a, b))).toBeLessThan(1e-11);
        });
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

it("every point of the box is in the leaf whose bounds hold it", () => {
  const tree = randomTree(7);
  const { nodes } = gaussLegendre(3);
  for (const leaf of tree.leaves()) {
    const [[left, right], [bottom, top]] = tree.bounds(leaf);
    for (const t of nodes) {
      expect(tree.leafOf(left + ((right - left) * (1 + t)) / 2, bottom + ((top - bottom) * (1 + t)) / 2)).toBe(leaf);
    }
  }
  expect(tree.leafOf(1.1, 0.5)).toBeUndefined();
  expect(tree.leafOf(1, 1)).toBe(tree.leaves().at(-1));
});
