import { expect, test } from "vitest";
import { densityInUnits } from "../../src/check/density-in-units.ts";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { twoClouds } from "../../src/density/examples/two-clouds.ts";
import { FinitePoints } from "../../src/density/finite-points.ts";

const units = Float64Array.of(2, 5);
const at = Float64Array.of(0.1, -0.2, 0.4, 0.05, -0.6, 0.1);
const inData = at.map((u, j) => u * units[j % 2]);
const energy = new EnergyDensity({
  expression: "exp(x/3) + x^2 y^2 / 50 + max(y, 0) + (x^2 + y^2)/4",
  domain: [
    [-8, 8],
    [-9, 9],
  ],
});

test.each([
  ["a mixture of Gaussians", twoClouds()],
  ["an energy, with names of functions that hold the names of variables", energy],
])("%s: p in units is p times the product of the units, and its score the score times each unit", (_what, density) => {
  const own = densityInUnits(density, units);
  const logPdf = density.logPdf(inData).map((value) => value + Math.log(10));
  expect([...own.logPdf(at)]).toEqual([...logPdf].map((value) => expect.closeTo(value, 10)));
  const score = density.score(inData).map((value, j) => value * units[j % 2]);
  expect([...own.score(at)]).toEqual([...score].map((value) => expect.closeTo(value, 10)));
});

test("points are refused in a sentence that says what to do", () => {
  expect(() => densityInUnits(new FinitePoints(at, 2), units)).toThrow(
    /density must be a mixture of Gaussians or an energy.*; check the model with rows that were held out/,
  );
});
