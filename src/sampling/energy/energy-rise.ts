import { checkFunction, checkPoint, checkPositive } from "../../numerics/check.ts";
import type { EnergyDifference } from "./energy-difference.ts";

/** The number of directions in which the energy is evaluated. */
const DIRECTIONS = 32;

/**
 * The least E(x + h) - E(x) over 32 directions of a step h of fixed length in the plane. It is positive if E is lower at x than on
 * the circle around x, as at a minimum of the energy, which is a maximum of the density. A Metropolis-Hastings chain accepts a rise
 * with probability exp(-rise).
 *
 * @param at shape (2)
 * @param radius the length of h
 * @throws InputError for a point that is not in the plane and for a radius that is not positive
 */
export function leastEnergyRise(energyDifference: EnergyDifference, at: Float64Array, radius: number): number {
  checkFunction("energyDifference", energyDifference);
  checkPoint("at", at, 2);
  checkPositive("radius", radius);
  const from = new Float64Array(2 * DIRECTIONS).map((_, j) => at[j % 2]);
  const to = from.map((x, j) => {
    const angle = (2 * Math.PI * Math.floor(j / 2)) / DIRECTIONS;
    return x + radius * (j % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  return Math.min(...energyDifference(from, to));
}
