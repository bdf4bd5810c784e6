import { checkPoint, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { checkDensity } from "../check-density.ts";
import type { Density } from "../density.ts";
import { relativeBiLaplacian, relativeLaplacian, relativeLaplacianGradient } from "./relative-laplacians.ts";

/** Mass and mean of a density on a small ball of radius delta around x0, up to higher powers of delta. */
export interface LocalExpansion {
  /** Z / (V_d delta^d p(x0)) - 1. */
  readonly massExcess: number;
  /** m - x0, shape (d). */
  readonly shift: Float64Array;
}

/**
 * The powers of the radius in the local mass and the local mean, up to an order of 2 (the paper's) or 4:
 *
 *   Z / (V_d delta^d p) = 1 + delta^2 / (2 (d + 2)) Lap p / p + delta^4 / (8 (d + 2) (d + 4)) Lap^2 p / p + O(delta^6)
 *   m - x0 = delta^2 / (d + 2) s + delta^4 / (2 (d + 2)) [grad Lap p / ((d + 4) p) - s Lap p / ((d + 2) p)] + O(delta^6)
 *
 * For a density that is smooth on the ball. The fourth order of the mass needs fourth derivatives, which `GaussianMixture` and
 * `EnergyDensity` have.
 *
 * @param point x0, shape (d), where p > 0
 * @throws InputError for a radius that is not positive, and for order 4 of a density without fourth derivatives
 */
export function localExpansion(
  density: Density,
  point: Float64Array,
  radius: number,
  order: 2 | 4 = 2,
): LocalExpansion {
  checkDensity("density", density);
  const { dim } = density;
  checkPoint("point", point, dim);
  checkPositive("radius", radius);
  if (order !== 2 && order !== 4) throw new InputError({ argument: "order", allowed: "2 or 4", problem: quote(order) });
  const score = density.score(point);
  const laplacian = relativeLaplacian(density, point);
  const second = {
    // Multiplied in this order, zeros stay zero where the square of the radius overflows.
    massExcess: radius * ((radius / (2 * (dim + 2))) * laplacian),
    shift: score.map((s) => radius * ((radius / (dim + 2)) * s)),
  };
  if (order === 2) return second;
  const gradient = relativeLaplacianGradient(density, point);
  const biLaplacian = relativeBiLaplacian(density, point);
  return {
    massExcess: second.massExcess + (radius ** 4 / (8 * (dim + 2) * (dim + 4))) * biLaplacian,
    shift: second.shift.map((value, a) => {
      const bracket = gradient[a] / (dim + 4) - (score[a] * laplacian) / (dim + 2);
      return value + (radius ** 4 / (2 * (dim + 2))) * bracket;
    }),
  };
}
