import { panelOf } from "../numerics/approximation/grid.ts";
import { compositeRule } from "../numerics/quadrature/gauss-legendre.ts";
import { legendreCoefficients } from "../numerics/quadrature/legendre-series.ts";

const POINTS = 16;
/** Newton's method is safeguarded by bisection: 60 halvings reach rounding from any start. */
const MAX_STEPS = 60;

/**
 * Draws from an unnormalised 1-D density by inverting its cumulative distribution function, one uniform number a draw.
 *
 * On every panel the density is its Legendre series of degree 15, which integrates term by term; a draw is exact to
 * the accuracy of that series, near rounding on panels that resolve the density.
 */
export class InverseCdf {
  readonly #edges: Float64Array;
  /** Legendre coefficients of the density on each panel. */
  readonly #series: readonly Float64Array[];
  /** Mass below each edge. */
  readonly #cumulative: Float64Array;

  /** @param edges panels that resolve the density, as `integrate` returns them */
  constructor(density: (points: Float64Array) => Float64Array, edges: Float64Array) {
    this.#edges = edges;
    const values = density(compositeRule(edges, POINTS).nodes);
    this.#series = Array.from({ length: edges.length - 1 }, (_, j) =>
      legendreCoefficients(values.subarray(j * POINTS, (j + 1) * POINTS)),
    );
    this.#cumulative = new Float64Array(edges.length);
    this.#series.forEach((coefficients, j) => {
      // The integral of a Legendre series over [-1, 1] is twice its first coefficient.
      this.#cumulative[j + 1] = this.#cumulative[j] + (edges[j + 1] - edges[j]) * coefficients[0];
    });
  }

  /** The point below which lies the share u of the mass. */
  at(u: number): number {
    const target = u * this.#cumulative[this.#cumulative.length - 1];
    const j = panelOf(this.#cumulative, target);
    const half = (this.#edges[j + 1] - this.#edges[j]) / 2;
    const wanted = (target - this.#cumulative[j]) / half;
    let low = -1;
    let high = 1;
    let t = 0;
    for (let step = 0; step < MAX_STEPS; step++) {
      const { value, integral } = evaluateWithIntegral(this.#series[j], t);
      if (integral > wanted) high = t;
      else low = t;
      const newton = t - (integral - wanted) / value;
      const next = newton > low && newton < high ? newton : (low + high) / 2;
      if (Math.abs(next - t) <= 2 * Number.EPSILON) break;
      t = next;
    }
    return this.#edges[j] + half * (1 + t);
  }
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
