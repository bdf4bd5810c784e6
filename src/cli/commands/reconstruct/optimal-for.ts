import type { Distribution } from "../../../density/density.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { type OptimalOptions, optimalReconstruction, sigmaRange } from "../../../reconstruction/optimal.ts";
import type { OptimalReconstruction } from "../../../reconstruction/reconstruction.ts";
import { namingOptionOf } from "../../inputs/naming-option.ts";
import { formatNumber } from "../../output/output.ts";

/**
 * The optimal reconstruction that the options ask for.
 * @throws InputError that names the option
 */
export function optimalFor(
  density: Distribution,
  method: "dae" | "rcae",
  sigma: number,
  options: OptimalOptions = {},
): OptimalReconstruction {
  const [smallest, largest] = namingItsOption(() => sigmaRange(density, method));
  if (sigma < smallest || sigma > largest) {
    const range = `from ${formatNumber(smallest, 3)} to ${formatNumber(largest, 3)}`;
    throw new InputError({ argument: "--sigma", allowed: `${range} for this density and method`, problem: sigma });
  }
  return namingItsOption(() => optimalReconstruction(density, method, sigma, options));
}

/** The error may be about any of these options. */
const namingItsOption = <T>(work: () => T): T =>
  namingOptionOf(
    { sigma: "--sigma", tolerance: "--tolerance", density: "--density", method: "--method" },
    "--density",
    work,
  );

/** One sentence if the optimum is less accurate than the given tolerance, which its method cannot take into account. */
export function toleranceWarning({ errorEstimate }: OptimalReconstruction, { tolerance }: OptimalOptions): string[] {
  if (tolerance === undefined || !(errorEstimate > tolerance)) return [];
  return [`the error estimate, ${formatNumber(errorEstimate, 2)}, is above --tolerance ${tolerance}`];
}
