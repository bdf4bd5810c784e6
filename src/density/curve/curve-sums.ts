import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import type { PosteriorSummation } from "../blurred/kernel-moments.ts";
import { KernelMoments, type MomentOrder } from "../blurred/kernel-moments.ts";
import { addPanels, POINTS, type WeighedPanel } from "./panel-kernel.ts";
import type { ParametricCurve } from "./parametric-curve.ts";

/** The logarithm of the fraction of a sum that is left out: exp(-38) = 3e-17 is below the rounding of float64. */
const LOG_NEGLIGIBLE = -38;
/** A place whose log-weight is this much larger becomes the reference, so that weights stay within float64. */
const LOG_CLOSER = 30;
/** The number of panels at the start: a `ParametricCurve` is close to a parabola on each of them. */
const INITIAL_PANELS = 64;
/** The number of halvings down to which panels are kept for later use: at most 8192 panels. */
const KEPT_LEVELS = 7;
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
  /** Half of its fraction of the interval of t. */
  readonly halfShare: number;
  /** The logarithm of its fraction. */
  readonly logShare: number;
  /** At the middle of the piece, (d) each. */
  readonly position: Float64Array;
  readonly velocity: Float64Array;
  readonly maxSpeed: number;
  readonly maxAcceleration: number;
  #halves: readonly [Panel, Panel] | undefined;
  #weighed: WeighedPanel | undefined;

  constructor(curve: ParametricCurve, a: number, b: number, level: number) {
    this.a = a;
    this.b = b;
    this.level = level;
    const [start, end] = curve.interval;
    this.halfShare = (b - a) / (end - start) / 2;
    this.logShare = Math.log((b - a) / (end - start));
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

  /** The panel with the curve at its Gauss points. */
  weighed(curve: ParametricCurve): WeighedPanel {
    if (this.#weighed) return this.#weighed;
    const weighed = { nodes: nodesBetween(curve, this.a, this.b), halfShare: this.halfShare };
    if (this.level <= KEPT_LEVELS) this.#weighed = weighed;
    return weighed;
  }
}

/** The curve at the Gauss points, coordinate by coordinate, (d, POINTS). */
function nodesBetween(curve: ParametricCurve, a: number, b: number): Float64Array {
  const nodes = new Float64Array(curve.dim * POINTS);
  const position = new Float64Array(curve.dim);
  const places = gaussLegendre(POINTS).nodes;
  // Plain loops, because iterators over arrays take as long as the curve itself.
  for (let j = 0; j < POINTS; j++) {
    curve.position((a + b) / 2 + ((b - a) / 2) * places[j], position, 0);
    for (let axis = 0; axis < position.length; axis++) nodes[axis * POINTS + j] = position[axis];
  }
  return nodes;
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
  /** The panels that are being searched, whose arrays serve all points. */
  readonly #open: Panel[] = [];
  readonly #bounds: number[] = [];
  readonly #areResolved: boolean[] = [];
  // What is known of the panel that was examined last.
  /** The exponent u . v - |u|^2 / 2 in its middle. */
  #exponent = 0;
  /** The upper bound of the exponent on it. */
  #bound = 0;
  /** Whether the quadrature resolves exp of the exponent. */
  #isResolved = false;

  /** @param diameter an upper bound of the curve's diameter */
  constructor(panels: CurvePanels, diameter: number, sigma: number) {
    this.#panels = panels;
    this.#curve = panels.curve;
    this.#sigma = sigma;
    this.#sums = new KernelMoments(this.#curve.dim);
    this.#logDiameter = Math.log(Math.max(1, diameter / sigma));
  }

  at(points: Float64Array, i: number, order: MomentOrder): KernelMoments {
    const { panels } = this.#panels;
    this.#sums.reset(points, i, panels[0].position, 0, this.#sigma, order);
    let closest = this.#closest();
    // Far out the exponent is rounded, so that the walk may find an even closer place.
    for (;;) {
      this.#sums.reset(points, i, closest.position, 0, this.#sigma, order);
      const closer = this.#walk(closest.logShare - LARGEST_GROWTH);
      if (!closer) return this.#sums;
      closest = closer;
    }
  }

  /** The resolved panel with the largest exponent. The search always opens the most promising panel. */
  #closest(): Panel {
    const { panels } = this.#panels;
    const [open, bounds, areResolved] = [this.#open, this.#bounds, this.#areResolved];
    open.length = panels.length;
    for (let k = 0; k < panels.length; k++) this.#openAs(k, panels[k]);
    for (;;) {
      let best = 0;
      for (let k = 1; k < open.length; k++) if (bounds[k] > bounds[best]) best = k;
      if (areResolved[best]) return open[best];
      const [left, right] = open[best].halves(this.#curve);
      this.#openAs(best, left);
      this.#openAs(open.length, right);
    }
  }

  #openAs(k: number, panel: Panel): void {
    this.#examine(panel);
    this.#open[k] = panel;
    this.#bounds[k] = this.#bound;
    this.#areResolved[k] = this.#isResolved;
  }

  /** Adds all panels to the sums, whose logarithm is at least the given one; returns a panel that is much closer, if there is one. */
  #walk(logLeast: number): Panel | undefined {
    const sums = this.#sums;
    const least = logLeast + LOG_NEGLIGIBLE - sums.order * this.#logDiameter;
    const { panels } = this.#panels;
    const stack = this.#open;
    stack.length = 0;
    for (const panel of panels) stack.push(panel);
    const weighed: WeighedPanel[] = [];
    for (let panel = stack.pop(); panel; panel = stack.pop()) {
      this.#examine(panel);
      if (panel.logShare + this.#bound < least) continue;
      if (!this.#isResolved) {
        const [left, right] = panel.halves(this.#curve);
        stack.push(left, right);
      } else if (this.#exponent > LOG_CLOSER) return panel;
      else weighed.push(panel.weighed(this.#curve));
    }
    addPanels(weighed, this.#sigma, sums);
    return undefined;
  }

  #examine(panel: Panel): void {
    const { reference, offset } = this.#sums;
    const { position, velocity } = panel;
    const sigma = this.#sigma;
    const half = (panel.b - panel.a) / 2;
    let exponent = 0;
    let slope = 0;
    let square = 0;
    for (let a = 0; a < position.length; a++) {
      const u = (position[a] - reference[a]) / sigma;
      const toX = offset[a] - u;
      exponent += u * (offset[a] - u / 2);
      slope += (toX * velocity[a] * half) / sigma;
      square += toX * toX;
    }
    const arc = (panel.maxSpeed * half) / sigma;
    const bend = (panel.maxAcceleration * half * half) / sigma;
    // The exponent's second derivative is (x - y) . y'' - |y'|^2, in units of sigma^2.
    const upwards = (Math.sqrt(square) + arc) * bend;
    this.#exponent = exponent;
    this.#bound = exponent + Math.abs(slope) + upwards / 2;
    this.#isResolved = 1.2 * Math.abs(slope) + 2.5 * (upwards + arc * arc) <= LARGEST_GROWTH;
  }
}
