import type { Density } from "../density/density.ts";
import { InputError } from "../numerics/input-error.ts";
import { Dae1d } from "./dae-1d.ts";
import { DaeClosedForm } from "./dae-closed-form.ts";
import { Rcae1d } from "./rcae-1d.ts";
import type { OptimalReconstruction } from "./reconstruction.ts";

/**
 * The reconstruction that minimises the denoising ("dae") or the contractive ("rcae") loss over all functions.
 *
 * dae: in closed form where the density has one for p_sigma (any dimension), else by quadrature (1-D).
 * rcae: by high-order finite elements (1-D). Each states its accuracy in `errorEstimate`.
 *
 * @param sigma standard deviation of the corruption; square root of the contraction's weight
 * @throws InputError for a sigma that is not positive, and for a density of a dimension that is not covered
 */
export function optimalReconstruction(density: Density, method: "dae" | "rcae", sigma: number): OptimalReconstruction {
  if (!(sigma > 0 && Number.isFinite(sigma))) {
    throw new InputError(`sigma must be a positive number, not ${sigma}`);
  }
  if (method === "dae" && density.smoothed) return new DaeClosedForm(density.smoothed(sigma), sigma);
  if (density.dim !== 1) {
    throw new InputError(
      `the optimal ${method} reconstruction of this density is available in 1 dimension, not in ${density.dim}`,
    );
  }
  return method === "dae" ? new Dae1d(density, sigma) : new Rcae1d(density, sigma);
}
