import exp from "@stdlib/math-base-special-exp";
import fc from "fast-check";
import { expect, it } from "vitest";
import { gaussLegendre } from "../../../src/numerics/quadrature/gauss-legendre.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { type CellMoments, cellMoments } from "../../../src/reconstruction/plane/cell-moments.ts";
import type { WeightedCell } from "../../../src/reconstruction/plane/density-cell-2d.ts";

const POINTS = 16;

/** The same moments in plain JavaScript, with FDLIBM's exponential on every machine. */
function plainMoments(cell: WeightedCell, x: number, y: number, sigma: number): CellMoments {
  const { nodes } = gaussLegendre(POINTS);
  const along = (offset: number, half: number) => {
    const nearest = Math.max(Math.abs(offset) - half, 0);
    return Array.from(nodes, (node) => {
      const deviation = half * node;
      const kernel = exp((-0.5 / sigma ** 2) * ((offset + deviation) ** 2 - nearest ** 2));
      return { kernel, kernel1: kernel * deviation, kernel2: kernel * deviation * deviation };
    });
  };
  const [atX, atY] = [along(cell.x - x, cell.halfWidth), along(cell.y - y, cell.halfHeight)];
  const sums = { mass: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
  atX.forEach(({ kernel, kernel1, kernel2 }, i) => {
    let [row, row1, row2] = [0, 0, 0];
    atY.forEach((node, j) => {
      const weight = cell.weights[i * POINTS + j];
      row += weight * node.kernel;
      row1 += weight * node.kernel1;
      row2 += weight * node.kernel2;
    });
    sums.mass += kernel * row;
    sums.x += kernel1 * row;
    sums.xx += kernel2 * row;
    sums.y += kernel * row1;
    sums.xy += kernel1 * row1;
    sums.yy += kernel * row2;
  });
  return sums;
}

/** A cell with random weights, some of which are 0. */
function randomCell(seed: number, halfWidth: number, halfHeight: number): WeightedCell {
  const rng = createRng(seed);
  const weights = Float64Array.from({ length: POINTS * POINTS }, () => Math.max(0, rng.uniform() - 0.1));
  return { x: rng.uniform(), y: -rng.uniform(), halfWidth, halfHeight, logPeak: 0, weights };
}

it("the moments of a cell have the bits of loops over its nodes", () => {
  const width = fc.double({ min: 1e-3, max: 5, noNaN: true });
  const place = fc.double({ min: -20, max: 20, noNaN: true });
  const problems = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    halfWidth: width,
    halfHeight: width,
    x: place,
    y: place,
    sigma: fc.double({ min: 0.1, max: 100, noNaN: true }),
  });
  fc.assert(
    fc.property(problems, ({ seed, halfWidth, halfHeight, x, y, sigma }) => {
      const cell = randomCell(seed, halfWidth, halfHeight);
      // @stdlib's exponential differs from FDLIBM's where it is smaller than all normal numbers.
      fc.pre(42 * Math.max(halfWidth, halfHeight) < 700 * sigma ** 2);
      expect(cellMoments(cell, x, y, sigma)).toEqual(plainMoments(cell, x, y, sigma));
    }),
    { numRuns: 2000 },
  );
});
