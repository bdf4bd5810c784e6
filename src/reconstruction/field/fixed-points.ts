import { checkPoints, checkPositive, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { checkReconstruction } from "../check-reconstruction.ts";
import { axisSigmas, type Reconstruction } from "../reconstruction.ts";

/** Where points end that follow r again and again, and how many of them. */
export interface FixedPoint {
  /** Shape (d). */
  readonly at: Float64Array;
  readonly starts: number;
}

export interface FixedPointOptions {
  /** How often r is applied. Default 2000. */
  readonly steps?: number;
  /**
   * Ends that are not farther from each other than this are one fixed point. Default: a tenth of r's sigma. Where r has a sigma for each
   * coordinate, distances are measured in those sigmas, and so is the tolerance: its default is 0.1.
   */
  readonly tolerance?: number;
}

/** Of the tolerance: a point that r moves by less than this has arrived, and is not asked for again. */
const AT_REST = 1e-9;

/**
 * Puts r(x) into r, again and again, from every start: uphill, to the attracting fixed points, where the field r(x) - x comes to rest: modes of what
 * r has learnt. A start that has not arrived after the last step counts as a fixed point of its own.
 * @param starts shape (n, d)
 * @returns those that most starts end in first
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
    throw new InputError({ argument: "starts", allowed: "where r leads to finite points", problem: "to others" });
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

/** Where the starts are after so many steps, or as soon as a step is at most `rest` long, measured in the unit of each axis. */
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
      // What is no number is never at rest.
      return !(Math.sqrt(squared) <= rest);
    });
  }
  return ends;
}

function distance(a: Float64Array, b: Float64Array, unit: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, j) => sum + ((value - b[j]) / unit[j]) ** 2, 0));
}
