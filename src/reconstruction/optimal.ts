import { coreDirections } from "../density/core-directions.ts";
import { type Density, type Distribution, hasDensity } from "../density/density.ts";
import { GaussianMixture } from "../density/gaussian-mixture.ts";
import { InputError } from "../numerics/input-error.ts";
import { createRng } from "../numerics/random/random.ts";
import { DaeClosedForm } from "./any-dimension/dae-closed-form.ts";
import { FactoredOptimum } from "./any-dimension/factored-optimum.ts";
import { RcaeLangevin } from "./any-dimension/rcae-langevin.ts";
import { RcaeOfGaussian } from "./any-dimension/rcae-of-gaussian.ts";
import { Dae1d } from "./line/dae-1d.ts";
import { Rcae1d } from "./line/rcae-1d.ts";
import { Dae2d } from "./plane/dae-2d.ts";
import { Rcae2d } from "./plane/rcae-2d.ts";
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
  if ((method === "dae" && density.smoothed) || isGaussian(density)) return density.sigmaRange ?? [1e-75, 1e75];
  if (!hasDensity(density)) throw withoutDensity(method);
  const widest = Math.max(...density.effectiveSupport(LOG_DROP).map(([lower, upper]) => upper - lower));
  return [SMALLEST_SHARE[method] * widest, LARGEST_SHARE * widest];
}

/**
 * The reconstruction that minimises the denoising ("dae") or the contractive ("rcae") loss over all functions.
 *
 * dae: in closed form where the density has one for p_sigma (any dimension), else by quadrature (1-D and 2-D).
 * rcae: in closed form for one Gaussian; by high-order finite elements in 1-D and 2-D, and for mixtures of any dimension whose components differ in at
 * most two directions (see `coreDirections`); else by Langevin paths with a standard error. Each states its accuracy in
 * `errorEstimate`.
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
  return method === "dae" ? optimalDenoiser(density, sigma) : optimalContraction(density, sigma);
}

function optimalDenoiser(density: Density, sigma: number): OptimalReconstruction {
  if (density.dim === 1) return new Dae1d(density, sigma);
  if (density.dim === 2) return new Dae2d(density, sigma);
  throw new InputError(
    `the optimal dae reconstruction of this density is available in 1 and 2 dimensions, not in ${density.dim}`,
  );
}

function optimalContraction(density: Density, sigma: number): OptimalReconstruction {
  if (isGaussian(density)) return new RcaeOfGaussian(density, density.smoothed(sigma), sigma);
  if (density.dim === 1) return new Rcae1d(density, sigma);
  if (density instanceof GaussianMixture) {
    const { core, rest, basis, neglected, rounding, smallestDeviation } = coreDirections(density);
    const division = { error: neglected + rounding, smallestDeviation };
    if (!core) return new FactoredOptimum(undefined, rest, basis, sigma, division);
    if (core.dim <= 2) {
      const optimum = core.dim === 1 ? new Rcae1d(core, sigma) : new Rcae2d(core, sigma);
      return new FactoredOptimum(optimum, rest, basis, sigma, division);
    }
  }
  if (density.dim === 2) return new Rcae2d(density, sigma);
  return new RcaeLangevin(density, sigma, { rng: createRng(LANGEVIN_SEED) });
}

/** Whether it is one Gaussian, of which both optima are known in closed form. */
function isGaussian(density: Distribution): density is GaussianMixture {
  return density instanceof GaussianMixture && density.components.length === 1;
}

function withoutDensity(method: "dae" | "rcae"): InputError {
  return new InputError(
    `the optimal ${method} reconstruction needs a density p, and points and curves have none; the optimal dae reconstruction is available for them`,
  );
}
