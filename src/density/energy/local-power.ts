import { InputError } from "../../numerics/input-error.ts";
import type { LinePanel } from "../../numerics/quadrature/line-panels.ts";

/** The gap between a point and the panels on one side of it, where p behaves like A t^-exponent at the distance t. */
export interface PowerLaw {
  /** The panels as distances, from the outermost inward; none where the power law holds from there on. */
  readonly panels: readonly LinePanel[];
  /** The distance within which the power law is taken. */
  readonly radius: number;
  /** The exponent; infinite where p falls or grows faster than any power. */
  readonly exponent: number;
  /** log INT exp(-E) dt from 0 to `radius`. */
  readonly logMass: number;
  /** The relative error of that integral. */
  readonly massError: number;
  /** log INT exp(E) dt from 0 to `radius`; infinite where no diffusion reaches the point. */
  readonly logResistance: number;
}

/** The factor between successive distances: 2^8. */
const STEP = 2 ** -8;
/**
 * The smallest distance, or the smallest fraction of the first one: squares, cubes and fourth powers of distances do not underflow there.
 */
const SMALLEST_DISTANCE = 1e-60;
const SMALLEST_FRACTION = 2 ** -160;
/** With exponents this near to 1, no computed mass near the point can be told from 0. */
const MARGIN = 1e-9;
/** The power law holds from the distance at which the exponent is known to this accuracy. */
const EXPONENT_TOLERANCE = 1e-10;
/** The number of halvings of the distance after which the search for a power law ends. */
const MOST_HALVINGS = 1000;

/**
 * The power law of exp(-E) at a point, from one side: the exponent is the slope of E against log t as t goes to 0, from values
 * of E at distances far below the spacing of numbers at the point.
 *
 * @param energy E at a distance t > 0 from the point
 * @param distance the distance at which the panels of that side end
 * @throws RangeError where E has no value on that side
 */
export function powerLaw(energy: (t: number) => number, distance: number): PowerLaw {
  const exponent = limitExponent(energy, distance);
  if (exponent === -Infinity) {
    return { panels: [], radius: distance, exponent, logMass: -Infinity, massError: 0, logResistance: Infinity };
  }
  const panels: LinePanel[] = [];
  let radius = distance;
  let error = Math.abs(slopeAgainstLog(energy, radius) - exponent);
  while (!(error <= EXPONENT_TOLERANCE) && panels.length < MOST_HALVINGS) {
    panels.push({ from: radius / 2, to: radius });
    radius /= 2;
    error = Math.abs(slopeAgainstLog(energy, radius) - exponent);
  }
  return {
    panels,
    radius,
    exponent,
    logMass: exponent < 1 ? Math.log(radius / (1 - exponent)) - energy(radius) : Infinity,
    massError: (error + 4 * Number.EPSILON * (1 + Math.abs(energy(radius)))) / Math.max(1 - exponent, MARGIN),
    logResistance: exponent > -1 + MARGIN ? Math.log(radius / (1 + exponent)) + energy(radius) : Infinity,
  };
}

/** Whether t^-exponent has a finite integral at 0. */
export function isIntegrable({ exponent }: PowerLaw): boolean {
  return exponent < 1 - MARGIN;
}

/** The error for a density without a finite integral at a point. */
export function divergesAt(at: number, { exponent }: PowerLaw): InputError {
  const distance = at === 0 ? "|x|" : `|x ${at > 0 ? "-" : "+"} ${Math.abs(at)}|`;
  const growth =
    exponent < 100 ? `like ${distance}^-${Number(exponent.toPrecision(6))}` : `faster than any power of ${distance}`;
  return new InputError({
    argument: "expression",
    problem: `has no finite integral of exp(-E) over the domain: around x = ${at} exp(-E) grows ${growth}, and only powers above -1 are integrable`,
  });
}

function limitExponent(energy: (t: number) => number, distance: number): number {
  const first = energy(distance);
  if (Number.isNaN(first)) throw new RangeError("the energy has no value");
  let exponent = first === -Infinity ? Infinity : -Infinity;
  const last = Math.min(SMALLEST_DISTANCE, SMALLEST_FRACTION * distance);
  for (let t = distance; t > last; t *= STEP) {
    const slope = slopeAgainstLog(energy, t);
    if (!Number.isFinite(slope)) break;
    exponent = slope;
  }
  return exponent;
}

/** dE / d log t by a difference over a factor of 2. */
function slopeAgainstLog(energy: (t: number) => number, t: number): number {
  return (energy(t) - energy(t / 2)) / Math.LN2;
}
