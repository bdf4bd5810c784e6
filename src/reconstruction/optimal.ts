import { checkDistribution } from "../density/check-density.ts";
import { type Density, type Distribution, hasDensity, isMixture, type Mixture } from "../density/density.ts";
import { nonGaussianSubspace } from "../density/gaussian/non-gaussian-subspace.ts";
import { checkObject, checkOneOf, checkPositive } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";
import { createRng } from "../numerics/random/random.ts";
import { DaeClosedForm, RcaeOfGaussian } from "./any-dimension/dae-closed-form.ts";
import { ProductOptimum } from "./any-dimension/product-optimum.ts";
import { RcaeLangevin } from "./any-dimension/rcae-langevin.ts";
import { Dae1d } from "./line/dae-1d.ts";
import { Rcae1d } from "./line/rcae-1d.ts";
import { Dae2d } from "./plane/dae-2d.ts";
import { Rcae2d } from "./plane/rcae-2d.ts";
import type { OptimalReconstruction } from "./reconstruction.ts";
import { checkSigmaWithin, meshSigmaRange } from "./sigma-range.ts";

export interface OptimalOptions {
  /**
   * The largest error that is allowed in the score estimate (r - x) / sigma^2, relative to max(1, its size). A looser tolerance
   * makes the contractive optimum in two dimensions faster. It has no effect on other methods.
   */
  readonly tolerance?: number;
}

/** A fixed seed, so that the Langevin paths are the same every time. */
const LANGEVIN_SEED = 1;

/** The range of sigmas for which the optimal reconstruction is computed, in seconds, to the accuracy that it states. */
export function sigmaRange(
  density: Distribution,
  method: "dae" | "rcae",
): readonly [smallest: number, largest: number] {
  checkDistribution("density", density);
  checkOneOf("method", method, ["dae", "rcae"]);
  // Closed forms need no mesh, only sigma^4 (in the loss) as a number.
  if ((method === "dae" && density.smoothed) || isGaussian(density)) return density.sigmaRange ?? [1e-75, 1e75];
  if (!hasDensity(density)) throw withoutDensity(method);
  return meshSigmaRange(density, method);
}

/**
 * The reconstruction that minimises the denoising ("dae") or the contractive ("rcae") loss over all functions.
 *
 * "dae" is computed in closed form where the density has one for p_sigma (any dimension), else by quadrature (1-D and 2-D).
 * "rcae" is computed in closed form for one Gaussian; by high-order finite elements in 1-D and 2-D, and for mixtures of any
 * dimension whose components differ in at most two directions (see `nonGaussianSubspace`); else by Langevin paths with a standard
 * error. Each method states its accuracy in `errorEstimate`.
 *
 * @param sigma standard deviation of the corruption; square root of the contraction's weight
 * @param options by default everything is as accurate as float64 sensibly allows
 * @throws InputError for a sigma outside of `sigmaRange`, and for a density of a dimension that is not covered
 *
 * @example
 * ```ts
 * import { EnergyDensity, optimalReconstruction } from "scorebook";
 *
 * const energy = new EnergyDensity({ expression: "x^4/4 - x^2/2", domain: [[-4, 4]] });
 * const r = optimalReconstruction(energy, "rcae", 0.1);
 * r.evaluate(Float64Array.of(0))[0]; // 0
 * ```
 */
export function optimalReconstruction(
  density: Distribution,
  method: "dae" | "rcae",
  sigma: number,
  options: OptimalOptions = {},
): OptimalReconstruction {
  checkObject("options", options, "an object");
  if (options.tolerance !== undefined) checkPositive("tolerance", options.tolerance);
  checkSigmaWithin(sigmaRange(density, method), sigma);
  if (method === "dae" && density.smoothed) return new DaeClosedForm(density, density.smoothed(sigma), sigma);
  if (!hasDensity(density)) throw withoutDensity(method);
  return method === "dae" ? optimalDenoiser(density, sigma) : optimalContraction(density, sigma, options);
}

function optimalDenoiser(density: Density, sigma: number): OptimalReconstruction {
  if (density.dim === 1) return new Dae1d(density, sigma);
  if (density.dim === 2) return new Dae2d(density, sigma);
  throw new InputError({
    argument: "density",
    verb: "have",
    allowed: "1 or 2 dimensions for its optimal dae reconstruction",
    problem: density.dim,
  });
}

function optimalContraction(density: Density, sigma: number, options: OptimalOptions): OptimalReconstruction {
  if (isGaussian(density)) return new RcaeOfGaussian(density, density.smoothed(sigma), sigma);
  if (density.dim === 1) return new Rcae1d(density, sigma);
  if (isMixture(density)) {
    const { core, rest, basis, ...division } = nonGaussianSubspace(density);
    if (!core) return new ProductOptimum(undefined, rest, basis, sigma, division);
    if (core.dim <= 2) {
      const optimum = core.dim === 1 ? new Rcae1d(core, sigma) : new Rcae2d(core, sigma, options);
      return new ProductOptimum(optimum, rest, basis, sigma, division);
    }
  }
  if (density.dim === 2) return new Rcae2d(density, sigma, options);
  return new RcaeLangevin(density, sigma, { rng: createRng(LANGEVIN_SEED) });
}

/** Whether the density is one Gaussian, for which both optima are known in closed form. */
function isGaussian(density: Distribution): density is Mixture & Required<Pick<Distribution, "smoothed">> {
  return hasDensity(density) && density.components?.length === 1 && density.smoothed !== undefined;
}

function withoutDensity(method: "dae" | "rcae"): InputError {
  return new InputError({
    argument: "method",
    allowed: '"dae" for points and curves, which have no density p',
    problem: quote(method),
  });
}
