import { panelOf } from "../../numerics/approximation/grid.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import type { IntegratedRectangle, Rectangle } from "../../numerics/quadrature/integrate-box.ts";
import { type LineNodes, panelsBetween } from "../../numerics/quadrature/line-panels.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { InverseCdf } from "../inverse-cdf.ts";

/** Gauss-Legendre points over y, as many as `InverseCdf` needs. */
const POINTS = 16;

/**
 * Draws from an unnormalised density in the plane, from rectangles on which cubature resolves it: one uniform number chooses
 * the rectangle and x in it, another one y given x, each by inverting the distribution function.
 */
export class PlaneSampler {
  readonly #weight: (points: Float64Array) => Float64Array;
  readonly #cells: readonly Rectangle[];
  /** The mass before each rectangle. */
  readonly #cumulative: Float64Array;
  /** The distribution functions of x, made when a rectangle is first drawn. */
  readonly #alongX = new Map<number, InverseCdf>();

  /** @param weight the density, (n, 2) -> (n) */
  constructor(weight: (points: Float64Array) => Float64Array, cells: readonly IntegratedRectangle[]) {
    this.#weight = weight;
    const filled = cells.filter(({ value }) => value > 0);
    this.#cells = filled;
    this.#cumulative = new Float64Array(filled.length + 1);
    filled.forEach(({ value }, i) => {
      this.#cumulative[i + 1] = this.#cumulative[i] + value;
    });
  }

  /** n draws, (n, 2). */
  draw(rng: Rng, n: number): Float64Array {
    const points = new Float64Array(2 * n);
    const total = this.#cumulative[this.#cumulative.length - 1];
    for (let i = 0; i < n; i++) {
      const target = rng.uniform() * total;
      const cell = panelOf(this.#cumulative, target);
      const [from, to] = this.#cumulative.subarray(cell, cell + 2);
      const x = this.#ofX(cell).at(Math.min(1, (target - from) / (to - from)));
      points[2 * i] = x;
      points[2 * i + 1] = this.#ofY(x, this.#cells[cell]).at(rng.uniform());
    }
    return points;
  }

  #ofX(index: number): InverseCdf {
    const known = this.#alongX.get(index);
    if (known) return known;
    const { x, y, halfWidth, halfHeight } = this.#cells[index];
    const { nodes, weights } = gaussLegendre(POINTS);
    const marginal = ({ positions }: LineNodes): Float64Array =>
      positions.map((at) => {
        const values = this.#weight(Float64Array.from(Array.from(nodes).flatMap((t) => [at, y + halfHeight * t])));
        return values.reduce((sum, value, k) => sum + value * weights[k], 0);
      });
    const made = new InverseCdf(marginal, panelsBetween([x - halfWidth, x + halfWidth]));
    this.#alongX.set(index, made);
    return made;
  }

  #ofY(x: number, { y, halfHeight }: Rectangle): InverseCdf {
    const slice = ({ positions }: LineNodes): Float64Array =>
      this.#weight(Float64Array.from(Array.from(positions).flatMap((at) => [x, at])));
    return new InverseCdf(slice, panelsBetween([y - halfHeight, y + halfHeight]));
  }
}
