import { checkObject, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";

export interface Rcae2dOptions {
  /**
   * The largest `errorEstimate` that is allowed: the error of (r - x) / sigma^2, relative to max(1, its size). A looser tolerance
   * takes less time. The default is the accuracy of elements of degree 12.
   */
  readonly tolerance?: number;
  /**
   * A measure used in place of a tolerance, for comparisons: cells are quartered while the tail of the Legendre series of
   * (r - x) / sigma^2 is above this, relative to max(1, its size). The returned solution is about a thousand times more accurate.
   */
  readonly resolution?: number;
}

/** The plan by which the contractive optimum in the plane is computed. */
export interface SolutionPlan {
  /** The degree of the elements whose solution drives the refinement, and of those whose solution is returned. */
  readonly degrees: readonly [coarse: number, fine: number];
  /**
   * p is cut off at exp(-margin) of the level down to which errors are stated; the effect of the cut decays like p(cut) / p(x).
   */
  readonly margin: number;
  /** A cell is quartered while the tail of the coarse solution is above this, relative to max(1, its size). */
  readonly resolution: number;
  /** A cell is quartered while the error estimate of the fine solution is above this. */
  readonly tolerance: number;
}

/** The default degrees. They give errors below 1e-8 of (r - x) / sigma^2, relative to max(1, its size), and of r itself. */
const DEGREES = [9, 12] as const;
const MARGIN = 24;
const SCORE_RESOLUTION = 1e-6;
const DISPLACEMENT_RESOLUTION = 3e-7;
/** For each tolerance, from loose to tight, the degrees that take the least time. */
const BY_TOLERANCE = [
  { tolerance: 3e-2, degrees: [3, 5] },
  { tolerance: 3e-3, degrees: [4, 6] },
  { tolerance: 3e-5, degrees: [5, 7] },
  { tolerance: 3e-7, degrees: [7, 10] },
] as const;
/**
 * The least factor by which the fine solution is more accurate than the tail of the coarse one. Where the gain is smaller, the error
 * estimate shows it.
 */
const GAIN = 30;
/** p is cut off where it is exp(-4) of the tolerance, relative to where errors are stated. */
const CUT = 4;
/** The least stated error, as a fraction of the tolerance: an estimate that is further below the tolerance is not reliable. */
export const LEAST_PART = 0.01;

/** The plan for the given options. @throws InputError for an option that is not a positive number */
export function solutionPlan(sigma: number, options: Rcae2dOptions): SolutionPlan {
  checkObject("options", options, "an object");
  const { tolerance, resolution } = options;
  if (resolution !== undefined) checkPositive("resolution", resolution);
  if (tolerance === undefined) {
    const least = Math.min(SCORE_RESOLUTION, DISPLACEMENT_RESOLUTION / sigma ** 2);
    return { degrees: DEGREES, margin: MARGIN, resolution: resolution ?? least, tolerance: Infinity };
  }
  checkPositive("tolerance", tolerance);
  const degrees = BY_TOLERANCE.find((row) => tolerance >= row.tolerance)?.degrees ?? DEGREES;
  return {
    degrees,
    margin: Math.min(MARGIN, CUT + Math.max(0, -Math.log(tolerance))),
    resolution: resolution ?? GAIN * tolerance,
    tolerance,
  };
}

/** @param least the error that rounding alone causes */
export function toleranceTooSmall(tolerance: number, least: number): InputError {
  return new InputError({
    argument: "tolerance",
    verb: "be",
    allowed: `at least ${least.toPrecision(2)} for this density, which is what rounding may change`,
    problem: tolerance,
  });
}
