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

  constructor(density: Density, sigma: number, mesh: LineMesh, degree: number) {
    this.mesh = mesh;
    this.degree = degree;
    this.#starts = Float64Array.from(mesh.panels, start);
    this.#coefficients = solve(density, sigma, mesh, modalBasis(degree, degree + 1 + EXTRA_QUADRATURE_POINTS));
  }

  /** Number of degrees of freedom. */
  get size(): number {
    return this.mesh.panels.length * this.degree + 1;
  }

  /** g at each point; beyond the mesh, g at the end of the nearest panel. (n) -> (n). */
  evaluate(points: Float64Array): Float64Array {
    return points.map((x) => this.#at(x, ({ value }) => value));
  }

  /** g' at each point. (n) -> (n). */
  derivative(points: Float64Array): Float64Array {
    return points.map((x) => this.#at(x, ({ slope }) => slope));
  }

  /** g and g' at places t of [-1, 1] in element e. */
  onElement(e: number, places: Float64Array): { values: Float64Array; slopes: Float64Array } {
    const table = new ElementValues(this.mesh.panels[e], this.coefficients(e));
    const [values, slopes] = [new Float64Array(places.length), new Float64Array(places.length)];
    places.forEach((t, i) => {
      ({ value: values[i], slope: slopes[i] } = table.at(t));
    });
    return { values, slopes };
  }

  /** Coefficients of 1, t, B_1, … on element e: see `ModalBasis`. */
  coefficients(e: number): Float64Array {
    return this.#coefficients.subarray(e * (this.degree + 1), (e + 1) * (this.degree + 1));
  }

  #at(x: number, take: (at: { value: number; slope: number }) => number): number {
    let e = panelOf(this.#starts, x);
    const { panels } = this.mesh;
    // `panelOf` is given the edges without the last one.
    if (e + 1 < panels.length && x >= this.#starts[e + 1]) e += 1;
    // In a gap, or between panels and a point, the nearer end is taken.
    if (e + 1 < panels.length && x - end(panels[e]) > this.#starts[e + 1] - x) e += 1;
    const { from, to, anchor = 0 } = panels[e];
    const t = (2 * (x - anchor) - from - to) / (to - from);
    return take(new ElementValues(panels[e], this.coefficients(e)).at(Math.max(-1, Math.min(1, t))));
  }
}

/** Values of one element's polynomial. */
class ElementValues {
  readonly #coefficients: Float64Array;
  readonly #half: number;
  readonly #values: Float64Array;
  readonly #slopes: Float64Array;

  constructor({ from, to }: LinePanel, coefficients: Float64Array) {
    this.#coefficients = coefficients;
    this.#half = (to - from) / 2;
    this.#values = new Float64Array(coefficients.length);
    this.#slopes = new Float64Array(coefficients.length - 1);
  }

  at(t: number): { value: number; slope: number } {
    const coefficients = this.#coefficients;
    modalValues(t, this.#values, this.#slopes);
    let [value, slope] = [coefficients[0], 0];
    for (let k = 1; k < coefficients.length; k++) {
      value += coefficients[k] * this.#values[k];
      slope += coefficients[k] * this.#slopes[k - 1];
    }
    return { value, slope: slope / this.#half };
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
