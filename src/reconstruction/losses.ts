import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { checkFunction, checkObject, checkPositive } from "../numerics/check.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { InputError } from "../numerics/input-error.ts";
import type { BoxEdges } from "../numerics/quadrature/integrate-box.ts";
import { denoisingLoss1d } from "./line/denoising-loss-1d.ts";
import { contractiveLoss1d, expectation1d } from "./line/losses-1d.ts";
import { contractiveLoss2d, denoisingLoss2d, expectation2d } from "./plane/losses-2d.ts";
import type { Reconstruction } from "./reconstruction.ts";

/** The first cells of a quadrature: increasing edges (1-D), or edges along each axis (2-D). */
export type StartingEdges = Float64Array | BoxEdges;

/**
 * L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), for any r, by quadrature in 1 and 2 dimensions.
 *
 * @param r values at many points, (n, d) -> (n, d); smooth on the scale of sigma, defined wherever x + eps can fall
 * @returns the loss, and an estimate of its error from a coarser rule
 * @throws InputError in 3 dimensions or more
 */
export function denoisingLoss(density: Density, r: (points: Float64Array) => Float64Array, sigma: number): Estimate {
  checkDensity("density", density);
  checkFunction("r", r);
  checkPositive("sigma", sigma);
  if (density.dim === 1) return denoisingLoss1d(density, r, sigma);
  if (density.dim === 2) return denoisingLoss2d(density, r, sigma);
  throw tooManyDimensions("the denoising loss", density);
}

/**
 * L_RCAE(r) = E[|r(x) - x|^2 + sigma^2 |dr/dx|_F^2] for any differentiable r, by adaptive quadrature in 1 and 2 dimensions.
 *
 * @param edges the first cells, if r has more structure than p, e.g. the elements of an optimum
 * @throws InputError in 3 dimensions or more
 */
export function contractiveLoss(
  density: Density,
  r: Pick<Reconstruction, "evaluate" | "jacobian">,
  sigma: number,
  edges?: StartingEdges,
): Estimate {
  checkDensity("density", density);
  checkObject("r", r, "a reconstruction, with evaluate and jacobian", { methods: ["evaluate", "jacobian"] });
  checkPositive("sigma", sigma);
  if (density.dim === 1) return contractiveLoss1d(density, r, sigma, edges as Float64Array | undefined);
  if (density.dim === 2) return contractiveLoss2d(density, r, sigma, edges as BoxEdges | undefined);
  throw tooManyDimensions("the contractive loss", density);
}

/**
 * E_p[f] by adaptive quadrature in 1 and 2 dimensions.
 *
 * @param f values at many points, (n, d) -> (n)
 * @param edges the first cells, if f has more structure than p
 * @throws InputError in 3 dimensions or more
 */
export function expectation(
  density: Density,
  f: (points: Float64Array) => Float64Array,
  edges?: StartingEdges,
): Estimate {
  checkDensity("density", density);
  checkFunction("f", f);
  if (density.dim === 1) return expectation1d(density, f, edges as Float64Array | undefined);
  if (density.dim === 2) return expectation2d(density, f, edges as BoxEdges | undefined);
  throw tooManyDimensions("an expectation", density);
}

function tooManyDimensions(what: string, density: Density): InputError {
  return new InputError({
    argument: "density",
    verb: "have",
    allowed: `1 or 2 dimensions for ${what} by quadrature`,
    problem: density.dim,
    advice: "monteCarloExpectation estimates it in any",
  });
}
