import { distancesToCurve } from "../../density/curve/nearest-on-curve.ts";
import type { ParametricCurve } from "../../density/curve/parametric-curve.ts";
import { checkCurve } from "../../density/curve/parametric-curve.ts";
import { checkObject, checkPositive } from "../../numerics/check.ts";
import type { Reconstruction } from "../reconstruction.ts";
import { type FixedPoint, type FixedPointOptions, fixedPoints } from "./fixed-points.ts";

/** An attracting fixed point of r where there are no data. */
export interface FalseAttractor extends FixedPoint {
  /** From the nearest point of the curve. */
  readonly distance: number;
}

export interface FalseAttractors {
  /** Of all starts: those that are as far from the curve in the end, at rest or, after all steps, still on their way. */
  readonly fraction: number;
  /** Those that most starts end at first. */
  readonly attractors: readonly FalseAttractor[];
}

export interface FalseAttractorOptions extends FixedPointOptions {
  /** A fixed point farther than this from the curve is a false attractor. */
  readonly distance: number;
}

/**
 * The false attractors, or spurious maxima, of a reconstruction that is about data on a curve: where points end that follow
 * it, far from all data.
 * @param starts shape (n, d)
 * @throws InputError for options that can't be used, and where r leads beyond all numbers
 */
export function falseAttractors(
  r: Pick<Reconstruction, "dim" | "sigma" | "evaluate">,
  starts: Float64Array,
  curve: ParametricCurve,
  options: FalseAttractorOptions,
): FalseAttractors {
  checkCurve("curve", curve);
  checkObject("options", options, "distance, and if need be steps and tolerance");
  const { distance } = options;
  checkPositive("distance", distance);
  const found = fixedPoints(r, starts, options);
  const distances = distancesToCurve(curve, Float64Array.from(found.flatMap(({ at }) => Array.from(at))));
  const attractors = found
    .map((one, k) => ({ ...one, distance: distances[k] }))
    .filter((one) => one.distance > distance);
  const caught = attractors.reduce((sum, one) => sum + one.starts, 0);
  return { fraction: caught / (starts.length / r.dim), attractors };
}
