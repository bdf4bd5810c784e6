import { type Distribution, hasDensity } from "../density/density.ts";
import { InputError } from "../numerics/input-error.ts";
import { createRng } from "../numerics/random.ts";
import { Dae1d } from "./dae-1d.ts";
import { Dae2d } from "./dae-2d.ts";
import { DaeClosedForm } from "./dae-closed-form.ts";
import { Rcae1d } from "./rcae-1d.ts";
import { Rcae2d } from "./rcae-2d.ts";
import { RcaeLangevin } from "./rcae-langevin.ts";
import type { OptimalReconstruction } from "./reconstruction.ts";

/**
 * In widths of p. Far below, the denoiser's panels no longer fit into memory and the contractive optimum's boundary
 * layers are lost to rounding; far above, the contractive optimum is flat up to rounding.
 */
const SMALLEST_SHARE = { dae: 1e-5, rcae: 1e-8 };
const LARGEST_SHARE = 1000;
/** p below exp(-40) of its maximum counts as nothing when its width is taken. */
const LOG_DROP = 40;
/** The same Langevin paths every time. */
const LANGEVIN_SEED = 1;

/** The sigmas for which the optimal reconstruction is computed to the accuracy it states, in seconds. */
export function sigmaRange(
  density: Distribution,
  method: "dae" | "rcae",
): readonly [smallest: number, largest: number] {
  // Closed forms need no mesh, only sigma^4 (in the loss) as a number.
  if (method === "dae" && density.smoothed) return density.sigmaRange ?? [1e-75, 1e75];
  if (!hasDensity(density)) throw withoutDensity(method);
  const widest = Math.max(...density.effectiveSupport(LOG_DROP).map(([lower, upper]) => upper - lower));
  return [SMALLEST_SHARE[method] * widest, LARGEST_SHARE * widest];
}

/**
 * The reconstruction that minimises the denoising ("dae") or the contractive ("rcae") loss over all functions.
 *
 * dae: in closed form where the density has one for p_sigma (any dimension), else by quadrature (1-D and 2-D).
 * rcae: by high-order finite elements (1-D and 2-D), by Langevin paths with a standard error (above 2-D). Each states its
 * accuracy in `errorEstimate`.
 *
 * @param sigma standard deviation of the corruption; square root of the contraction's weight
 * @throws InputError for a sigma outside of `sigmaRange`, and for a density of a dimension that is not covered
 */
export function optimalReconstruction(
  density: Distribution,
  method: "dae" | "rcae",
  sigma: number,
): OptimalReconstruction {
  const [smallest, largest] = sigmaRange(density, method);
  if (!(sigma >= smallest && sigma <= largest)) {
    throw new InputError(`sigma must be from ${smallest} to ${largest} for this density and method, not ${sigma}`);
  }
  if (method === "dae" && density.smoothed) return new DaeClosedForm(density, density.smoothed(sigma), sigma);
  if (!hasDensity(density)) throw withoutDensity(method);
  if (density.dim > 2 && method === "rcae") {
    return new RcaeLangevin(density, sigma, { rng: createRng(LANGEVIN_SEED) });
  }
  if (method === "dae" && density.dim === 2) return new Dae2d(density, sigma);
  if (method === "dae" && density.dim > 2) {
    throw new InputError(
      `the optimal dae reconstruction of this density is available in 1 and 2 dimensions, not in ${density.dim}`,
    );
  }
  if (density.dim === 2) return new Rcae2d(density, sigma);
  return method === "dae" ? new Dae1d(density, sigma) : new Rcae1d(density, sigma);
}

function withoutDensity(method: "dae" | "rcae"): InputError {
  return new InputError(
    `the optimal ${method} reconstruction needs a density p, and points and curves have none; the optimal dae reconstruction is available for them`,
  );
}
