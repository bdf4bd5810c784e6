import { checkDistribution } from "../density/check-density.ts";
import type { Density, Distribution } from "../density/density.ts";
import { EnergyDensity } from "../density/energy/energy-density.ts";
import { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import { checkPoint, checkPositive } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";

/**
 * The density of x / units, coordinate by coordinate. It is the truth for a model whose coordinates are in these units, such as a
 * model of standardised data. Noise with one sigma in these units has another sigma in each column of the data.
 * @param units positive, shape (d)
 * @throws InputError for a density that is neither a mixture of Gaussians nor an energy
 */
export function densityInUnits(density: Distribution, units: Float64Array): Density {
  checkDistribution("density", density);
  checkPoint("units", units, density.dim);
  units.forEach((unit, a) => {
    checkPositive(`units[${a}]`, unit);
  });
  if (density instanceof GaussianMixture) return mixtureInUnits(density, units);
  if (density instanceof EnergyDensity) return energyInUnits(density, units);
  throw new InputError({
    argument: "density",
    allowed:
      "a mixture of Gaussians or an energy, for a model of standardised data, whose noise differs from column to column",
    problem: "another distribution",
    advice: "check the model with rows that were held out",
  });
}

function mixtureInUnits({ components }: GaussianMixture, units: Float64Array): GaussianMixture {
  return new GaussianMixture(
    components.map(({ weight, mean, covariance }) => ({
      weight,
      mean: Array.from(mean, (value, a) => value / units[a]),
      covariance: covariance.map((row, a) => Array.from(row, (value, b) => value / units[a] / units[b])),
    })),
  );
}

function energyInUnits({ expression, support }: EnergyDensity, units: Float64Array): EnergyDensity {
  const text = expression.variables.reduce(
    // Replaces the name where it stands alone, not where it is a part of another name, such as the x of exp.
    (formula, name, a) =>
      formula.replace(new RegExp(`(?<![A-Za-z_])${name}(?![A-Za-z_0-9])`, "g"), `(${units[a]} * ${name})`),
    expression.toString(),
  );
  return new EnergyDensity({
    expression: text,
    domain: support.map(([lower, upper], a) => [lower / units[a], upper / units[a]]),
  });
}
