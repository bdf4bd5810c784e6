import { distancesToCurve } from "../../density/curve/nearest-on-curve.ts";
import type { ParametricCurve } from "../../density/curve/parametric-curve.ts";
import { checkCurve } from "../../density/curve/parametric-curve.ts";
import { checkObject, checkPositive } from "../../numerics/check.ts";
import type { IsotropicReconstruction } from "../reconstruction.ts";
import { type Mode, type ModesOptions, modesOf } from "./modes.ts";
import { noiseRadius } from "./noise-radius.ts";

/** An attracting fixed point of r where there are no data. */
export interface FalseAttractor extends Mode {
  /** From the nearest point of the curve, in sigmas. */
  readonly distance: number;
}

/** Where starts end that follow r, if it is not near the data. */
export interface FalseAttractors {
  /** The cut-off that was used, in sigmas. */
  readonly cutoff: number;
  /**
   * Of all starts, those that end farther from the curve than the cut-off: at rest, still on their way after all steps, or beyond all
   * bounds.
   */
  readonly fraction: number;
  /** The attracting fixed points beyond the cut-off; those that most starts end at come first. */
  readonly attractors: readonly FalseAttractor[];
}

/** How to search, and what counts as false. */
export interface FalseAttractorOptions extends ModesOptions {
  /** A fixed point farther than this from the curve, in sigmas, is a false attractor. Default `noiseRadius(d)`: 3.72 in the plane. */
  readonly cutoff?: number;
}

/**
 * The false attractors, or spurious maxima, of a reconstruction that is about data on a curve: fixed points that starts come to which
 * follow r, farther from the data than noise of r's sigma falls.
 * @param starts shape (n, d)
 * @throws InputError for options that can't be used, and for starts that are no finite points
 */
export function falseAttractors(
  r: IsotropicReconstruction,
  starts: Float64Array,
  curve: ParametricCurve,
  options: FalseAttractorOptions = {},
): FalseAttractors {
  checkCurve("curve", curve);
  checkObject("options", options, "cutoff, steps and tolerance, each of which may be left out");
  const { cutoff = noiseRadius(r.dim), ...search } = options;
  checkPositive("cutoff", cutoff);
  const { modes, labels } = modesOf(r, starts, search);
  const distances = distancesToCurve(curve, Float64Array.from(modes.flatMap(({ at }) => Array.from(at))));
  const outside = modes
    .map((mode, k) => ({ ...mode, distance: distances[k] / r.sigma }))
    .filter(({ distance }) => distance > cutoff);
  const away = labels.reduce((sum, label) => sum + (label === -1 ? 1 : 0), 0);
  const caught = outside.reduce((sum, mode) => sum + mode.starts, away);
  return {
    cutoff,
    fraction: caught / labels.length,
    attractors: outside.filter(({ kind }) => kind === "mode"),
  };
}
