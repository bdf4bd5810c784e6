import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { displacement } from "../../../src/reconstruction/reconstruction.ts";

interface Reference {
  readonly kind: "narrow" | "singular" | "heavy" | "wall";
  readonly expression: string;
  readonly domain: readonly [number, number];
  readonly sigma: number;
  readonly method: "dae" | "rcae";
  readonly points: readonly number[];
  readonly r: readonly number[];
  readonly loss: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../fixtures/hard-energies-1d.json", import.meta.url), "utf8"),
) as { cases: readonly Reference[] };

// A double's rounding of r, which the references are given with.
const rounding = (r: number): number => 2 * Number.EPSILON * Math.max(1, Math.abs(r));

describe.each(cases)(
  "$kind, $method: $expression, sigma = $sigma",
  ({ expression, domain, sigma, method, ...exact }) => {
    const density = new EnergyDensity({ expression, domain: [domain] });
    const optimum = optimalReconstruction(density, method, sigma);

    it("r is within the stated error of the reference, which is below 1e-8 for the score estimate", () => {
      const points = Float64Array.from(exact.points);
      displacement(optimum, points).forEach((change, i) => {
        const wanted = exact.r[i] - points[i];
        const allowed = optimum.errorEstimate * Math.max(sigma ** 2, Math.abs(wanted));
        expect(Math.abs(change - wanted)).toBeLessThanOrEqual(allowed + rounding(exact.r[i]));
      });
      expect(optimum.errorEstimate).toBeLessThan(1e-8);
    });

    it("the loss is within its stated error of the reference, which is below 1e-11 of it", () => {
      const { value, errorEstimate } = optimum.optimalLoss();
      expect(Math.abs(value - exact.loss)).toBeLessThanOrEqual(errorEstimate + 2e-15 * exact.loss);
      expect(errorEstimate).toBeLessThan(1e-11 * exact.loss);
    });
  },
);
