import { checkPoints, checkPositive, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { checkReconstruction } from "../check-reconstruction.ts";
import { axisSigmas, type Reconstruction } from "../reconstruction.ts";

/** A fixed point at which points end that follow r, and the number of these points. */
export interface FixedPoint {
  /** Shape (d). */
  readonly at: Float64Array;
  readonly starts: number;
}

export interface FixedPointOptions {
  /** The number of times that r is applied. Default 2000. */
  readonly steps?: number;
  /**
   * Ends that are at most this far from each other count as one fixed point. Default: a tenth of r's sigma. Where r has a sigma
   * for each coordinate, distances are measured in those sigmas, and so is the tolerance: its default is 0.1.
   */
  readonly tolerance?: number;
}

/** As a fraction of the tolerance: a point that r moves by less than this is at rest, and r is not applied to it again. */
const AT_REST = 1e-9;

/**
 * Applies r again and again from every start. The points move uphill to the attracting fixed points, where r(x) - x is zero: the
 * modes of the density that r has learnt. A start that has not arrived after the last step counts as a fixed point of its own.
 * @param starts shape (n, d)
 * @returns the fixed points, those at which most starts end first
 * @throws InputError for options that can't be used, and where r leads beyond all numbers
 *
 * @example
 * ```ts
 * import { fixedPoints, optimalReconstruction, threeBumps } from "scorebook";
 *
 * const r = optimalReconstruction(threeBumps(), "dae", 0.1);
 * fixedPoints(r, Float64Array.of(-2, -1, 0, 1, 2)).length; // 3
 * ```
 */
export function fixedPoints(
  r: Pick<Reconstruction, "dim" | "sigma" | "evaluate">,
  starts: Float64Array,
  options: FixedPointOptions = {},
): readonly FixedPoint[] {
  checkReconstruction("r", r);
  checkPoints("starts", starts, r.dim);
  const unit = typeof r.sigma === "number" ? new Float64Array(r.dim).fill(1) : axisSigmas(r);
  const { steps = 2000, tolerance = (typeof r.sigma === "number" ? r.sigma : 1) / 10 } = options;
  checkWhole("steps", steps);
  checkPositive("tolerance", tolerance);
  const walkers = follow(r, starts, { steps, rest: AT_REST * tolerance, unit });
  if (!walkers.every(Number.isFinite)) {
    throw new InputError({
      argument: "starts",
      allowed: "points from which r leads to finite points",
      problem: "points from which r leads to NaN or infinity",
    });
  }
  const found: { at: Float64Array; starts: number }[] = [];
  for (let i = 0; i < walkers.length; i += r.dim) {
    const end = walkers.slice(i, i + r.dim);
    const known = found.find(({ at }) => distance(at, end, unit) <= tolerance);
    if (known) known.starts += 1;
    else found.push({ at: end, starts: 1 });
  }
  return found.sort((a, b) => b.starts - a.starts);
}

/**
 * The positions of the starts after the given number of steps, or as soon as a step is at most `rest` long, measured in the unit
 * of each axis.
 */
function follow(
  r: Pick<Reconstruction, "dim" | "evaluate">,
  starts: Float64Array,
  { steps, rest, unit }: { readonly steps: number; readonly rest: number; readonly unit: Float64Array },
): Float64Array {
  const { dim } = r;
  const ends = starts.slice();
  let moving = Array.from({ length: starts.length / dim }, (_, i) => i);
  for (let step = 0; step < steps && moving.length > 0; step++) {
    const from = new Float64Array(moving.length * dim);
    for (let k = 0; k < moving.length; k++) {
      for (let a = 0; a < dim; a++) from[k * dim + a] = ends[moving[k] * dim + a];
    }
    const to = r.evaluate(from);
    moving = moving.filter((i, k) => {
      let squared = 0;
      for (let a = 0; a < dim; a++) {
        const at = k * dim + a;
        ends[i * dim + a] = to[at];
        const step = (to[at] - from[at]) / unit[a];
        squared += step * step;
      }
      // NaN never counts as at rest.
      return !(Math.sqrt(squared) <= rest);
    });
  }
  return ends;
}

function distance(a: Float64Array, b: Float64Array, unit: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, j) => sum + ((value - b[j]) / unit[j]) ** 2, 0));
}
