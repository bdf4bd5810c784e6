import type { Density } from "../density/density.ts";
import { checkPositive } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";

/**
 * In widths of p. Far below, the denoiser's panels no longer fit into memory and the contractive optimum's boundary
 * layers are lost to rounding; far above, the contractive optimum is flat up to rounding.
 */
const SMALLEST_SHARE = { dae: 1e-5, rcae: 1e-8 };
const LARGEST_SHARE = 1000;
/** p below exp(-40) of its maximum counts as nothing when its width is taken. */
const LOG_DROP = 40;

/** The sigmas for which the optimum of a density is computed on a mesh, in one and two dimensions. */
export function meshSigmaRange(density: Density, method: "dae" | "rcae"): readonly [smallest: number, largest: number] {
  const widest = Math.max(...density.effectiveSupport(LOG_DROP).map(([lower, upper]) => upper - lower));
  return [SMALLEST_SHARE[method] * widest, LARGEST_SHARE * widest];
}

/** Beyond the range by this factor an optimum can still be made, but takes long, or is less accurate. */
const MARGIN = 10;

/** @throws InputError for a sigma far outside of the range, for which an optimum would fill the memory, or be nothing but rounding */
export function checkMeshSigma(density: Density, method: "dae" | "rcae", sigma: number): void {
  checkPositive("sigma", sigma);
  const [smallest, largest] = meshSigmaRange(density, method);
  checkSigmaWithin([smallest / MARGIN, MARGIN * largest], sigma);
}

/** @throws InputError for a sigma outside of the range */
export function checkSigmaWithin(
  [smallest, largest]: readonly [smallest: number, largest: number],
  sigma: number,
): void {
  if (sigma >= smallest && sigma <= largest) return;
  throw new InputError({
    argument: "sigma",
    allowed: `from ${smallest} to ${largest} for this density and method`,
    problem: sigma,
  });
}
