import { describe, expect, it } from "vitest";
import { nextOrderOn } from "../../src/claims/b1-next-order.ts";
import { verifyClaim } from "../../src/claims/index.ts";
import { contractionOn } from "../../src/claims/p1-denoising-is-contraction.ts";
import { optimalDenoiserOn } from "../../src/claims/t1-optimal-denoiser.ts";
import { optimalContractionOn } from "../../src/claims/t2-optimal-contraction.ts";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { failures } from "../support/claims.ts";
import { breakages } from "../support/distort.ts";

const densities = {
  quartic: new EnergyDensity({ expression: "x^4/4 - x^2/2", domain: [[-8, 8]] }),
  "two narrow Gaussians far out": new GaussianMixture([
    { weight: 0.7, mean: [40], covariance: [[0.01]] },
    { weight: 0.3, mean: [41], covariance: [[0.04]] },
  ]),
};

describe.each(Object.entries(densities))("for a reader's own density, %s,", (_name, density) => {
  it.each([0.05, 0.4])("at σ = %s, Theorems 1 and 2, Proposition 1 and the remainder's bound hold", (sigma) => {
    for (const claim of [optimalDenoiserOn, optimalContractionOn, contractionOn, nextOrderOn]) {
      const report = claim(density, sigma);
      expect(failures(report)).toEqual([]);
      expect(report.checks.length).toBeGreaterThan(2);
    }
  });

  it.each(breakages)("they fail with $name in the optimum, at σ = 0.05", ({ optima }) => {
    for (const claim of [optimalDenoiserOn, optimalContractionOn, nextOrderOn]) {
      expect(claim(density, 0.05, optima).verdict).toBe("fails");
    }
  });
});

it("a claim is measured by its name, and a name that no claim has is refused", () => {
  expect(verifyClaim("i1")).toMatchObject({ id: "i1", verdict: "holds" });
  expect(() => verifyClaim("T1")).toThrow(/^id must be .*t1.*, not "T1"/);
});
