import { InputError } from "../../numerics/input-error.ts";
import type { Interval } from "../density.ts";

/** E and its first two derivatives in one variable. */
export interface SmoothEnergy {
  at(x: number): number;
  slope(x: number): number;
  curvature(x: number): number;
}

/** exp(-745) is 0 in float64: exp(-E) underflows where E exceeds its lowest value by this much. */
const UNDERFLOW = 745;
/** The distances from an end at which E is evaluated: inward, from 2^-40 of the domain to all of it, and outward equally far. */
const HALVINGS = 40;
const DOUBLINGS = 6;

/**
 * Refuses an energy like -x^2 on a wide domain. Such an energy is lowest at an end, rises inward by more than the limit of underflow,
 * and falls ever faster towards the end and beyond it. On the line exp(-E) then has no finite integral, and on the domain all of the
 * mass sits at the arbitrary end. Energies that fall to an end steadily, as that of an exponential distribution, or that rise again
 * beyond it are accepted.
 *
 * @param lowest a lower bound, up to rounding, of E in the domain
 * @param variable the name of the variable, for the message
 * @throws InputError
 */
export function refuseFallAtEnds(energy: SmoothEnergy, [lower, upper]: Interval, lowest: number, variable = "x"): void {
  const width = upper - lower;
  for (const [end, outward] of [
    [lower, -1],
    [upper, 1],
  ]) {
    const fallsFaster = (x: number): boolean => energy.slope(x) * outward < 0 && energy.curvature(x) < 0;
    if (!(energy.at(end) <= lowest + 1 && fallsFaster(end))) continue;
    if (rise(energy, end, -outward * width, fallsFaster) > UNDERFLOW && fallsBeyond(energy, end, outward * width)) {
      throw new InputError({
        argument: "expression",
        problem: `has no finite integral of exp(-E) on the line: E falls ever faster towards ${variable} = ${end} and beyond, and exp(-E) is exp(${UNDERFLOW}) times as large there as elsewhere on the domain; give a domain that ends where E is not lower than inside`,
      });
    }
  }
}

/** The rise of E from an end inward, as far as its curvature keeps its sign. */
function rise(energy: SmoothEnergy, end: number, way: number, fallsFaster: (x: number) => boolean): number {
  let highest = energy.at(end);
  for (let k = HALVINGS; k >= 0; k--) {
    const x = end + way * 2 ** -k;
    if (!fallsFaster(x)) break;
    highest = energy.at(x);
  }
  return highest - energy.at(end);
}

/** Whether E goes on falling beyond the end, by more than twice as much at each doubling of the distance. */
function fallsBeyond(energy: SmoothEnergy, end: number, way: number): boolean {
  let [last, fall] = [energy.at(end), 0];
  for (let k = 0; k <= DOUBLINGS; k++) {
    const value = energy.at(end + way * 2 ** k);
    // E has fallen below the range of float64.
    if (value === -Infinity) return true;
    if (!(last - value > (k === 0 ? 0 : fall))) return false;
    [last, fall] = [value, last - value];
  }
  return true;
}
