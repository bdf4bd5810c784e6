import { expect, test } from "vitest";
import { linspace, panelOf, squareGrid } from "../../../src/numerics/approximation/grid.ts";

test("linspace has both ends, exactly", () => {
  expect(linspace(0, 0.3, 4)).toEqual(Float64Array.of(0, 0.3 / 3, 0.6 / 3, 0.3));
});

test("panelOf is the panel a point is in, the first or the last for one outside", () => {
  const edges = Float64Array.of(0, 1, 3, 4);
  expect([-1, 0, 0.5, 1, 2.9, 3, 9].map((x) => panelOf(edges, x))).toEqual([0, 0, 0, 1, 1, 2, 2]);
});

test("squareGrid has the middles of equal squares, row by row from below", () => {
  expect(Array.from(squareGrid(2, 2))).toEqual([-1, -1, 1, -1, -1, 1, 1, 1]);
  expect(squareGrid(1, 5)).toHaveLength(50);
});
