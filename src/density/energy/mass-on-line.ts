import { InputError } from "../../numerics/input-error.ts";
import type { LinePanel } from "../../numerics/quadrature/line-panels.ts";
import type { Interval } from "../density.ts";
import type { MassOnLine, MassPoint } from "../mass.ts";
import type { FormulaBounds } from "./formula-bounds.ts";
import { divergesAt, isIntegrable, type PowerLaw, powerLaw } from "./local-power.ts";
import { type EnergyPanel, logSum, massPanels } from "./mass-panels.ts";
import { zerosBetween } from "./zeros.ts";

/** An energy in one variable, given as a formula. */
export interface LineEnergy {
  readonly bounds: Pick<FormulaBounds, "over" | "dim">;
  /** Bounds of formulas whose zeros are the energy's kinks and jumps. */
  readonly kinks: readonly Pick<FormulaBounds, "over">[];
  /** Bounds of formulas whose zeros are its singularities. */
  readonly singularities: readonly Pick<FormulaBounds, "over">[];
  /** E at a number, as floating point computes it. */
  at(x: number): number;
  /** E at point + t, for a t as small as 1e-100. */
  near(point: number, t: number): number;
}

/** A gap this narrow, relative to the domain, may be a point at which p is 0 and through which diffusion is possible. */
const NARROW_GAP = 1e-8;
/** The number of neighbouring float64 that are tried as a singular point. */
const MOST_CANDIDATES = 64;
/** A singularity of the energy shows at this distance from a point, as a fraction of the domain. */
const VERY_NEAR = 1e-60;
/** Another number this near to 0, in the same units, counts as 0. */
const NEAR_ZERO = 1e-50;
/** Panels no farther from a point than this fraction of the domain are measured from it. */
const ANCHORED = 1e-3;
/** In panels narrower than this, relative to their position, the rounding of the nodes' positions is too large. */
const NARROW_PANEL = 2 ** -10;
/** A kink within this many units of the last digit of a panel's end counts as the end. */
const SAME = 16;

type Piece = EnergyPanel & { readonly kind: "panel" | "point" | "gap" };

/**
 * The panels of the line that hold the mass of exp(-E), and the points between them, with masses of exp(-E) itself.
 *
 * @throws InputError for an energy that has no finite integral, is not a number somewhere, or varies too much
 */
export function massOnLine(energy: LineEnergy, domain: Interval, logDrop: number): MassOnLine {
  const { resolved, unresolved, negligible, ...found } = massPanels(energy.bounds, [domain], { logDrop });
  const pieces: Piece[] = [
    ...resolved.map((piece): Piece => ({ ...piece, kind: "panel" })),
    ...unresolved.map((piece): Piece => ({ ...piece, kind: "point" })),
    ...negligible.map((piece): Piece => ({ ...piece, kind: "gap" })),
  ].sort((a, b) => a.lower[0] - b.lower[0]);
  const collector = new Collector(energy, domain);
  for (const run of runsOf(pieces)) collector.take(run);
  const { panels, points } = collector;
  if (panels.length === 0 && points.length === 0) {
    throw new InputError({
      argument: "expression",
      problem: "must be finite somewhere on the domain, but is infinite on all of it",
    });
  }
  return {
    panels: anchored(panels, points, domain),
    points,
    logMass: [found.logMassLower, collector.hasPanelsOfPoints ? Infinity : found.logMassUpper],
    logOpenMass: found.logOpenMass,
  };
}

/** Joins neighbours of the same kind. */
function runsOf(pieces: readonly Piece[]): Piece[][] {
  const runs: Piece[][] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last?.[0].kind === piece.kind) last.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

class Collector {
  readonly panels: LinePanel[] = [];
  readonly points: MassPoint[] = [];
  /** Whether there are panels next to points that do not come from bounds. */
  hasPanelsOfPoints = false;
  readonly #energy: LineEnergy;
  readonly #domain: Interval;

  constructor(energy: LineEnergy, domain: Interval) {
    this.#energy = energy;
    this.#domain = domain;
  }

  take(run: readonly Piece[]): void {
    const [from, to] = [run[0].lower[0], run[run.length - 1].upper[0]];
    const [{ kind }] = run;
    if (kind === "panel") for (const { lower, upper } of run) this.#takePanel(lower[0], upper[0]);
    if (kind === "point") this.#takePoint(this.#singularPoint(from, to), from, to);
    if (kind === "gap") this.#takeGap(from, to);
  }

  #takePanel(from: number, to: number): void {
    const smallest = SAME * Number.EPSILON * Math.max(Math.abs(from), Math.abs(to));
    const zeros = this.#energy.kinks.flatMap((kink) => zerosBetween(kink, from, to)).sort((a, b) => a - b);
    let last = from;
    for (const zero of zeros) {
      if (zero - last <= smallest || to - zero <= smallest) continue;
      this.panels.push({ from: last, to: zero });
      last = zero;
    }
    this.panels.push({ from: last, to });
  }

  /** A narrow gap is a point where p is 0, if there is one in it. */
  #takeGap(from: number, to: number): void {
    const [lower, upper] = this.#domain;
    const inside = from > lower && to < upper;
    if (!inside || to - from > NARROW_GAP * (upper - lower)) return;
    const at = this.#singularPoint(from, to);
    if (this.#energy.at(at) === Infinity) this.#takePoint(at, from, to);
  }

  /** Adds the panels that the point needs between `from` and `to`, where there are no others. */
  #takePoint(at: number, from: number, to: number): void {
    const [left, right] = [this.#side(at, -1, at - from), this.#side(at, 1, to - at)];
    const sides = [left, right].filter((side) => side !== undefined);
    for (const side of sides) if (!isIntegrable(side)) throw divergesAt(at, side);
    this.hasPanelsOfPoints ||= sides.some((side) => side.panels.length > 0);
    for (const panel of left?.panels ?? []) this.panels.push({ from: -panel.to, to: -panel.from, anchor: at });
    this.points.push({
      at,
      index: this.panels.length,
      logMass: logSum(sides.map(({ logMass }) => logMass)),
      massError: Math.max(this.#isOffEnd(at, from, to) ? 1 : 0, ...sides.map(({ massError }) => massError)),
      logResistance: logSum(sides.map(({ logResistance }) => logResistance)),
    });
    for (const { from, to } of [...(right?.panels ?? [])].reverse()) this.panels.push({ from, to, anchor: at });
  }

  /** The power law on one side, if the domain has that side. */
  #side(at: number, direction: 1 | -1, distance: number): PowerLaw | undefined {
    if (!(distance > 0)) return undefined;
    try {
      return powerLaw((t) => this.#energy.near(at, direction * t), distance);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InputError({
        argument: "expression",
        problem: `must be a number everywhere on the domain, but next to x = ${at} it is NaN`,
      });
    }
  }

  /** Whether a point that is not a float64, such as sqrt(2), is so close to an end that it may be on either side of it. */
  #isOffEnd(at: number, from: number, to: number): boolean {
    const [lower, upper] = this.#domain;
    return (from === lower || to === upper) && Number.isFinite(this.#energy.at(at));
  }

  /** The number in [from, to] at which E is NaN or infinite; else 0 or a kink; else the number with the largest E beside it. */
  #singularPoint(from: number, to: number): number {
    const zeros = (formulas: LineEnergy["kinks"]): number[] => formulas.flatMap((one) => zerosBetween(one, from, to));
    const kinks = zeros(this.#energy.kinks);
    const places = [...kinks, ...zeros(this.#energy.singularities), ...numbersBetween(from, to)];
    // Only 0 can be this near to another number.
    const distinct = places.filter((at) => Math.abs(at) > NEAR_ZERO * (this.#domain[1] - this.#domain[0]));
    const candidates = [...(from <= 0 && to >= 0 ? [0] : []), ...distinct].map((at) => {
      const value = this.#energy.at(at);
      const rank = !Number.isFinite(value) ? 2 : at === 0 || kinks.includes(at) ? 1 : 0;
      return { at, rank, beside: this.#sizeBeside(at), value: Math.abs(value) };
    });
    const isBetter = (one: (typeof candidates)[0], other: (typeof candidates)[0]): boolean => {
      if (one.rank !== other.rank) return one.rank > other.rank;
      if (Math.abs(one.beside - other.beside) > 1e-9 * other.beside) return one.beside > other.beside;
      return one.value > other.value;
    };
    return candidates.reduce((best, other) => (isBetter(other, best) ? other : best)).at;
  }

  /** The largest |E| very near a point, inside the domain. */
  #sizeBeside(at: number): number {
    const [lower, upper] = this.#domain;
    const distance = VERY_NEAR * (upper - lower);
    const sides = [at > lower ? -distance : distance, at < upper ? distance : -distance];
    return Math.max(0, ...sides.map((t) => Math.abs(this.#energy.near(at, t))).filter((size) => !Number.isNaN(size)));
  }
}

/** All float64 of an interval if they are few, else some of them; the ends are included. */
function numbersBetween(from: number, to: number): number[] {
  const step = Math.max(nextUp(from) - from, nextUp(to) - to, (to - from) / MOST_CANDIDATES);
  return [...Array.from({ length: Math.floor((to - from) / step) }, (_, k) => from + k * step), to];
}

/** The next larger float64, to within two units of the last digit. */
function nextUp(x: number): number {
  return x + Math.abs(x) * Number.EPSILON;
}

/**
 * Measures panels close to a point from it, and other panels that are narrow for their position from their own start. Distances
 * from there are exact, and positions are not.
 */
function anchored(panels: readonly LinePanel[], points: readonly MassPoint[], [lower, upper]: Interval): LinePanel[] {
  const reach = ANCHORED * (upper - lower);
  return panels.map((panel) => {
    if (panel.anchor !== undefined) return panel;
    const { from, to } = panel;
    const distance = ({ at }: MassPoint): number => Math.max(Math.abs(from - at), Math.abs(to - at));
    const near = points.filter((point) => distance(point) < reach);
    const isNarrow = to - from < NARROW_PANEL * Math.max(Math.abs(from), Math.abs(to));
    if (near.length === 0 && !isNarrow) return panel;
    const anchor =
      near.length === 0 ? from : near.reduce((best, one) => (distance(one) < distance(best) ? one : best)).at;
    return { from: from - anchor, to: to - anchor, anchor };
  });
}
