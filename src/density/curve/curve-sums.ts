import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import type { PosteriorSummation } from "../blurred/kernel-moments.ts";
import { KernelMoments, type MomentOrder } from "../blurred/kernel-moments.ts";
import type { ParametricCurve } from "./parametric-curve.ts";

/** The logarithm of the fraction of a sum that is left out: exp(-38) = 3e-17 is below the rounding of float64. */
const LOG_NEGLIGIBLE = -38;
/** A place whose log-weight is this much larger becomes the reference, so that weights stay within float64. */
const LOG_CLOSER = 30;
/** The number of panels at the start: a `ParametricCurve` is close to a parabola on each of them. */
const INITIAL_PANELS = 64;
/** The number of halvings down to which panels are kept for later use: at most 8192 panels. */
const KEPT_LEVELS = 7;
const POINTS = 20;
/**
 * 20 Gauss points integrate exp(f) over a panel to 4.3 * 4^-40 of its largest value on the ellipse around the panel with
 * half-axes 2.125 and 1.875 (the ellipse with parameter 4). If f has the slope k and the curvature c over half a panel, that value
 * is at most exp(1.2 k + 2.5 c) times the one on the panel. This largest exponent leaves an error of 6e-19.
 */
const LARGEST_GROWTH = 12;

/** A piece of the curve, t from a to b. */
class Panel {
  readonly a: number;
  readonly b: number;
  readonly level: number;
  /** At the middle of the piece, (d) each. */
  readonly position: Float64Array;
  readonly velocity: Float64Array;
  readonly maxSpeed: number;
  readonly maxAcceleration: number;
  #halves: readonly [Panel, Panel] | undefined;
  #nodes: Float64Array | undefined;

  constructor(curve: ParametricCurve, a: number, b: number, level: number) {
    this.a = a;
    this.b = b;
    this.level = level;
    this.position = new Float64Array(curve.dim);
    this.velocity = new Float64Array(curve.dim);
    curve.position((a + b) / 2, this.position, 0);
    curve.velocity((a + b) / 2, this.velocity);
    this.maxSpeed = curve.maxSpeed(a, b);
    this.maxAcceleration = curve.maxAcceleration(a, b);
  }

  halves(curve: ParametricCurve): readonly [Panel, Panel] {
    if (this.#halves) return this.#halves;
    const middle = (this.a + this.b) / 2;
    const halves = [
      new Panel(curve, this.a, middle, this.level + 1),
      new Panel(curve, middle, this.b, this.level + 1),
    ] as const;
    if (this.level < KEPT_LEVELS) this.#halves = halves;
    return halves;
  }

  /** The curve at the Gauss points, (POINTS, d). */
  nodes(curve: ParametricCurve): Float64Array {
    if (this.#nodes) return this.#nodes;
    const nodes = new Float64Array(POINTS * curve.dim);
    const { a, b } = this;
    gaussLegendre(POINTS).nodes.forEach((z, j) => {
      curve.position((a + b) / 2 + ((b - a) / 2) * z, nodes, j * curve.dim);
    });
    if (this.level <= KEPT_LEVELS) this.#nodes = nodes;
    return nodes;
  }
}

/** A curve cut into panels, which are halved where needed; it serves every sigma. */
export class CurvePanels {
  readonly curve: ParametricCurve;
  readonly panels: readonly Panel[];

  constructor(curve: ParametricCurve) {
    const [start, end] = curve.interval;
    const edge = (j: number): number => start + ((end - start) * j) / INITIAL_PANELS;
    this.curve = curve;
    this.panels = Array.from({ length: INITIAL_PANELS }, (_, j) => new Panel(curve, edge(j), edge(j + 1), 0));
  }
}

/**
 * Posterior sums over a curve with uniform t, by adaptive Gauss-Legendre quadrature. For each x, panels are halved until the exponent
 * -|x - y(t)|^2 / 2 sigma^2 varies so little on them that 20 points give the integral to rounding. Panels with less than exp(-38) of
 * the sum are left out. Panels are small where the curve is close to x, and smaller for an x that is farther away.
 */
export class CurveSums implements PosteriorSummation {
  readonly #panels: CurvePanels;
  readonly #curve: ParametricCurve;
  readonly #sigma: number;
  readonly #sums: KernelMoments;
  readonly #logDiameter: number;
  readonly #u: Float64Array;

  /** @param diameter an upper bound of the curve's diameter */
  constructor(panels: CurvePanels, diameter: number, sigma: number) {
    this.#panels = panels;
    this.#curve = panels.curve;
    this.#sigma = sigma;
    this.#sums = new KernelMoments(this.#curve.dim);
    this.#logDiameter = Math.log(Math.max(1, diameter / sigma));
    this.#u = new Float64Array(this.#curve.dim);
  }

  at(points: Float64Array, i: number, order: MomentOrder): KernelMoments {
    const { panels } = this.#panels;
    this.#sums.reset(points, i, panels[0].position, 0, this.#sigma, order);
    let closest = this.#closest();
    // Far out the exponent is rounded, so that the walk may find an even closer place.
    for (;;) {
      this.#sums.reset(points, i, closest.position, 0, this.#sigma, order);
      const closer = this.#walk(this.#logShare(closest) - LARGEST_GROWTH);
      if (!closer) return this.#sums;
      closest = closer;
    }
  }

  /** The resolved panel with the largest exponent. The search always opens the most promising panel. */
  #closest(): Panel {
    const open = this.#panels.panels.map((panel) => ({ panel, ...this.#examine(panel) }));
    for (;;) {
      let best = 0;
      for (let k = 1; k < open.length; k++) if (open[k].bound > open[best].bound) best = k;
      const { panel, resolved } = open[best];
      if (resolved) return panel;
      const [left, right] = panel.halves(this.#curve);
      open[best] = { panel: left, ...this.#examine(left) };
      open.push({ panel: right, ...this.#examine(right) });
    }
  }

  /** Adds all panels to the sums, whose logarithm is at least the given one; returns a panel that is much closer, if there is one. */
  #walk(logLeast: number): Panel | undefined {
    const sums = this.#sums;
    const drop = LOG_NEGLIGIBLE - sums.order * this.#logDiameter;
    const stack = [...this.#panels.panels];
    for (let panel = stack.pop(); panel; panel = stack.pop()) {
      const { exponent, bound, resolved } = this.#examine(panel);
      if (this.#logShare(panel) + bound < logLeast + drop) continue;
      if (!resolved) stack.push(...panel.halves(this.#curve));
      else if (exponent > LOG_CLOSER) return panel;
      else this.#addPanel(panel);
    }
    return undefined;
  }

  #logShare({ a, b }: Panel): number {
    const [start, end] = this.#curve.interval;
    return Math.log((b - a) / (end - start));
  }

  /** The exponent u . v - |u|^2 / 2 on a panel: its value in the middle, its upper bound, and whether the quadrature resolves its exp. */
  #examine(panel: Panel): { exponent: number; bound: number; resolved: boolean } {
    const { dim } = this.#curve;
    const { reference, offset } = this.#sums;
    const sigma = this.#sigma;
    const half = (panel.b - panel.a) / 2;
    let exponent = 0;
    let slope = 0;
    let square = 0;
    for (let a = 0; a < dim; a++) {
      const u = (panel.position[a] - reference[a]) / sigma;
      const toX = offset[a] - u;
      exponent += u * (offset[a] - u / 2);
      slope += (toX * panel.velocity[a] * half) / sigma;
      square += toX * toX;
    }
    const arc = (panel.maxSpeed * half) / sigma;
    const bend = (panel.maxAcceleration * half * half) / sigma;
    // The exponent's second derivative is (x - y) . y'' - |y'|^2, in units of sigma^2.
    const upwards = (Math.sqrt(square) + arc) * bend;
    return {
      exponent,
      bound: exponent + Math.abs(slope) + upwards / 2,
      resolved: 1.2 * Math.abs(slope) + 2.5 * (upwards + arc * arc) <= LARGEST_GROWTH,
    };
  }

  #addPanel(panel: Panel): void {
    const { dim, interval } = this.#curve;
    const { weights } = gaussLegendre(POINTS);
    const nodes = panel.nodes(this.#curve);
    const { reference, offset } = this.#sums;
    const u = this.#u;
    const fraction = (panel.b - panel.a) / (interval[1] - interval[0]) / 2;
    for (let j = 0; j < POINTS; j++) {
      let exponent = 0;
      for (let a = 0; a < dim; a++) {
        const value = (nodes[j * dim + a] - reference[a]) / this.#sigma;
        u[a] = value;
        exponent += value * (offset[a] - value / 2);
      }
      this.#sums.add(fraction * weights[j] * Math.exp(exponent), u);
    }
  }
}
