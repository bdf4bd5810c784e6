import { InputError } from "../../numerics/input-error.ts";
import type { Interval } from "../density.ts";
import type { Box, FormulaBounds, FormulaValues } from "./formula-bounds.ts";

/** A box with bounds of an energy E on it. */
export interface EnergyPanel extends Box {
  /** Bounds of E. NaN where E has no value anywhere in the box. */
  readonly energy: Interval;
}

/** The places of the mass of exp(-E), proved by bounds of E: a box cut into panels. */
export interface MassPanels {
  /** Panels on which E varies little. */
  readonly resolved: readonly EnergyPanel[];
  /**
   * Boxes of the smallest size on which E still has no bounds, or is not defined everywhere. They are around singular points, jumps and
   * ends of the formula's domain, and where rounding hides all of E. Their mass may be anything.
   */
  readonly unresolved: readonly EnergyPanel[];
  /** Boxes each with at most exp(-logDrop) of the mass, on which exp(-E) is below exp(-logDrop) of its maximum. */
  readonly negligible: readonly EnergyPanel[];
  /** Lower bound of log Z with Z = INT exp(-E), from the resolved panels that belong to the region entirely. */
  readonly logMassLower: number;
  /** Upper bound of the logarithm of the mass of the resolved panels. */
  readonly logMassUpper: number;
  /** Upper bound of the logarithm of the mass of the negligible boxes. */
  readonly logOpenMass: number;
}

export interface MassPanelsOptions {
  /** A part that is proved to be below exp(-logDrop) of the whole is negligible. */
  readonly logDrop: number;
  /** Boxes are not cut below this fraction of the domain, along any axis. Default 2^-64. */
  readonly smallest?: number;
  /** The number of panels above which the domain is refused. Default 20,000. */
  readonly most?: number;
  /**
   * Whether the panels are for a cubature that compares each panel with its halves. E may then vary more on a panel, and by
   * `depth` more where there is at most exp(-depth) of the mass; and where E has jumps or infinite slopes but varies little,
   * panels do not get smaller than 2^-8 of the domain. Default false.
   */
  readonly relaxed?: boolean;
  /**
   * Whether all of a box belongs to the region of integration, so that its mass is a lower bound. Default: true for every box.
   */
  readonly isWhole?: (box: Box) => boolean;
}

/** Largest variation of E on a panel: p varies by at most a factor of 55. */
const MAX_VARIATION = 4;
/** Largest sum of width times slope, in bounds: a panel does not resolve more than a few oscillations. */
const MAX_TOTAL_VARIATION = 16;
/** The same where cubature compares every panel with its halves: a dent of depth 1 is wider than the distance between its points. */
const MAX_RELAXED_VARIATION = 32;
/** A panel on which E varies little, but may have jumps, is small enough at this fraction of the domain. */
const SMALL = 2 ** -8;
const SMALLEST = 2 ** -64;
/** In boxes smaller than this fraction of the domain, E is tested for rounding noise. */
const ROUNDING_DOMINATES = 2 ** -16;
/** The test is at this place of a box, which is unlikely to be a singular point. */
const INSIDE = 0.381966;
const MOST = 20_000;
/** Boxes are cut together if the logarithms of their masses differ by at most this. */
const TOGETHER = 30;
/** The names of the variables in formulas. */
const VARIABLES = ["x", "y"];

/**
 * Cuts a box until every part is a panel on which E varies little, or provably holds a negligible part of the mass of
 * exp(-E), or cannot be cut. No feature is overlooked, however narrow, since bounds hold everywhere and samples do not.
 *
 * @param bounds of E as a formula
 * @throws InputError for an E that varies too much for the allowed number of panels, and for one that is NaN somewhere
 */
export function massPanels(
  bounds: Pick<FormulaBounds, "over" | "dim">,
  domain: readonly Interval[],
  { logDrop, smallest = SMALLEST, most = MOST, relaxed = false, isWhole = () => true }: MassPanelsOptions,
): MassPanels {
  const [resolved, unresolved]: EnergyPanel[][] = [[], []];
  const search = new Search(bounds, domain, { smallest, relaxed, isWhole });
  let waiting = [search.measure(boxOf(domain))];
  for (;;) {
    const limits = search.limits(logDrop);
    const counting = waiting.filter(({ panel }) => !isNegligible(panel, limits));
    if (counting.length === 0) break;
    // The box that may hold the most mass comes first, since its mass decides what is negligible.
    const first = Math.max(...counting.map(({ panel }) => mostMass(panel))) - TOGETHER;
    const next = waiting.filter(({ panel }) => isNegligible(panel, limits));
    for (const measured of counting) {
      const { panel, settled, axis } = measured;
      if (settled) resolved.push(panel);
      else if (axis < 0) unresolved.push(panel);
      else if (mostMass(panel) < first) next.push(measured);
      else for (const half of halves(panel, axis)) next.push(search.measure(half));
    }
    waiting = next;
    if (resolved.length + unresolved.length + waiting.length > most) {
      throw tooManyPanels(
        waiting.map(({ panel }) => panel),
        domain,
        most,
      );
    }
  }
  const open = waiting.map(({ panel }) => panel);
  return summary(resolved, unresolved, open, search.limits(logDrop), isWhole);
}

/** A box, and the properties found for it. */
interface Measured {
  readonly panel: EnergyPanel;
  /** Whether the box need not be cut. */
  readonly settled: boolean;
  /** The axis along which to cut it; -1 where a cut does not help. */
  readonly axis: number;
}

/** Boxes below both thresholds are negligible: the logarithms of a mass, and of exp(-E) itself. */
interface Negligible {
  readonly mass: number;
  readonly weight: number;
}

/** Evaluates boxes, and keeps a lower bound of the mass and of the largest exp(-E). */
class Search {
  readonly #bounds: Pick<FormulaBounds, "over">;
  readonly #limits: Limits;
  readonly #relaxed: boolean;
  readonly #isWhole: (box: Box) => boolean;
  #leastMass = -Infinity;
  #leastWeight = -Infinity;

  constructor(
    bounds: Pick<FormulaBounds, "over">,
    domain: readonly Interval[],
    { smallest, relaxed, isWhole }: Required<Pick<MassPanelsOptions, "smallest" | "relaxed" | "isWhole">>,
  ) {
    this.#bounds = bounds;
    this.#relaxed = relaxed;
    this.#isWhole = isWhole;
    this.#limits = { widths: domain.map(([lower, upper]) => upper - lower), smallest };
  }

  measure(box: Box): Measured {
    const values = this.#bounds.over(box);
    if (Number.isNaN(values.value.lower)) throw notANumber(box);
    if (this.#isWhole(box)) this.#leastMass = Math.max(this.#leastMass, logVolume(box) - values.value.upper);
    this.#leastWeight = Math.max(this.#leastWeight, -values.value.upper);
    const panel = panelOf(box, values);
    const settled = this.#relaxed
      ? isSmooth(box, values, this.#leastMass - mostMass(panel)) || isSmallAndRough(box, values, this.#limits)
      : isSettled(box, values);
    const axis =
      settled || (this.#relaxed && isSingularLine(box, values, this.#limits))
        ? -1
        : axisToCut(this.#bounds, box, values, this.#limits);
    return { panel, settled, axis };
  }

  limits(logDrop: number): Negligible {
    return { mass: this.#leastMass - logDrop, weight: this.#leastWeight - logDrop };
  }
}

/** Removes the panels that are negligible once the mass is known, and adds the others up. */
function summary(
  found: readonly EnergyPanel[],
  unresolved: readonly EnergyPanel[],
  open: readonly EnergyPanel[],
  limits: Negligible,
  isWhole: (box: Box) => boolean,
): MassPanels {
  const resolved = found.filter((panel) => !isNegligible(panel, limits));
  const negligible = [...open, ...found.filter((panel) => isNegligible(panel, limits))];
  const total = (panels: readonly EnergyPanel[], end: 0 | 1): number =>
    logSum(panels.map((panel) => logVolume(panel) - panel.energy[end]));
  return {
    resolved,
    unresolved,
    negligible,
    logMassLower: total(resolved.filter(isWhole), 1),
    logMassUpper: total(resolved, 0),
    logOpenMass: total(negligible, 0),
  };
}

function boxOf(domain: readonly Interval[]): Box {
  return {
    lower: Float64Array.from(domain, ([lower]) => lower),
    upper: Float64Array.from(domain, ([, upper]) => upper),
  };
}

function panelOf({ lower, upper }: Box, { value }: FormulaValues): EnergyPanel {
  return { lower, upper, energy: [value.lower, value.upper] };
}

/** The logarithm of the largest mass that a panel may have. */
function mostMass(panel: EnergyPanel): number {
  return logVolume(panel) - panel.energy[0];
}

/** Whether a panel's mass and exp(-E) on it are negligible, or E is infinite on all of it. */
function isNegligible(panel: EnergyPanel, { mass, weight }: Negligible): boolean {
  return panel.energy[0] >= Number.MAX_VALUE || (mostMass(panel) < mass && -panel.energy[0] < weight);
}

/** Whether E varies so little on a box that quadrature resolves it. */
function isSettled(box: Box, values: FormulaValues): boolean {
  const { value, defined } = values;
  return defined && value.upper - value.lower <= MAX_VARIATION && totalVariation(box, values) <= MAX_TOTAL_VARIATION;
}

/** The same where E may vary by `depth` more. The total variation on the box is bounded, which is slightly stricter. */
function isSmooth(box: Box, values: FormulaValues, depth: number): boolean {
  return values.defined && totalVariation(box, values) <= MAX_RELAXED_VARIATION + Math.max(0, depth);
}

/** Whether E varies little on a small box although its slopes are not known. */
function isSmallAndRough(box: Box, values: FormulaValues, { widths }: Limits): boolean {
  const { value, defined } = values;
  if (!defined || !(value.upper - value.lower <= MAX_VARIATION) || Number.isFinite(totalVariation(box, values)))
    return false;
  return widths.every((width, a) => box.upper[a] - box.lower[a] <= SMALL * width);
}

/** Whether a box has the smallest width along the axes on which E has no bounds, and E varies little along the others. */
function isSingularLine({ lower, upper }: Box, { slopes }: FormulaValues, { widths, smallest }: Limits): boolean {
  let [isThin, total] = [false, 0];
  for (let a = 0; a < lower.length; a++) {
    const variation = (upper[a] - lower[a]) * slopes[a].magnitude;
    if (Number.isFinite(variation)) total += variation;
    else if (upper[a] - lower[a] <= smallest * widths[a]) isThin = true;
    else return false;
  }
  return isThin && total <= MAX_RELAXED_VARIATION;
}

function totalVariation({ lower, upper }: Box, { slopes }: FormulaValues): number {
  let total = 0;
  for (let a = 0; a < lower.length; a++) total += (upper[a] - lower[a]) * slopes[a].magnitude;
  return total;
}

/** The smallest allowed widths of boxes. */
interface Limits {
  readonly widths: readonly number[];
  readonly smallest: number;
}

/** The axis along which E may vary most, among those along which a box can be cut; -1 where cutting does not help. */
function axisToCut(
  bounds: Pick<FormulaBounds, "over">,
  box: Box,
  { slopes }: FormulaValues,
  { widths, smallest }: Limits,
): number {
  const { lower, upper } = box;
  let best = -1;
  let most = -1;
  let longest = 0;
  for (let a = 0; a < lower.length; a++) {
    const width = upper[a] - lower[a];
    const middle = lower[a] + width / 2;
    longest = Math.max(longest, width / widths[a]);
    if (!(width > smallest * widths[a] && middle > lower[a] && middle < upper[a])) continue;
    const variation = width * slopes[a].magnitude;
    // Where nothing is known about the slopes, the longest side is cut, in units of the domain's sides.
    const score = Number.isFinite(variation) ? variation : Number.MAX_VALUE * (width / widths[a]);
    if (score > most) [best, most] = [a, score];
  }
  return longest < ROUNDING_DOMINATES && isLostToRounding(bounds, box) ? -1 : best;
}

/** Whether E is unknown even at a single point of a box, like log(1 - cos(x)) for an x of 1e-9: smaller boxes give no information. */
function isLostToRounding(bounds: Pick<FormulaBounds, "over">, { lower, upper }: Box): boolean {
  const inside = lower.map((low, a) => low + INSIDE * (upper[a] - low));
  const { value } = bounds.over({ lower: inside, upper: inside });
  return !(value.upper - value.lower <= MAX_VARIATION);
}

function halves(box: Box, axis: number): Box[] {
  const middle = box.lower[axis] + (box.upper[axis] - box.lower[axis]) / 2;
  return [
    { lower: box.lower, upper: box.upper.with(axis, middle) },
    { lower: box.lower.with(axis, middle), upper: box.upper },
  ];
}

/** Logarithm of a box's length or area. */
export function logVolume({ lower, upper }: Box): number {
  let sum = 0;
  for (let a = 0; a < lower.length; a++) sum += Math.log(upper[a] - lower[a]);
  return sum;
}

/** log sum exp; -Infinity for an empty sum. */
export function logSum(logs: readonly number[]): number {
  let largest = -Infinity;
  for (const log of logs) largest = Math.max(largest, log);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - largest);
  return largest + Math.log(sum);
}

function tooManyPanels(panels: readonly EnergyPanel[], domain: readonly Interval[], most: number): InputError {
  const unbounded = panels.filter(({ energy }) => energy[0] === -Infinity);
  if (unbounded.length > panels.length / 2) {
    return refusal(`must be bounded below but for a few points, and around ${lowerEndOf(unbounded[0])} it is not`);
  }
  const place = domain.map(([lower, upper]) => `[${lower}, ${upper}]`).join(" x ");
  return refusal(`must vary less on ${place}: ${most} panels do not resolve it where exp(-E) has its mass`);
}

function notANumber(box: Box): InputError {
  return refusal(`must be a number everywhere on the domain, but at ${lowerEndOf(box)} it is NaN`);
}

function refusal(problem: string): InputError {
  return new InputError({ argument: "expression", problem });
}

/** "x = 1, y = 2" */
function lowerEndOf({ lower }: Box): string {
  return Array.from(lower, (low, axis) => `${VARIABLES[axis]} = ${low}`).join(", ");
}
