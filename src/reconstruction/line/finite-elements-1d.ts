import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import { panelOf } from "../../numerics/approximation/grid.ts";
import { end, type LinePanel, panelRule, start } from "../../numerics/quadrature/line-panels.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { type EndValues, type Joint, solveChain } from "./chain-of-elements.ts";
import { type CondensedElement, condense } from "./condensed-element.ts";
import type { LineMesh } from "./mesh-1d.ts";
import { type ModalBasis, modalBasis, modalValues } from "./modal-basis.ts";

/** Quadrature points beyond degree + 1 per element, because the weight p is smooth on an element but no polynomial. */
const EXTRA_QUADRATURE_POINTS = 8;
/** Ends of panels with different anchors count as equal up to this number of units in the last place. */
const SAME = 8;

/**
 * The score estimate of the optimal contractive reconstruction on a mesh, as a piecewise polynomial.
 *
 * With r = x + sigma^2 g the Euler-Lagrange equation p (r - x) = sigma^2 (p r')' and its natural boundary condition
 * p r' = 0 are, in weak form and for every smooth v,
 *
 *   INT p (g v + sigma^2 g' v') dx = - INT p v' dx.
 *
 * As sigma -> 0, g stays of the size of the score (r - x does not), and the right side needs no score. Each element is condensed to its
 * ends, in units of p there, and the chain of elements is eliminated from both sides. Accuracy is lost neither where p ranges over many
 * orders of magnitude nor where elements differ much in size. Solving costs O(elements degree^3).
 */
export class ScoreEstimate1d {
  readonly mesh: LineMesh;
  readonly degree: number;
  /** Coefficients of g in the modal basis, element by element: (elements, degree + 1). */
  readonly #coefficients: Float64Array;
  readonly #starts: Float64Array;
  readonly #polynomial: ElementPolynomial;

  constructor(density: Density, sigma: number, mesh: LineMesh, degree: number) {
    this.mesh = mesh;
    this.degree = degree;
    this.#starts = Float64Array.from(mesh.panels, start);
    this.#polynomial = new ElementPolynomial(degree);
    this.#coefficients = solve(density, sigma, mesh, modalBasis(degree, degree + 1 + EXTRA_QUADRATURE_POINTS));
  }

  /** Number of degrees of freedom. */
  get size(): number {
    return this.mesh.panels.length * this.degree + 1;
  }

  /** g at each point; beyond the mesh, g at the end of the nearest panel. (n) -> (n). */
  evaluate(points: Float64Array): Float64Array {
    const values = new Float64Array(points.length);
    for (let i = 0; i < points.length; i++) values[i] = this.#at(points[i]).value;
    return values;
  }

  /** g' at each point. (n) -> (n). */
  derivative(points: Float64Array): Float64Array {
    const slopes = new Float64Array(points.length);
    for (let i = 0; i < points.length; i++) slopes[i] = this.#at(points[i]).slope;
    return slopes;
  }

  /** g and g' at places t of [-1, 1] in element e. */
  onElement(e: number, places: Float64Array): { values: Float64Array; slopes: Float64Array } {
    const [panel, coefficients] = [this.mesh.panels[e], this.coefficients(e)];
    const [values, slopes] = [new Float64Array(places.length), new Float64Array(places.length)];
    for (let i = 0; i < places.length; i++) {
      const at = this.#polynomial.moveTo(panel, coefficients, places[i]);
      [values[i], slopes[i]] = [at.value, at.slope];
    }
    return { values, slopes };
  }

  /** Coefficients of 1, t, B_1, … on element e: see `ModalBasis`. */
  coefficients(e: number): Float64Array {
    return this.#coefficients.subarray(e * (this.degree + 1), (e + 1) * (this.degree + 1));
  }

  /** Whether a point lies on a panel, or no farther from one than this. */
  covers(x: number, distance: number): boolean {
    const { panels } = this.mesh;
    // Starts and ends increase. The panels beside it are tried too, because of rounding and since `panelOf` stops at the last but one.
    const e = panelOf(this.#starts, x + distance);
    for (let j = Math.max(0, e - 1); j <= e + 1 && j < panels.length; j++) {
      if (x >= this.#starts[j] - distance && x <= end(panels[j]) + distance) return true;
    }
    return false;
  }

  #at(x: number): ElementPolynomial {
    let e = panelOf(this.#starts, x);
    const { panels } = this.mesh;
    // `panelOf` is given the edges without the last one.
    if (e + 1 < panels.length && x >= this.#starts[e + 1]) e += 1;
    // In a gap, or between panels and a point, the nearer end is taken.
    if (e + 1 < panels.length && x - end(panels[e]) > this.#starts[e + 1] - x) e += 1;
    const { from, to, anchor = 0 } = panels[e];
    const t = (2 * (x - anchor) - from - to) / (to - from);
    return this.#polynomial.moveTo(panels[e], this.coefficients(e), Math.max(-1, Math.min(1, t)));
  }
}

/** The polynomial of an element and its slope, at one place at a time, without allocating. */
class ElementPolynomial {
  value = 0;
  slope = 0;
  readonly #values: Float64Array;
  readonly #slopes: Float64Array;

  constructor(degree: number) {
    this.#values = new Float64Array(degree + 1);
    this.#slopes = new Float64Array(degree);
  }

  /** Moves to the place t of [-1, 1] in a panel. */
  moveTo({ from, to }: LinePanel, coefficients: Float64Array, t: number): this {
    const [values, slopes] = [this.#values, this.#slopes];
    modalValues(t, values, slopes);
    let [value, slope] = [coefficients[0], 0];
    for (let k = 1; k < coefficients.length; k++) {
      value += coefficients[k] * values[k];
      slope += coefficients[k] * slopes[k - 1];
    }
    this.value = value;
    this.slope = slope / ((to - from) / 2);
    return this;
  }
}

function solve(density: Density, sigma: number, mesh: LineMesh, basis: ModalBasis): Float64Array {
  const { degree, rule } = basis;
  const points = rule.nodes.length;
  const { panels } = mesh;
  const logPdf = logPdfOnPanels(density, panelRule(panels, points));
  const elements = panels.map(({ from, to }, e): CondensedElement => {
    const own = logPdf.subarray(e * points, (e + 1) * points);
    const [logScale, half] = [maximum(own), (to - from) / 2];
    return condense(
      basis,
      own.map((log, q) => half * rule.weights[q] * Math.exp(log - logScale)),
      half,
      sigma,
      logScale,
    );
  });
  const coefficients = new Float64Array(panels.length * (degree + 1));
  solveChain(elements, jointsOf(mesh), sigma).forEach((ends, e) => {
    writeCoefficients(coefficients.subarray(e * (degree + 1), (e + 1) * (degree + 1)), ends, elements[e]);
  });
  return coefficients;
}

function writeCoefficients(
  coefficients: Float64Array,
  { mean, difference }: EndValues,
  { response: [ofMean, ofSlope, ofLoad] }: CondensedElement,
): void {
  coefficients[0] = mean;
  coefficients[1] = difference;
  for (let k = 0; k < ofLoad.length; k++) {
    coefficients[k + 2] = ofLoad[k] - mean * ofMean[k] - difference * ofSlope[k];
  }
}

/** The joint to the left of each panel, then the one to the right of the last. */
function jointsOf({ panels, points }: LineMesh): Joint[] {
  return Array.from({ length: panels.length + 1 }, (_, e): Joint => {
    const point = points.find(({ index }) => index === e);
    if (point) return point;
    if (e === 0 || e === panels.length) return "gap";
    return touch(panels[e - 1], panels[e]) ? "shared" : "gap";
  });
}

function touch(left: LinePanel, right: LinePanel): boolean {
  if (left.anchor === right.anchor) return left.to === right.from;
  const [a, b] = [end(left), start(right)];
  return Math.abs(b - a) <= SAME * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b));
}
