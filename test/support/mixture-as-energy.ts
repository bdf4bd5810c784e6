import fc from "fast-check";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { type GaussianComponent, GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";

/** The same density as a mixture, and as an energy that is given by a formula. */
export interface MixtureTwice {
  readonly mixture: GaussianMixture;
  readonly energy: EnergyDensity;
}

/** The formula of the energy of a mixture in the plane. Its numbers have all their digits. */
export function mixtureEnergy(components: readonly GaussianComponent[]): string {
  const terms = components.map(({ weight, mean, covariance }) => {
    const [[xx, xy], [, yy]] = covariance as readonly (readonly number[])[];
    const determinant = xx * yy - xy * xy;
    const [x, y] = [`(x-(${mean[0]}))`, `(y-(${mean[1]}))`];
    const form = `(${yy}*${x}^2-2*(${xy})*${x}*${y}+${xx}*${y}^2)/(2*${determinant})`;
    return `${weight / (2 * Math.PI * Math.sqrt(determinant))}*exp(-${form})`;
  });
  return `-log(${terms.join("+")})`;
}

/** Mixtures of one to three components. Means are in [-1, 1]^2, standard deviations in [0.01, 1], correlations in [-0.9, 0.9]. */
export function mixturesTwice(): fc.Arbitrary<MixtureTwice> {
  // Uniformly distributed numbers. fc.double would prefer the ends.
  const uniform = (min: number, max: number): fc.Arbitrary<number> =>
    fc.integer({ min: 0, max: 1_000_000 }).map((k) => min + ((max - min) * k) / 1_000_000);
  const component = fc.record({
    weight: uniform(0.2, 1),
    mean: fc.tuple(uniform(-1, 1), uniform(-1, 1)),
    logDeviations: fc.tuple(uniform(-2, 0), uniform(-2, 0)),
    correlation: uniform(-0.9, 0.9),
  });
  return fc.array(component, { minLength: 1, maxLength: 3 }).map((drawn) => {
    const total = drawn.reduce((sum, { weight }) => sum + weight, 0);
    const components = drawn.map(({ weight, mean, logDeviations: [a, b], correlation }) => {
      const [x, y] = [10 ** a, 10 ** b];
      const covariance = [
        [x * x, correlation * x * y],
        [correlation * x * y, y * y],
      ];
      return { weight: weight / total, mean, covariance };
    });
    return twice(components);
  });
}

/** Both forms of a mixture. The domain of the energy is [-10, 10]^2. */
export function twice(components: readonly GaussianComponent[]): MixtureTwice {
  const domain = [
    [-10, 10],
    [-10, 10],
  ] as const;
  return {
    mixture: new GaussianMixture(components),
    energy: new EnergyDensity({ expression: mixtureEnergy(components), domain }),
  };
}
