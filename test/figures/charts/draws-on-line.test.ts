import { expect, test } from "vitest";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { drawsOnLineFigure } from "../../../src/figures/charts/draws-on-line.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

const bumps = threeBumps();
const density = { name: "p", logPdf: (x: Float64Array) => bumps.logPdf(x) };

test("the outline has the area of the fraction of the draws that is inside the range", () => {
  const draws = Float64Array.of(0.1, 0.2, 0.9, 5);
  const { data } = drawsOnLineFigure(density, [{ name: "four", draws, color: "dae" }], [0, 1], 4);
  const [, outline] = data as unknown as { x: number[]; y: number[] }[];
  expect(outline.x).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(outline.y).toEqual([2, 0, 0, 1, 1]);
  expect(outline.y.slice(0, 4).reduce((sum, height) => sum + 0.25 * height, 0)).toBe(3 / 4);
});

test("a histogram of 20,000 draws of the density follows its curve: within five standard errors in every bin", () => {
  const draws = bumps.sample(createRng(1), 20_000);
  const { data } = drawsOnLineFigure(density, [{ name: "draws", draws, color: "ink" }], [-3, 4], 70);
  const [, outline] = data as unknown as { x: number[]; y: number[] }[];
  outline.y.slice(0, 70).forEach((height, k) => {
    // The mean of the curve over the bin, by Simpson's rule.
    const [left, middle, right] = [0, 0.05, 0.1].map((at) =>
      Math.exp(bumps.logPdf(Float64Array.of(outline.x[k] + at))[0]),
    );
    const mean = (left + 4 * middle + right) / 6;
    expect(Math.abs(height - mean)).toBeLessThan(5 * Math.sqrt(mean / (20_000 * 0.1)) + 1e-3);
  });
});
