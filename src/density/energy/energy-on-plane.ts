import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import {
  type IntegratedRectangle,
  integrateRectangles,
  type Rectangle,
} from "../../numerics/quadrature/integrate-box.ts";
import type { BallMoments, Interval } from "../density.ts";
import type { Expression } from "../formula/expression.ts";
import type { MassOnPlane, PlaneBox } from "../mass.ts";
import { discMoments } from "./energy-on-disc.ts";
import { refuseFallAtEnds } from "./falls-at-ends.ts";
import { type Box, FormulaBounds } from "./formula-bounds.ts";
import { withLogSums } from "./log-sums.ts";
import { logSum, type MassPanels, massPanels } from "./mass-panels.ts";
import { PlaneSampler } from "./plane-sampler.ts";
import { logSingularMass } from "./singular-mass.ts";

/** The logarithm of the fraction of the mass below which the normalisation leaves a part out. */
const LOG_DROP = 80;
/** Boxes are not cut below this fraction of the domain, so that the nodes within a box remain distinct: positions have 53 bits. */
const SMALLEST = 2 ** -48;
/** The largest number of boxes of a domain, over which cubature takes some seconds. */
const MOST_BOXES = 16_000;
/** The allowed change of a cell, relative to the whole mass. */
const TOLERANCE = 1e-14;
/**
 * The number of cells of one level that are cut because of kinks, in addition to those that the bounds require: errors are then near 1e-9.
 */
const MOST_CELLS = 1_000;
/** Next to a kink, the error may be larger than the last change, which depends on the position of the kink in a cell. */
const KINK_SAFETY = 4;
/** Boxes sought beyond the normalisation's are not cut for the sake of p's shape; what is asked for beyond is the domain. */
const MAX_LOG_DROP = 10_000;

/**
 * exp(-E) on a rectangle, where E is a formula in two variables: the places of its mass, and the amount.
 *
 * The boxes come from bounds of E over boxes, so that no feature is overlooked. Cubature cuts them further, mainly along kinks.
 * The mass that boxes and cubature leave open is part of the error.
 */
export class EnergyOnPlane {
  readonly domain: readonly Interval[];
  /** The lowest E that was evaluated. */
  readonly lowest: number;
  /** Z exp(lowest) with Z = INT exp(-E), which neither overflows nor underflows. */
  readonly scaledMass: Estimate;
  readonly #expression: Expression;
  readonly #bounds: FormulaBounds;
  /** Bounds of formulas whose zeros are kinks, jumps, or singularities. */
  readonly #edges: readonly FormulaBounds[];
  /** The boxes, with masses of exp(-E). */
  readonly #mass: MassOnPlane;
  readonly #cells: readonly IntegratedRectangle[];
  readonly #further = new Map<number, MassOnPlane>();
  #sampler: PlaneSampler | undefined;

  /** @throws InputError for an energy that has no finite integral, is no number somewhere, or varies too much */
  constructor(expression: Expression, domain: readonly Interval[]) {
    this.domain = domain;
    this.#expression = expression;
    this.#bounds = new FormulaBounds(withLogSums(expression.tree), 2);
    this.#edges = [...expression.kinks, ...expression.singularities].map(({ tree }) => new FormulaBounds(tree, 2));
    const found = this.#find(LOG_DROP);
    const lowest = this.#lowestOf(found);
    this.lowest = lowest.energy;
    this.#refuseFall(lowest);
    const open = logSum([found.logOpenMass, logSingularMass(found, domain, (x, y) => expression.evaluate([x, y]))]);
    const { mass, cells, highest } = this.#integrate(found);
    this.#cells = cells;
    this.scaledMass = this.#total({ ...mass, errorEstimate: this.#cubatureError(mass, cells) }, found, open);
    const boxes = cells.map((cell) => this.#boxOf(cell));
    const logPeak = Math.log(highest) - this.lowest;
    this.#mass = { boxes, logPeak, logBeyond: beyond(found, logPeak - LOG_DROP), logOpenMass: open };
  }

  /** exp(lowest - E), (n, 2) -> (n). */
  weight(points: Float64Array): Float64Array {
    const values = this.#expression.evaluateAll(points);
    // In place, since cubature asks for millions of values.
    for (let i = 0; i < values.length; i++) values[i] = Math.exp(this.lowest - values[i]);
    return values;
  }

  /** The rectangles from which draws are made. */
  get sampler(): PlaneSampler {
    this.#sampler ??= new PlaneSampler((points) => this.weight(points), this.#cells);
    return this.#sampler;
  }

  /** The places of the mass of exp(-E); boxes are left out where their mass is below exp(-logDrop) of the whole. */
  mass(logDrop: number): MassOnPlane {
    if (logDrop <= LOG_DROP) return this.#mass;
    const known = this.#further.get(logDrop);
    if (known) return known;
    const drop = Math.min(logDrop, MAX_LOG_DROP);
    const found = this.#find(drop);
    const boxes = found.resolved.map((box): PlaneBox => ({ ...rectangle(box), rough: false, massError: undefined }));
    const { logPeak, logOpenMass } = this.#mass;
    const mass = { boxes, logPeak, logBeyond: beyond(found, logPeak - drop), logOpenMass };
    this.#further.set(logDrop, mass);
    return mass;
  }

  /** Boxes from bounds of E alone, which hold all of exp(-E) above exp(-logDrop) of its maximum; see `massPanels`. */
  boxes(logDrop: number): readonly Rectangle[] {
    return this.#find(Math.min(logDrop, MAX_LOG_DROP)).resolved.map(rectangle);
  }

  /** Mass and mean of exp(-E) on a disc, see `discMoments`. */
  disc(center: Float64Array, radius: number): BallMoments {
    const { tree } = this.#expression;
    const at = (x: number, y: number): number => this.#expression.evaluate([x, y]);
    const atAll = (points: Float64Array): Float64Array => this.#expression.evaluateAll(points);
    return discMoments({ tree, domain: this.domain, at, atAll }, center, radius);
  }

  /** A box outside of which exp(-E) is below exp(-logDrop) of its maximum. */
  hull(logDrop: number): readonly Interval[] {
    if (logDrop > MAX_LOG_DROP) return this.domain;
    const { resolved, unresolved } = this.#find(logDrop);
    const boxes = [...resolved, ...unresolved];
    return this.domain.map((_, axis): Interval => {
      const lower = boxes.reduce((least, box) => Math.min(least, box.lower[axis]), Infinity);
      return [lower, boxes.reduce((most, box) => Math.max(most, box.upper[axis]), -Infinity)];
    });
  }

  readonly #found = new Map<number, MassPanels>();

  #find(logDrop: number): MassPanels {
    const known = this.#found.get(logDrop);
    if (known) return known;
    const found = massPanels(this.#bounds, this.domain, {
      logDrop,
      smallest: SMALLEST,
      most: MOST_BOXES,
      relaxed: true,
    });
    this.#found.set(logDrop, found);
    return found;
  }

  /** A cell with a kink or a jump in it is rough. */
  #boxOf({ x, y, halfWidth, halfHeight, change }: IntegratedRectangle): PlaneBox {
    const box = {
      lower: Float64Array.of(x - halfWidth, y - halfHeight),
      upper: Float64Array.of(x + halfWidth, y + halfHeight),
    };
    const rough = this.#edges.some((edge) => edge.over(box).value.contains(0));
    return { x, y, halfWidth, halfHeight, rough, massError: (KINK_SAFETY * change) / this.scaledMass.value };
  }

  /** The lowest of E at corners and middles of boxes. */
  #lowestOf({ resolved, unresolved }: MassPanels): { readonly energy: number; readonly at: readonly [number, number] } {
    let energy = Infinity;
    let at: readonly [number, number] = [Number.NaN, Number.NaN];
    for (const { lower, upper } of resolved) {
      for (const x of [lower[0], (lower[0] + upper[0]) / 2, upper[0]]) {
        for (const y of [lower[1], (lower[1] + upper[1]) / 2, upper[1]]) {
          const value = this.#expression.evaluate([x, y]);
          if (value < energy && value > -Infinity) [energy, at] = [value, [x, y]];
        }
      }
    }
    if (energy === Infinity && unresolved.length === 0) {
      throw new InputError({
        argument: "expression",
        problem: "must be finite somewhere on the domain, but is infinite on all of it",
      });
    }
    return { energy, at };
  }

  /** Along both axes through the lowest place. */
  #refuseFall({ energy, at }: { readonly energy: number; readonly at: readonly [number, number] }): void {
    this.domain.forEach((interval, axis) => {
      if (at[axis] !== interval[0] && at[axis] !== interval[1]) return;
      const through = (expression: Expression) => (t: number) =>
        expression.evaluate(axis === 0 ? [t, at[1]] : [at[0], t]);
      const slope = this.#expression.derivative(this.#expression.variables[axis]);
      const curvature = slope.derivative(this.#expression.variables[axis]);
      refuseFallAtEnds(
        { at: through(this.#expression), slope: through(slope), curvature: through(curvature) },
        interval,
        energy,
        this.#expression.variables[axis],
      );
    });
  }

  #integrate({ resolved }: MassPanels): { mass: Estimate; cells: readonly IntegratedRectangle[]; highest: number } {
    let highest = 0;
    const weight = (points: Float64Array): Float64Array => {
      const values = this.weight(points);
      for (const value of values) if (value > highest) highest = value;
      return values;
    };
    try {
      const { integrals, rectangles } = integrateRectangles(weight, 1, resolved.map(rectangle), {
        tolerance: TOLERANCE,
        mostCells: MOST_CELLS + 2 * resolved.length,
      });
      return { mass: integrals[0], cells: rectangles, highest };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InputError({
        argument: "expression",
        problem: `must be a number everywhere on the domain, but ${error.message.slice(4)}`,
      });
    }
  }

  /** The error by cubature and by the rounding of E, and of positions where E is steep. */
  #cubatureError({ errorEstimate, value }: Estimate, cells: readonly IntegratedRectangle[]): number {
    let rounding = Math.abs(this.lowest) * value;
    for (const { x, y, halfWidth, halfHeight, value } of cells) {
      if (!(value > 0)) continue;
      const corners = [-halfWidth, halfWidth].flatMap((dx) =>
        [-halfHeight, halfHeight].map((dy) => this.#expression.evaluate([x + dx, y + dy])),
      );
      const finite = corners.filter(Number.isFinite);
      const slope = (Math.max(...finite) - Math.min(...finite)) / Math.min(halfWidth, halfHeight);
      rounding += value * Math.max(0, slope * Math.max(Math.abs(x), Math.abs(y)));
    }
    return KINK_SAFETY * errorEstimate + Number.EPSILON * rounding;
  }

  /** The error includes the mass left out, and any contradiction to the bounds. */
  #total({ value, errorEstimate }: Estimate, { logMassLower, logMassUpper }: MassPanels, logOpen: number): Estimate {
    const [least, most, open] = [logMassLower, logMassUpper, logOpen].map((log) => Math.exp(log + this.lowest));
    if (!(value > 0 && Number.isFinite(value))) {
      throw new InputError({ argument: "expression", problem: "has no finite integral of exp(-E) over the domain" });
    }
    return { value, errorEstimate: errorEstimate + open + Math.max(0, least - value, value - most) };
  }
}

function beyond({ negligible }: MassPanels, log: number): number {
  return negligible.length > 0 ? log : -Infinity;
}

function rectangle({ lower, upper }: Box): Rectangle {
  const [halfWidth, halfHeight] = [(upper[0] - lower[0]) / 2, (upper[1] - lower[1]) / 2];
  return { x: lower[0] + halfWidth, y: lower[1] + halfHeight, halfWidth, halfHeight };
}
