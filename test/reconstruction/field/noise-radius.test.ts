import { expect, it } from "vitest";
import { createRng } from "../../../src/numerics/random/random.ts";
import { noiseRadius } from "../../../src/reconstruction/field/noise-radius.ts";

it("has its closed form in the plane, sqrt(-2 log p), to 1e-12", () => {
  for (const p of [0.9, 0.05, 1e-3, 1e-9]) {
    expect(Math.abs(noiseRadius(2, p) - Math.sqrt(-2 * Math.log(p)))).toBeLessThan(1e-12 * noiseRadius(2, p) + 1e-12);
  }
});

it("on the line one number in 20 is farther than 1.959964", () => {
  expect(noiseRadius(1, 0.05)).toBeCloseTo(1.9599639845, 9);
});

it("of 20,000 draws in ten dimensions (seed 1) 1 in 10 is farther, to 4 standard errors", () => {
  const rng = createRng(1);
  const [n, p] = [20_000, 0.1];
  const radius = noiseRadius(10, p);
  let beyond = 0;
  for (let i = 0; i < n; i++) {
    let squared = 0;
    for (let a = 0; a < 10; a++) squared += rng.normal() ** 2;
    if (squared > radius ** 2) beyond += 1;
  }
  expect(Math.abs(beyond / n - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
});

it("refuses what is no probability", () => {
  expect(() => noiseRadius(2, 1)).toThrow("exceeded must be a number between 0 and 1, not 1");
});
