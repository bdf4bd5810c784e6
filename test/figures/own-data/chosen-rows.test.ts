import { expect, test } from "vitest";
import { chosenRows } from "../../../src/figures/own-data/chosen-rows.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

const points = Float64Array.from({ length: 200 }, (_, j) => j);

test("no more rows than asked for, in their order, the same for the same seed; all where there are no more", () => {
  const some = chosenRows(points, 2, createRng(3), 10);
  expect(some).toHaveLength(20);
  for (let i = 0; i < 10; i++) {
    expect(some[2 * i + 1] - some[2 * i]).toBe(1);
    if (i > 0) expect(some[2 * i]).toBeGreaterThan(some[2 * i - 2]);
  }
  expect(chosenRows(points, 2, createRng(3), 10)).toEqual(some);
  expect(chosenRows(points, 2, createRng(3), 100)).toBe(points);
});

test("each row is chosen as often as any other: of 2000 choices of 10 of 100, 200 ± 5 standard deviations of 13.4 (seed 1)", () => {
  const rng = createRng(1);
  const counts = new Array<number>(100).fill(0);
  for (let k = 0; k < 2000; k++) for (const value of chosenRows(points.slice(0, 100), 1, rng, 10)) counts[value] += 1;
  for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(5 * Math.sqrt(2000 * 0.1 * 0.9));
});
