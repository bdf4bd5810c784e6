import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { Dae1d } from "../../../src/reconstruction/line/dae-1d.ts";
import { Rcae1d } from "../../../src/reconstruction/line/rcae-1d.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";

interface Gaussian {
  readonly weight: number;
  readonly mean: number;
  readonly width: number;
}

/** Widths from 1e-5 to 1, as many in each decade. */
const gaussians = fc.array(
  fc.record({
    weight: fc.double({ min: 0.1, max: 1, noNaN: true }),
    mean: fc.double({ min: -3, max: 3, noNaN: true }),
    width: fc.double({ min: -5, max: 0, noNaN: true }).map((exponent) => 10 ** exponent),
  }),
  { minLength: 1, maxLength: 3 },
);
const sigmas = fc.double({ min: -1.5, max: 0, noNaN: true }).map((exponent) => 10 ** exponent);

/** The same density twice; of the mixture less than exp(-80) lies beyond the domain, 13 widths from each mean. */
function twice(components: readonly Gaussian[]): { mixture: GaussianMixture; energy: EnergyDensity } {
  const total = components.reduce((sum, { weight }) => sum + weight, 0);
  const terms = components.map(({ weight, mean, width }) => `${weight}*exp(-((x-(${mean}))/${width})^2/2)/${width}`);
  return {
    mixture: new GaussianMixture(
      components.map(({ weight, mean, width }) => ({
        weight: weight / total,
        mean: [mean],
        covariance: [[width ** 2]],
      })),
    ),
    energy: new EnergyDensity({ expression: `-log(${terms.join(" + ")})`, domain: [[-20, 20]] }),
  };
}

/** In each Gaussian, and on its shoulder. */
const placesOf = (components: readonly Gaussian[]): Float64Array =>
  Float64Array.from(components.flatMap(({ mean, width }) => [mean, mean + width]));

/** Widths are given squared to the mixture and as they are to the energy: means and widths agree to some roundings. */
const ROUNDING = 1e-12;

describe.each([
  ["dae", Dae1d],
  ["rcae", Rcae1d],
] as const)("%s: random mixtures as a gaussianMixture and as an energy, 25 of them, seed 20", (method, Optimum) => {
  it("agree in the score estimate within both stated errors, which are below 1e-6, and in the loss", () => {
    fc.assert(
      fc.property(gaussians, sigmas, (components, sigma) => {
        const { mixture, energy } = twice(components);
        const [own, other] = [new Optimum(energy, sigma), optimalReconstruction(mixture, method, sigma)];
        const points = placesOf(components);
        const [values, expected] = [scoreEstimate(own, points), scoreEstimate(other, points)];
        const bounds = other.errorsAt?.(points).scoreEstimate;
        values.forEach((value, i) => {
          const size = Math.max(1, Math.abs(expected[i]));
          const ofOther = bounds ? bounds[i] : other.errorEstimate * size;
          const allowed = own.errorEstimate * size + ofOther + (ROUNDING * size) / Math.min(1, sigma);
          expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(allowed);
        });
        expect(own.errorEstimate).toBeLessThan(1e-6);
        const [loss, otherLoss] = [own.optimalLoss(), other.optimalLoss()];
        const allowed = loss.errorEstimate + otherLoss.errorEstimate + ROUNDING * otherLoss.value;
        expect(Math.abs(loss.value - otherLoss.value)).toBeLessThanOrEqual(allowed);
        expect(loss.errorEstimate).toBeLessThan(1e-9 * loss.value);
      }),
      { numRuns: 25 },
    );
  });
});
