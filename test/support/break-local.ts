import type { LocalParts } from "../../src/claims/evidence/local-cases.ts";
import type { Density } from "../../src/density/density.ts";
import { type LocalExpansion, localExpansion } from "../../src/density/local/local-expansion.ts";

type Expansion = LocalParts["expansion"];

function scaled({ massExcess, shift }: LocalExpansion, factor: number): LocalExpansion {
  return { massExcess: factor * massExcess, shift: shift.map((value) => factor * value) };
}

/** The expansion with all terms multiplied by a factor. */
function times(factor: (dim: number) => number): Expansion {
  return (density, point, radius, order) => scaled(localExpansion(density, point, radius, order), factor(density.dim));
}

/** The expansion with only its fourth order multiplied by a factor. */
export function fourthOrderTimes(factor: (dim: number) => number): Expansion {
  return (density: Density, point, radius, order) => {
    const second = localExpansion(density, point, radius, 2);
    if (order === 2) return second;
    const both = localExpansion(density, point, radius, 4);
    const share = factor(density.dim);
    return {
      massExcess: second.massExcess + share * (both.massExcess - second.massExcess),
      shift: second.shift.map((value, a) => value + share * (both.shift[a] - value)),
    };
  };
}

/** Wrong powers of the radius, in the mass and in the mean. */
export const expansionBreakages: readonly { readonly name: string; readonly expansion: Expansion }[] = [
  { name: "a wrong sign", expansion: times(() => -1) },
  {
    name: "delta for delta^2",
    expansion: (density, point, radius, order) => localExpansion(density, point, Math.sqrt(radius), order),
  },
  { name: "1/d for 1/(d + 2)", expansion: times((dim) => (dim + 2) / dim) },
  { name: "a missing factor of 2", expansion: times(() => 0.5) },
];
