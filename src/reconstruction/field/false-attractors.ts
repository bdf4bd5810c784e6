import { distancesToCurve } from "../../density/curve/nearest-on-curve.ts";
import type { ParametricCurve } from "../../density/curve/parametric-curve.ts";
import { checkCurve } from "../../density/curve/parametric-curve.ts";
import { checkObject, checkPositive } from "../../numerics/check.ts";
import type { IsotropicReconstruction } from "../reconstruction.ts";
import { type Mode, type Modes, type ModesOptions, modesOf } from "./modes.ts";
import { noiseRadius } from "./noise-radius.ts";

/** An attracting fixed point of r where there are no data. */
export interface FalseAttractor extends Mode {
  /** The distance from the nearest point of the curve, in sigmas. */
  readonly distance: number;
}

/** The ends, away from the data, of starts that follow r. */
export interface FalseAttractors {
  /** The cut-off that was used, in sigmas. */
  readonly cutoff: number;
  /**
   * The fraction of the starts that end farther from the curve than the cut-off: at a fixed point, still moving after all steps,
   * or beyond all bounds.
   */
  readonly fraction: number;
  /** The attracting fixed points beyond the cut-off, in order of falling numbers of starts that end there. */
  readonly attractors: readonly FalseAttractor[];
}

/** Options of the search, and the cut-off beyond which an attractor counts as false. */
export interface FalseAttractorOptions extends ModesOptions {
  /** A fixed point farther than this from the curve, in sigmas, is a false attractor. Default `noiseRadius(d)`: 3.72 in the plane. */
  readonly cutoff?: number;
}

/**
 * The false attractors, or spurious maxima, of a reconstruction of data on a curve. They are fixed points to which r leads and
 * which are farther from the data than noise with r's sigma reaches.
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
  return attractorsBeyond(modesOf(r, starts, search), r.sigma, curve, cutoff);
}

/**
 * The same for modes that are known already, so that one search serves several cut-offs.
 * @param found what `modesOf` found for a reconstruction with this sigma
 */
export function attractorsBeyond(
  { modes, labels }: Modes,
  sigma: number,
  curve: ParametricCurve,
  cutoff: number,
): FalseAttractors {
  const distances = distancesToCurve(curve, Float64Array.from(modes.flatMap(({ at }) => Array.from(at))));
  const outside = modes
    .map((mode, k) => ({ ...mode, distance: distances[k] / sigma }))
    .filter(({ distance }) => distance > cutoff);
  const away = labels.reduce((sum, label) => sum + (label === -1 ? 1 : 0), 0);
  const caught = outside.reduce((sum, mode) => sum + mode.starts, away);
  return {
    cutoff,
    fraction: caught / labels.length,
    attractors: outside.filter(({ kind }) => kind === "mode"),
  };
}
