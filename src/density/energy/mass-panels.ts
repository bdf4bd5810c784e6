import { InputError } from "../../numerics/input-error.ts";
import type { Interval } from "../density.ts";
import type { Box, FormulaBounds, FormulaValues } from "./formula-bounds.ts";

/** A box with bounds of an energy E on it. */
export interface EnergyPanel extends Box {
  /** Bounds of E. Not a number where it has no value anywhere in the box. */
  readonly energy: Interval;
}

/** Where the mass of exp(-E) is, as bounds of E prove it: a box cut into panels. */
export interface MassPanels {
  /** Panels on which E varies little. */
  readonly resolved: readonly EnergyPanel[];
  /**
   * Boxes as small as they get on which E still varies without a bound, or is not defined everywhere: around singular
   * points, jumps, ends of where a formula is defined, and where rounding hides all of it. Their mass may be anything.
   */
  readonly unresolved: readonly EnergyPanel[];
  /** Boxes of which none holds more than exp(-logDrop) of the mass, and on which exp(-E) is below exp(-logDrop) of its maximum. */
  readonly negligible: readonly EnergyPanel[];
  /** Lower bound of log Z, Z = INT exp(-E): of the mass of the resolved panels, those that are whole. */
  readonly logMassLower: number;
  /** Upper bound of the logarithm of the mass of the resolved panels. */
  readonly logMassUpper: number;
  /** Upper bound of the logarithm of the mass of the negligible boxes. */
  readonly logOpenMass: number;
}

export interface MassPanelsOptions {
  /** What is proved to be below exp(-logDrop) of the whole is negligible. */
  readonly logDrop: number;
  /** Boxes are not cut below this fraction of the domain, along any axis. Default 2^-64. */
  readonly smallest?: number;
  /** Panels beyond which the domain is given up. Default 20,000. */
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

/** Largest variation of E on a panel: p within a factor of 55 of itself. */
const MAX_VARIATION = 4;
/** Largest sum of width times slope, in bounds: what oscillates more than a few times on a panel is not resolved on it. */
const MAX_TOTAL_VARIATION = 16;
/** The same where cubature compares every panel with its halves: a dent of depth 1 is wider than the distance of its points. */
const MAX_RELAXED_VARIATION = 32;
/** A panel on which E varies little, but may have jumps, is small enough at this fraction of the domain. */
const SMALL = 2 ** -8;
const SMALLEST = 2 ** -64;
/** In boxes smaller than this fraction of the domain E is tested for rounding noise, ... */
const ROUNDING_SHOWS = 2 ** -16;
/** ... at a point that is not likely to be a singular one. */
const INSIDE = 0.381966;
const MOST = 20_000;
/** Boxes whose masses may differ by this factor's logarithm are cut together. */
const TOGETHER = 30;
/** As formulas call them. */
const VARIABLES = ["x", "y"];

/**
 * Cuts a box until every part is a panel on which E varies little, or provably holds next to nothing of the mass of
 * exp(-E), or cannot be cut. Nothing is overlooked however narrow it is, since bounds hold everywhere and samples do not.
 *
 * @param bounds of E as a formula
 * @throws InputError for an E that varies too much for the allowed number of panels, and for one that is no number somewhere
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

/** A box with what is known of it. */
interface Measured {
  readonly panel: EnergyPanel;
  /** Whether the box need not be cut. */
  readonly settled: boolean;
  /** Along which axis to cut it; -1 where that does not help. */
  readonly axis: number;
}

/** Boxes below both thresholds are negligible: the logarithms of a mass, and of exp(-E) itself. */
interface Negligible {
  readonly mass: number;
  readonly weight: number;
}

/** Evaluates boxes, and remembers how much mass there is at least, and how large exp(-E) is somewhere. */
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

/** Removes the panels that are negligible once the mass is known, and adds up the rest. */
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

/** Logarithm of the most mass that a panel may have. */
function mostMass(panel: EnergyPanel): number {
  return logVolume(panel) - panel.energy[0];
}

/** Whether a panel has next to no mass, and exp(-E) is next to nothing on it; or E is infinite on all of it. */
function isNegligible(panel: EnergyPanel, { mass, weight }: Negligible): boolean {
  return panel.energy[0] >= Number.MAX_VALUE || (mostMass(panel) < mass && -panel.energy[0] < weight);
}

/** Whether E varies so little on a box that quadrature takes it from there. */
function isSettled(box: Box, values: FormulaValues): boolean {
  const { value, defined } = values;
  return defined && value.upper - value.lower <= MAX_VARIATION && totalVariation(box, values) <= MAX_TOTAL_VARIATION;
}

/** The same where E may vary by the depth more: its total variation on the box is bounded, and that is a little less. */
function isSmooth(box: Box, values: FormulaValues, depth: number): boolean {
  return values.defined && totalVariation(box, values) <= MAX_RELAXED_VARIATION + Math.max(0, depth);
}

/** Whether E varies little on a small box though nothing is known of its slopes. */
function isSmallAndRough(box: Box, values: FormulaValues, { widths }: Limits): boolean {
  const { value, defined } = values;
  if (!defined || !(value.upper - value.lower <= MAX_VARIATION) || Number.isFinite(totalVariation(box, values)))
    return false;
  return widths.every((width, a) => box.upper[a] - box.lower[a] <= SMALL * width);
}

/** Whether a box is as thin as it gets along the axes on which E has no bounds, and E varies little along the others. */
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

/** How small boxes may get. */
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
    // Where nothing is known of the slopes, the longest side in units of the domain's.
    const score = Number.isFinite(variation) ? variation : Number.MAX_VALUE * (width / widths[a]);
    if (score > most) [best, most] = [a, score];
  }
  return longest < ROUNDING_SHOWS && isLostToRounding(bounds, box) ? -1 : best;
}

/** Whether E is not known even at a single point of a box, as log(1 - cos(x)) for an x of 1e-9: smaller boxes tell no more. */
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
