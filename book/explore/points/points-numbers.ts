import { displacement, type Modes, modesOf, type OptimalReconstruction, optimalReconstruction } from "scorebook";
import type { Place } from "../shared/fields.ts";
import { squareGridOf, squareMiddlesOf } from "../shared/square-grid.ts";
import { distributionOf, POINT_SIGMAS, type PointsState, SIDE } from "./points-state.ts";

/** Places along each side of the square from which r is followed: the default of the command `modes`. */
export const GRID = 41;
/** The same while something moves: a quarter of the work. */
export const COARSE_GRID = 21;
/** Arrows along each side. */
const ARROWS = 19;
/** Values of sigma at which the modes are counted. */
const LEVELS = 33;

/** What the page on points shows at one sigma, in numbers. */
export interface PointsNumbers {
  /** The arrows: where they begin, and r(x) - x there, shape (n, 2) each. */
  readonly places: Float64Array;
  readonly arrows: Float64Array;
  /** Places along each side of the grid. */
  readonly perSide: number;
  /** log p_sigma on the grid, shape (perSide^2). */
  readonly logDensity: Float64Array;
  /** The fixed points of r that the places of the grid come to, and which place comes to which. */
  readonly modes: Modes;
}

/** How the points' modes come together as sigma grows. */
export interface Merging {
  readonly sigmas: Float64Array;
  /** How many fixed points the points themselves come to, at each sigma. */
  readonly counts: Float64Array;
  /** The fixed point of each point at each sigma, shape (sigmas, points, 2). */
  readonly places: Float64Array;
}

/** The best denoiser of the points. */
export function denoiserOf(points: readonly Place[], sigma: number): OptimalReconstruction {
  return optimalReconstruction(distributionOf(points), "dae", sigma);
}

/** @param perSide places along each side of the grid */
export function pointsNumbers({ points, sigma }: PointsState, perSide: number = GRID): PointsNumbers {
  const r = denoiserOf(points, sigma);
  const places = squareMiddlesOf(SIDE, ARROWS);
  const grid = squareGridOf(SIDE, perSide);
  return {
    ...{ perSide, places, arrows: displacement(r, places) },
    logDensity: r.smoothedLogPdf?.(grid) ?? new Float64Array(perSide ** 2),
    modes: modesOf(r, grid),
  };
}

/** Where mean shift leads from each point, for a sequence of sigmas. */
export function mergingOf(points: readonly Place[]): Merging {
  const [least, most] = POINT_SIGMAS;
  const distribution = distributionOf(points);
  const starts = Float64Array.from(points.flat());
  const sigmas = Float64Array.from({ length: LEVELS }, (_, k) => least * (most / least) ** (k / (LEVELS - 1)));
  const found = Array.from(sigmas, (sigma) => modesOf(optimalReconstruction(distribution, "dae", sigma), starts));
  return {
    sigmas,
    counts: Float64Array.from(found, ({ modes }) => modes.length),
    places: Float64Array.from(found.flatMap(({ modes, labels }) => [...labels].flatMap((k) => [...modes[k].at]))),
  };
}
