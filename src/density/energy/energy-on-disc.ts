import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { Bounds } from "../../numerics/interval/bounds.ts";
import type { Rectangle } from "../../numerics/quadrature/integrate-box.ts";
import { integrateInDisc, type Overlap, overlapWithDisc } from "../../numerics/quadrature/integrate-disc.ts";
import type { BallMoments, Interval } from "../density.ts";
import type { Formula } from "../formula/formula.ts";
import { type Box, FormulaBounds, type FormulaValues } from "./formula-bounds.ts";
import { formulaErrors } from "./formula-errors.ts";
import { withLogSums } from "./log-sums.ts";
import { logSum, logVolume, type MassPanels, massPanels } from "./mass-panels.ts";
import { logSingularMass } from "./singular-mass.ts";

/** The logarithm of the fraction of the disc's mass below which a part is left out. */
const LOG_DROP = 80;
/** Boxes are not cut below this fraction of the disc, so that the nodes within a box remain distinct. */
const SMALLEST = 2 ** -48;
/** The largest number of boxes of a disc, over which cubature takes some seconds. */
const MOST_BOXES = 16_000;
/** The allowed change of a cell, relative to the mass of the disc. */
const TOLERANCE = 1e-13;
/** The number of cells of one level that are cut because of kinks, in addition to those that the bounds require. */
const MOST_CELLS = 1_000;
/** Next to a kink, the error may be larger than the last change, which depends on the position of the kink in a cell. */
const KINK_SAFETY = 4;

/** An energy in the plane, to be integrated over a disc. */
export interface PlaneEnergy {
  readonly tree: Formula;
  /** Outside of it exp(-E) is 0. */
  readonly domain: readonly Interval[];
  at(x: number, y: number): number;
  /** The values at points, (n, 2) -> (n), with the bits of `at`. */
  atAll(points: Float64Array): Float64Array;
}

/**
 * Mass and mean of exp(-E) on a disc. Boxes come from bounds of E over the disc alone, so that no feature in it is overlooked, however
 * narrow it is or however little of the whole mass the disc holds. Cubature runs over the boxes and, where the circle cuts a box, over
 * the part inside the circle. The mass that the boxes leave open is part of the error.
 *
 * @returns moments of exp(-E), which is not normalised
 * @throws InputError for an E that varies too much on the disc
 */
export function discMoments(energy: PlaneEnergy, center: Float64Array, radius: number): BallMoments {
  const around = new BoxesAround(energy.domain, center, radius);
  const found = massPanels(withoutOutside(energy.tree, around), around.hull, {
    logDrop: LOG_DROP,
    smallest: SMALLEST,
    most: MOST_BOXES,
    relaxed: true,
    isWhole: (box) => around.overlap(box) === "inside",
  });
  const lowest = found.resolved.reduce((least, panel) => Math.min(least, panel.energy[0]), Infinity);
  const open = logSum([found.logOpenMass, logSingularMass(found, around.hull, energy.at)]);
  const [mass, ...moments] = integrals(
    energy,
    center,
    radius,
    found.resolved.map((box) => around.rectangle(box)),
    lowest,
  );
  const shift = Float64Array.from(moments, ({ value }) => value / mass.value);
  const cubature = KINK_SAFETY * Math.max(...[mass, ...moments].map(({ errorEstimate }) => errorEstimate));
  const missed = Math.exp(open + lowest) + contradiction(mass.value, found, lowest);
  const relative = (cubature + missed) / mass.value + rounding(energy, found);
  return {
    logMass: Math.log(mass.value) - lowest,
    shift,
    errorEstimate: relative * (1 + Math.hypot(...shift)),
  };
}

/** The boxes around a disc, relative to its center: distances from the center keep the digits of a small radius. */
class BoxesAround {
  readonly hull: readonly Interval[];
  readonly #center: Float64Array;
  readonly #radius: number;
  readonly #seen: readonly Interval[];

  constructor(domain: readonly Interval[], center: Float64Array, radius: number) {
    this.#center = center;
    this.#radius = radius;
    this.hull = domain.map(([lower, upper], a): Interval => {
      return [Math.max(lower, center[a] - radius), Math.min(upper, center[a] + radius)];
    });
    this.#seen = domain.map(([lower, upper], a): Interval => {
      return [Math.max(lower - center[a], -radius), Math.min(upper - center[a], radius)];
    });
  }

  overlap(box: Box): Overlap {
    return overlapWithDisc(this.rectangle(box), this.#radius);
  }

  rectangle({ lower, upper }: Box): Rectangle {
    const [[left, right], [bottom, top]] = this.hull.map((ends, a) =>
      [lower[a], upper[a]].map((at, k) => (at === ends[k] ? this.#seen[a][k] : at - this.#center[a])),
    );
    const [halfWidth, halfHeight] = [(right - left) / 2, (top - bottom) / 2];
    return { x: left + halfWidth, y: bottom + halfHeight, halfWidth, halfHeight };
  }
}

/** Bounds of an energy that is infinite on boxes outside of the disc. */
function withoutOutside(tree: Formula, around: BoxesAround): Pick<FormulaBounds, "over" | "dim"> {
  const bounds = new FormulaBounds(withLogSums(tree), 2);
  const infinite: FormulaValues = {
    value: new Bounds(Infinity, Infinity),
    slopes: [new Bounds(0, 0), new Bounds(0, 0)],
    defined: true,
  };
  return { dim: 2, over: (box) => (around.overlap(box) === "outside" ? infinite : bounds.over(box)) };
}

/** INT exp(lowest - E) over the disc, and that times x / radius and y / radius as seen from the center. */
function integrals(
  { atAll }: PlaneEnergy,
  center: Float64Array,
  radius: number,
  boxes: readonly Rectangle[],
  lowest: number,
): readonly Estimate[] {
  const moments = (offsets: Float64Array): Float64Array => {
    const points = new Float64Array(offsets.length);
    for (let k = 0; k < points.length; k++) points[k] = center[k % 2] + offsets[k];
    const energies = atAll(points);
    const values = new Float64Array(energies.length * 3);
    for (let i = 0; i < energies.length; i++) {
      const weight = Math.exp(lowest - energies[i]);
      values[3 * i] = weight;
      values[3 * i + 1] = (weight * offsets[2 * i]) / radius;
      values[3 * i + 2] = (weight * offsets[2 * i + 1]) / radius;
    }
    return values;
  };
  try {
    return integrateInDisc(moments, 3, boxes, radius, { tolerance: TOLERANCE, mostCells: MOST_CELLS });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError({
      argument: "expression",
      problem: `must be a number everywhere within ${radius} of the point`,
    });
  }
}

/** The amount by which a mass is outside of its bounds. */
function contradiction(mass: number, { logMassLower, logMassUpper }: MassPanels, lowest: number): number {
  return Math.max(0, Math.exp(logMassLower + lowest) - mass, mass - Math.exp(logMassUpper + lowest));
}

/** The relative change of the mass by the last digits of E and of positions: the mean over the middles of the boxes, weighted by mass. */
function rounding({ tree, at }: PlaneEnergy, { resolved, logMassUpper }: MassPanels): number {
  const middles = Float64Array.from(
    resolved.flatMap(({ lower, upper }) => [0, 1].map((a) => (lower[a] + upper[a]) / 2)),
  );
  const energies = Float64Array.from(resolved, (_, i) => at(middles[2 * i], middles[2 * i + 1]));
  const errors = formulaErrors(tree, 2, middles, energies);
  return resolved.reduce((sum, panel, i) => {
    const share = Math.exp(logVolume(panel) - panel.energy[0] - logMassUpper);
    return sum + (share > 0 ? share * errors[i] : 0);
  }, 8 * Number.EPSILON);
}
