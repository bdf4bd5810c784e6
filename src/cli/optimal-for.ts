import type { Density } from "../density/density.ts";
import { InputError } from "../numerics/input-error.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import type { OptimalReconstruction } from "../reconstruction/reconstruction.ts";
import { namingOption } from "./naming-option.ts";
import { formatNumber } from "./output.ts";

/**
 * Sigmas that the numerical methods answer for in seconds, as shares of the widest side of where p lives: far below,
 * the mesh does not fit into memory; far above, r(x) = x + sigma^2 times an accurate score estimate is itself inaccurate.
 */
const smallestShare = 1e-5;
const largestShare = 10;

/** p below exp(-this) of its maximum counts as nothing. */
const negligible = 40;

/**
 * The optimal reconstruction that the options ask for.
 * @throws InputError that names the option
 */
export function optimalFor(density: Density, method: "dae" | "rcae", sigma: number): OptimalReconstruction {
  const closedForm = method === "dae" && density.smoothed !== undefined;
  const widest = Math.max(...density.effectiveSupport(negligible).map(([lower, upper]) => upper - lower));
  // Closed forms need no mesh, only sigma^4 (in the loss) as a number.
  const [smallest, largest] = closedForm ? [1e-75, 1e75] : [smallestShare * widest, largestShare * widest];
  if (sigma < smallest || sigma > largest) {
    const range = `from ${formatNumber(smallest, 3)} to ${formatNumber(largest, 3)}`;
    throw new InputError(`--sigma: must be ${range} for this density and method, not ${sigma}`);
  }
  return namingOption("--method", () => optimalReconstruction(density, method, sigma));
}
