import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { integratePanels } from "../../numerics/quadrature/integrate.ts";
import { end, type LineNodes, type LinePanel, start } from "../../numerics/quadrature/line-panels.ts";
import type { Interval } from "../density.ts";
import type { Expression } from "../formula/expression.ts";
import { InverseCdf } from "../inverse-cdf.ts";
import type { MassOnLine } from "../mass.ts";
import { refuseFallAtEnds } from "./falls-at-ends.ts";
import { FormulaBounds } from "./formula-bounds.ts";
import { FormulaNearPoint } from "./formula-near-point.ts";
import { type LineEnergy, massOnLine } from "./mass-on-line.ts";

/** The logarithm of the fraction of the mass below which the normalisation leaves a part out. */
const LOG_DROP = 80;
const TO_THE_RIGHT = Float64Array.of(1);

/**
 * exp(-E) on an interval, where E is a formula in one variable: the places of its mass, and the amount.
 *
 * The panels come from bounds of E over intervals, so that no feature is overlooked. The mass on the panels is computed by adaptive
 * quadrature, and the mass next to singular points from the power laws there.
 */
export class EnergyOnLine {
  readonly domain: Interval;
  /** Panels that resolve exp(-E) for 16-point quadrature, from left to right. */
  readonly panels: readonly LinePanel[];
  /** Approximately the lowest E on the panels. */
  readonly lowest: number;
  /** Z exp(lowest) with Z = INT exp(-E), which neither overflows nor underflows. */
  readonly scaledMass: Estimate;
  readonly #energy: LineEnergy;
  readonly #found = new Map<number, MassOnLine>();

  /** @throws InputError for an energy that has no finite integral, is no number somewhere, or varies too much */
  constructor(expression: Expression, domain: Interval) {
    this.domain = domain;
    this.#energy = lineEnergy(expression);
    const mass = this.mass(LOG_DROP);
    this.lowest = lowestEnergy(this.#energy, mass);
    refuseFallAtEnds(smooth(expression), domain, this.lowest);
    const { integrals, panels } = integratePanels((nodes) => this.weight(nodes), 1, mass.panels);
    this.panels = panels;
    this.scaledMass = this.#total(integrals[0], mass);
  }

  /** exp(lowest - E) at nodes. (n) -> (n). */
  weight(nodes: LineNodes): Float64Array {
    return this.energies(nodes).map((energy) => Math.exp(this.lowest - energy));
  }

  /** E at nodes. (n) -> (n). */
  energies({ panels, perPanel, offsets }: LineNodes): Float64Array {
    return offsets.map((offset, i) => {
      const { anchor } = panels[Math.floor(i / perPanel)];
      return anchor === undefined ? this.#energy.at(offset) : this.#energy.near(anchor, offset);
    });
  }

  /** The panels from which draws are made. */
  inverseCdf(): InverseCdf {
    const atoms = this.mass(LOG_DROP).points.map(({ at, logMass }) => ({
      at,
      // Of the panels that quadrature has cut further.
      index: this.panels.filter((panel) => start(panel) < at).length,
      mass: Math.exp(logMass + this.lowest),
    }));
    return new InverseCdf((nodes) => this.weight(nodes), this.panels, atoms);
  }

  /** E at distances from a point. (n) -> (n). */
  near(point: number, distances: Float64Array): Float64Array {
    return distances.map((t) => this.#energy.near(point, t));
  }

  /** The places of the mass of exp(-E); a part is left out where its mass is below exp(-logDrop) of the whole. */
  mass(logDrop: number): MassOnLine {
    const known = this.#found.get(logDrop);
    if (known) return known;
    const mass = massOnLine(this.#energy, this.domain, logDrop);
    this.#found.set(logDrop, mass);
    return mass;
  }

  /** The mass of the panels and of points. The error includes the mass left out, and any contradiction to the bounds. */
  #total({ value, errorEstimate }: Estimate, { points, logMass, logOpenMass }: MassOnLine): Estimate {
    const [least, most, open] = [...logMass, logOpenMass].map((log) => Math.exp(log + this.lowest));
    let total = value;
    let error = errorEstimate + open + Math.max(0, least - value, value - most);
    for (const { logMass, massError } of points) {
      const own = Math.exp(logMass + this.lowest);
      total += own;
      error += own * massError;
    }
    if (!(total > 0 && Number.isFinite(total))) {
      throw new InputError({
        argument: "expression",
        problem: "has no finite integral of exp(-E) over the domain",
      });
    }
    return { value: total, errorEstimate: error };
  }
}

/** The interval that holds all panels and points. */
export function hullOf({ panels, points }: MassOnLine): Interval {
  const places = points.map(({ at }) => at);
  const ends = panels.length > 0 ? [start(panels[0]), end(panels[panels.length - 1])] : [];
  return [Math.min(...ends, ...places), Math.max(...ends, ...places)];
}

function lineEnergy(expression: Expression): LineEnergy {
  const near = new FormulaNearPoint(expression.tree);
  const point = new Float64Array(1);
  const bounds = ({ tree }: Expression): FormulaBounds => new FormulaBounds(tree, 1);
  return {
    bounds: bounds(expression),
    kinks: expression.kinks.map(bounds),
    singularities: expression.singularities.map(bounds),
    at: (x) => expression.evaluate([x]),
    near: (at, t) => {
      point[0] = at;
      return near.value(point, TO_THE_RIGHT, t);
    },
  };
}

/** The lowest of E at the middles of panels. */
function lowestEnergy({ at, near }: LineEnergy, { panels }: MassOnLine): number {
  const energies = panels.map(({ from, to, anchor }) => {
    const middle = (from + to) / 2;
    return anchor === undefined ? at(middle) : near(anchor, middle);
  });
  return energies.reduce((lowest, energy) => Math.min(lowest, energy), Infinity);
}

/** Derivatives are made when they are needed, because they take a while. */
function smooth(expression: Expression): Parameters<typeof refuseFallAtEnds>[0] {
  const [name] = expression.variables;
  const derivatives: Expression[] = [expression];
  const derivative = (order: number): Expression => {
    derivatives[order] ??= derivative(order - 1).derivative(name);
    return derivatives[order];
  };
  return {
    at: (x) => expression.evaluate([x]),
    slope: (x) => derivative(1).evaluate([x]),
    curvature: (x) => derivative(2).evaluate([x]),
  };
}
