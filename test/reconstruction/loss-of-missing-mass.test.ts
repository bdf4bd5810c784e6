import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { lossOfMissingMass } from "../../src/reconstruction/loss-of-missing-mass.ts";
import { optimalReconstruction } from "../../src/reconstruction/optimal.ts";

const isotropic = (weight: number, mean: readonly number[], width: number) => ({
  weight,
  mean,
  covariance: mean.map((_, a) => mean.map((__, b) => (a === b ? width ** 2 : 0))),
});

describe("the loss of mass that is left out", () => {
  it.each([
    [1e-3, 0, 0.01],
    [1e-3, 1, 0.01],
    [1e-3, 2, 0.5],
    [1e-5, 3, 0.1],
    [1e-5, 5, 0.001],
    [0.05, 4, 0.3],
    [0.3, 2, 0.2],
  ])(
    "of mass %d at distance %d, width %d, beside a Gaussian of width 1, sigma = 0.4, is within the bound in 1-D and 2-D",
    (mass, distance, width) => {
      for (const dim of [1, 2]) {
        const at = Array.from({ length: dim }, (_, a) => (a === 0 ? distance : 0));
        const rest = isotropic(
          1 - mass,
          at.map(() => 0),
          1,
        );
        const whole = optimalReconstruction(new GaussianMixture([rest, isotropic(mass, at, width)]), "dae", 0.4);
        const without = optimalReconstruction(new GaussianMixture([{ ...rest, weight: 1 }]), "dae", 0.4);
        const [p, q] = [whole.optimalLoss(), without.optimalLoss()];
        const change = p.value - (1 - mass) * q.value;
        const error = p.errorEstimate + q.errorEstimate;
        expect(change).toBeGreaterThanOrEqual(-error);
        expect(change).toBeLessThanOrEqual(lossOfMissingMass(mass, dim, 0.4, width) + error);
        // The bound says something: it is no more than some tens of times what the mass does where it is in place.
        expect(lossOfMissingMass(mass, dim, 0.4, width)).toBeLessThan(100 * mass * dim * 0.4 ** 2);
      }
    },
  );

  it("is more than 8 sigma^2 times the mass where the mass is far off: a fixed factor is no bound", () => {
    const mass = 1e-5;
    const whole = new GaussianMixture([isotropic(1 - mass, [0, 0], 0.1), isotropic(mass, [2.2, 0], 0.1)]);
    const [p, q] = [whole, new GaussianMixture([isotropic(1, [0, 0], 0.1)])].map((density) =>
      optimalReconstruction(density, "dae", 0.4).optimalLoss(),
    );
    const change = p.value - (1 - mass) * q.value;
    expect(change).toBeGreaterThan(8 * 0.4 ** 2 * mass);
    expect(change).toBeLessThanOrEqual(lossOfMissingMass(mass, 2, 0.4, 0.1) + p.errorEstimate + q.errorEstimate);
  });

  it("of no mass is 0, and of more than 1/e is not known", () => {
    expect(lossOfMissingMass(0, 2, 0.1, 1)).toBe(0);
    expect(lossOfMissingMass(0.5, 2, 0.1, 1)).toBe(Infinity);
  });
});
