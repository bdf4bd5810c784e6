import type { Density } from "../density/density.ts";
import { checkPositive } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";

/**
 * In widths of p. Far below, the denoiser's panels in the plane no longer fit into memory and boundary layers are lost to
 * rounding; far above, the contractive optimum is flat up to rounding.
 */
const SMALLEST_FRACTION = { line: 1e-8, dae: 1e-5, rcae: 1e-8 };
const LARGEST_FRACTION = 1000;
/** In the plane the denoiser's panels reach to where p is exp(-80) of its maximum: of a heavy tail that is far beyond its width. */
const FAR_LOG_DROP = 80;
const SMALLEST_FAR_FRACTION = 5e-6;
/** p below exp(-40) of its maximum counts as nothing when its width is taken. */
const LOG_DROP = 40;
/** On the line, for small sigma: heavy tails do not count. */
const LINE_LOG_DROP = 8;

/** The sigmas for which the optimum of a density is computed on a mesh, in one and two dimensions. */
export function meshSigmaRange(density: Density, method: "dae" | "rcae"): readonly [smallest: number, largest: number] {
  const widest = widthAt(density, LOG_DROP);
  const [smallest, largest] = [SMALLEST_FRACTION[method] * widest, LARGEST_FRACTION * widest];
  // On the line no mesh has panels as narrow as sigma all over: what counts is where most of the mass is.
  if (density.dim === 1) return [SMALLEST_FRACTION.line * widthAt(density, LINE_LOG_DROP), largest];
  if (method === "rcae" || density.massOnLine) return [smallest, largest];
  return [Math.max(smallest, SMALLEST_FAR_FRACTION * widthAt(density, FAR_LOG_DROP)), largest];
}

function widthAt(density: Density, logDrop: number): number {
  return Math.max(...density.effectiveSupport(logDrop).map(([lower, upper]) => upper - lower));
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
  if (typeof sigma === "number" && sigma >= smallest && sigma <= largest) return;
  throw new InputError({
    argument: "sigma",
    allowed: `from ${smallest} to ${largest} for this density and method`,
    problem: quote(sigma),
  });
}
