import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { type Compared, compared, medianRatio } from "../../support/rounding-fixture.ts";

interface Reference {
  readonly expression: string;
  readonly domain: readonly (readonly [number, number])[];
  readonly x: readonly string[];
  readonly score: readonly number[];
  readonly hessian: readonly number[];
}

const references: readonly Reference[] = JSON.parse(
  readFileSync(new URL("../../fixtures/formula-rounding.json", import.meta.url), "utf8"),
);

test("scores and Hessians of energies are within their bounds, against 60 digits (formula-rounding.py); bound over error is below 120 in the median", () => {
  const entries: Compared[] = [];
  for (const { expression, domain, x, score, hessian } of references) {
    const density = new EnergyDensity({ expression, domain });
    const point = Float64Array.from(x, Number);
    const errors = density.errorsAt(point);
    entries.push(...compared(density.score(point), errors.score, score));
    entries.push(...compared(density.hessian(point), errors.hessian, hessian));
  }
  for (const { error, bound } of entries) expect(error).toBeLessThanOrEqual(bound);
  expect(medianRatio(entries)).toBeLessThan(120);
});

test("log p of a Gaussian energy is within its bound, which is below 1e-13", () => {
  const density = new EnergyDensity({ expression: "x^2/2", domain: [[-12, 12]] });
  const points = Float64Array.of(-3.3, 0.1, 7);
  const errors = density.errorsAt(points).logPdf;
  density.logPdf(points).forEach((logPdf, i) => {
    const exact = -(points[i] ** 2) / 2 - Math.log(2 * Math.PI) / 2;
    expect(Math.abs(logPdf - exact)).toBeLessThanOrEqual(errors[i]);
    expect(errors[i]).toBeLessThan(1e-13);
  });
});

test("at a kink the bound is the jump of the slope, and outside the domain there is none", () => {
  const density = new EnergyDensity({ expression: "abs(x - 0.3)", domain: [[-9, 9]] });
  const { score } = density.errorsAt(Float64Array.of(0.3, 1, 10));
  expect(score[0]).toBeGreaterThanOrEqual(1);
  expect(score[1]).toBeLessThan(1e-14);
  expect(score[2]).toBeNaN();
});
