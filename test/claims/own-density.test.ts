import { describe, expect, it } from "vitest";
import { nextOrderOn } from "../../src/claims/b1-next-order.ts";
import { conservativeFieldOn } from "../../src/claims/c1-conservative-fields.ts";
import { energyDifferences, energyDifferencesOn } from "../../src/claims/e1-energy-differences.ts";
import { realLocalParts } from "../../src/claims/evidence/local-cases.ts";
import { samplingOn, samplingParts } from "../../src/claims/h1-sampling.ts";
import { verifyClaim } from "../../src/claims/index.ts";
import { localMomentsOn } from "../../src/claims/m1-local-moments.ts";
import { contractionOn } from "../../src/claims/p1-denoising-is-contraction.ts";
import { optimalDenoiserOn } from "../../src/claims/t1-optimal-denoiser.ts";
import { optimalContractionOn } from "../../src/claims/t2-optimal-contraction.ts";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { spiral } from "../../src/density/examples/spiral.ts";
import { twoClouds } from "../../src/density/examples/two-clouds.ts";
import { wave } from "../../src/density/examples/wave.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../src/reconstruction/optimal.ts";
import { firstOrderDifference } from "../../src/sampling/energy/energy-difference.ts";
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

describe.each(Object.entries(densities))("for a reader's own density, %s,", (_name, density) => {
  it.each([0.05, 0.4])(
    "at σ = %s, path integrals are energy differences, and chains are in detailed balance",
    (sigma) => {
      for (const report of [energyDifferencesOn(density, sigma), samplingOn(density, sigma)]) {
        expect(failures(report)).toEqual([]);
      }
    },
  );

  it("both fail with the first-order rule in place of the path integral, at σ = 0.05", () => {
    expect(energyDifferencesOn(density, 0.05, { ...energyDifferences, path: firstOrderDifference }).verdict).toBe(
      "fails",
    );
    expect(samplingOn(density, 0.05, { ...samplingParts, path: firstOrderDifference }).verdict).toBe("fails");
  });

  it("the coefficients of local mass and mean hold, from balls of a fifth of a standard deviation, and fail with d + 3 for d + 2", () => {
    const width = density.features.length > 0 ? Math.min(...density.features.map(({ width: [w] }) => w)) : 1;
    const point = density.sample(createRng(1), 1);
    expect(failures(localMomentsOn(density, point, width / 5))).toEqual([]);
    const wrong = {
      ...realLocalParts,
      expansion: (...args: Parameters<typeof realLocalParts.expansion>) => {
        const { massExcess, shift } = realLocalParts.expansion(...args);
        return { massExcess: (3 * massExcess) / 4, shift: shift.map((value) => (3 * value) / 4) };
      },
    };
    expect(failures(localMomentsOn(density, point, width / 5, wrong))).toHaveLength(2);
  });
});

describe.each(Object.entries({ spiral: spiral(), wave: wave(), clouds: twoClouds() }))(
  "for data of a reader's own, %s,",
  (_name, data) => {
    it.each([0.01, 0.2])("the field of the denoiser at σ = %s is conservative", (sigma) => {
      expect(failures(conservativeFieldOn(data, sigma))).toEqual([]);
    });

    it("both checks fail with a millionth of a rotation in the denoiser", () => {
      const swirling: typeof optimalReconstruction = (density, method, sigma) => {
        const r = optimalReconstruction(density, method, sigma);
        const turned = (points: Float64Array) =>
          r.evaluate(points).map((_, k) => (k % 2 === 0 ? -points[k + 1] : points[k - 1]));
        const displacement = (points: Float64Array) => {
          const [moved, turn] = [r.evaluate(points), turned(points)];
          return moved.map((value, k) => value - points[k] + 1e-6 * turn[k]);
        };
        const jacobian = (points: Float64Array) =>
          r.jacobian(points).map((entry, k) => entry + [0, -1e-6, 1e-6, 0][k % 4]);
        return { ...r, dim: 2, sigma, displacement, jacobian, evaluate: r.evaluate.bind(r) } as typeof r;
      };
      expect(failures(conservativeFieldOn(data, 0.2, (one, sigma) => swirling(one, "dae", sigma)))).toHaveLength(2);
    });
  },
);

it("a claim is measured by its name, and a name that no claim has is refused", () => {
  expect(verifyClaim("i1")).toMatchObject({ id: "i1", verdict: "holds" });
  expect(() => verifyClaim("T1")).toThrow(/^id must be .*t1.*, not "T1"/);
});
