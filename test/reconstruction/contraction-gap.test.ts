import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { expectationRule, weightedSum } from "../../src/reconstruction/any-dimension/expectation-rule.ts";
import { contractionGap } from "../../src/reconstruction/contraction-gap.ts";
import { scaledField, scoreField } from "../../src/reconstruction/field/vector-field.ts";
import { contractiveLoss, denoisingLoss } from "../../src/reconstruction/losses.ts";
import { mixtures, planeWaves } from "../support/arbitraries.ts";

describe("contractionGap", () => {
  it("is L_DAE − L_RCAE by their definitions, for random mixtures, waves and sigmas in 1-D, within the stated errors", () => {
    fc.assert(
      fc.property(mixtures(1), planeWaves(1), fc.double({ min: 0.1, max: 0.5, noNaN: true }), (mixture, u, sigma) => {
        const gap = contractionGap(mixture, u, sigma);
        const evaluate = (x: Float64Array): Float64Array => u.value(x).map((value, i) => x[i] + value);
        const denoising = denoisingLoss(mixture, evaluate, sigma);
        const jacobian = (x: Float64Array): Float64Array => u.jacobian(x).map((slope) => 1 + slope);
        const contraction = contractiveLoss(mixture, { evaluate, jacobian }, sigma);
        expect(gap.errorEstimate).toBeLessThan(1e-6);
        expect(Math.abs(gap.value - (denoising.value - contraction.value))).toBeLessThanOrEqual(
          gap.errorEstimate + denoising.errorEstimate + contraction.errorEstimate,
        );
      }),
      { seed: 1, numRuns: 10 },
    );
  });

  it("is zero for a linear r, here x + σ² s of a Gaussian, to its error estimate, which is below 1e-15, in d = 1 and 2", () => {
    for (const dim of [1, 2]) {
      const identity = Array.from({ length: dim }, (_, a) =>
        Array.from({ length: dim }, (_, b) => (a === b ? 0.8 : 0)),
      );
      const gaussian = new GaussianMixture([{ weight: 1, mean: new Array(dim).fill(0.3), covariance: identity }]);
      const { value, errorEstimate } = contractionGap(gaussian, scaledField(scoreField(gaussian), 0.01), 0.1);
      expect(errorEstimate).toBeLessThan(1e-15);
      expect(Math.abs(value)).toBeLessThanOrEqual(errorEstimate);
    }
  });
});

describe("expectationRule", () => {
  it.each([1, 2])("gives mass 1 and the mean of random mixtures in d = %i to 1e-11", (dim) => {
    fc.assert(
      fc.property(mixtures(dim), (mixture) => {
        const { nodes, weights } = expectationRule(mixture);
        expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-11);
        for (let a = 0; a < dim; a++) {
          const mean = weightedSum(
            weights,
            weights.map((_, i) => nodes[i * dim + a]),
          );
          const exact = mixture.components.reduce((sum, { weight, mean: center }) => sum + weight * center[a], 0);
          expect(Math.abs(mean - exact)).toBeLessThan(1e-11);
        }
      }),
      { seed: 2, numRuns: 20 },
    );
  });

  it("refuses what it has no rule for, in one sentence", () => {
    const plane = new EnergyDensity({
      expression: "x^2 + y^2",
      domain: [
        [-5, 5],
        [-5, 5],
      ],
    });
    expect(() => expectationRule(plane)).toThrow(
      "density must be one-dimensional, or a Gaussian mixture in 2 dimensions, for this quadrature",
    );
  });
});
