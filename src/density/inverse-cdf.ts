import { panelOf } from "../numerics/approximation/grid.ts";

import { legendreCoefficients } from "../numerics/quadrature/legendre-series.ts";
import { type LineNodes, type LinePanel, panelRule, start } from "../numerics/quadrature/line-panels.ts";

const POINTS = 16;
/** Newton's method is safeguarded by bisection: 60 halvings reach rounding from any start. */
const MAX_STEPS = 60;

/** A mass at a single point, between the panels of this index and the one before. */
export interface Atom {
  readonly at: number;
  readonly index: number;
  readonly mass: number;
}

/** The successive parts of the line: a panel with its Legendre series, or an atom. */
interface Piece {
  readonly panel: LinePanel;
  readonly series: Float64Array;
}

/**
 * Draws from an unnormalised 1-D density by inverting its cumulative distribution function, with one uniform number for each draw.
 *
 * On every panel the density is its Legendre series of degree 15, which integrates term by term; a draw is exact to
 * the accuracy of that series, near rounding on panels that resolve the density.
 */
export class InverseCdf {
  readonly #pieces: readonly Piece[];
  /** Mass below the beginning of each piece. */
  readonly #cumulative: Float64Array;

  /**
   * @param panels that resolve the density, as `integratePanels` returns them
   * @param atoms masses too close to a point for panels
   */
  constructor(density: (nodes: LineNodes) => Float64Array, panels: readonly LinePanel[], atoms: readonly Atom[] = []) {
    const values = density(panelRule(panels, POINTS));
    const pieces = panels.map((panel, j): Piece => {
      return { panel, series: legendreCoefficients(values.subarray(j * POINTS, (j + 1) * POINTS)) };
    });
    // From the right, so that the other indices remain valid.
    for (const { at, index, mass } of [...atoms].sort((a, b) => b.index - a.index)) {
      pieces.splice(index, 0, { panel: { from: 0, to: 0, anchor: at }, series: Float64Array.of(mass) });
    }
    this.#pieces = pieces;
    this.#cumulative = new Float64Array(pieces.length + 1);
    pieces.forEach(({ panel, series }, j) => {
      this.#cumulative[j + 1] = this.#cumulative[j] + massOf(panel, series);
    });
  }

  /** The point below which the fraction u of the mass lies. */
  at(u: number): number {
    const target = u * this.#cumulative[this.#cumulative.length - 1];
    const j = panelOf(this.#cumulative, target);
    const { panel, series } = this.#pieces[j];
    const half = (panel.to - panel.from) / 2;
    if (half === 0) return start(panel);
    const wanted = (target - this.#cumulative[j]) / half;
    let low = -1;
    let high = 1;
    let t = 0;
    for (let step = 0; step < MAX_STEPS; step++) {
      const { value, integral } = evaluateWithIntegral(series, t);
      if (integral > wanted) high = t;
      else low = t;
      const newton = t - (integral - wanted) / value;
      const next = newton > low && newton < high ? newton : (low + high) / 2;
      if (Math.abs(next - t) <= 2 * Number.EPSILON) break;
      t = next;
    }
    return start(panel) + half * (1 + t);
  }
}

/** The integral of a Legendre series over [-1, 1] is twice its first coefficient; an atom's is its mass. */
function massOf({ from, to }: LinePanel, series: Float64Array): number {
  return from === to ? series[0] : (to - from) * series[0];
}

/** sum c_k P_k(t) and its integral from -1 to t, by INT_-1^t P_k = (P_{k+1}(t) - P_{k-1}(t)) / (2k + 1). */
function evaluateWithIntegral(coefficients: Float64Array, t: number): { value: number; integral: number } {
  let previous = 1;
  let current = t;
  let value = coefficients[0];
  let integral = coefficients[0] * (1 + t);
  for (let k = 1; k < coefficients.length; k++) {
    const next = ((2 * k + 1) * t * current - k * previous) / (k + 1);
    value += coefficients[k] * current;
    integral += (coefficients[k] * (next - previous)) / (2 * k + 1);
    previous = current;
    current = next;
  }
  return { value, integral };
}
