import type { Density, Interval } from "../../density/density.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";

/** By default, nodes where p is below this fraction of its largest value are left out. The fraction is far below rounding. */
const NEGLIGIBLE = 1e-18;
/** Beyond the last nodes, a function that grows outwards may be this many times as large as at any node. */
const LEFT_OUT = 4;
/** The relative error of p at a node, whose exponent is a sum of d² products. */
const ROUNDING = 64 * Number.EPSILON;

/**
 * E_p[f] as a weighted sum over fixed nodes, so that the values at the nodes are computed once for many averages.
 *
 * On a lattice the sum converges exponentially in 1 / step for a smooth f, like the trapezoidal rule on a line. Each average is
 * also computed over every second node, in a checkerboard pattern, and the difference is the error estimate. It is far too large,
 * since the coarser lattice, whose spacing in the plane is √2 times as large, has at most half of the correct digits. For the nodes
 * that are left out, the error estimate assumes that f is four times as large there as at any other node.
 */
export class Average {
  readonly dim: number;
  /** The nodes, shape (n, d). */
  readonly nodes: Float64Array;
  readonly #weights: Float64Array;
  /** Whether a node belongs to the coarser lattice too. */
  readonly #coarse: readonly boolean[];

  /** The mass of the nodes that were left out. */
  readonly #leftOut: number;

  private constructor(
    dim: number,
    nodes: Float64Array,
    weights: Float64Array,
    coarse: readonly boolean[],
    leftOut: number,
  ) {
    this.dim = dim;
    this.#leftOut = leftOut;
    this.nodes = nodes;
    this.#weights = weights;
    this.#coarse = coarse;
  }

  /** The average over a density that vanishes at the edges of a box, by the nodes of a cubic lattice in the box. */
  static onLattice(density: Density, box: readonly Interval[], step: number, negligible: number = NEGLIGIBLE): Average {
    const dim = box.length;
    let points: number[][] = [[]];
    let parity = [0];
    for (const [lower, upper] of box) {
      const line = Array.from({ length: Math.floor((upper - lower) / step) + 1 }, (_, i) => lower + i * step);
      parity = parity.flatMap((before) => line.map((_, i) => (before + i) % 2));
      points = points.flatMap((point) => line.map((value) => [...point, value]));
    }
    const pdf = density.logPdf(Float64Array.from(points.flat())).map(Math.exp);
    const least = negligible * maximum(pdf, 0);
    const kept = points.map((_, k) => k).filter((k) => pdf[k] > least);
    const leftOut = step ** dim * pdf.reduce((sum, value) => sum + (value > least ? 0 : value), 0);
    return new Average(
      dim,
      Float64Array.from(kept.flatMap((k) => points[k])),
      Float64Array.from(kept, (k) => step ** dim * pdf[k]),
      kept.map((k) => parity[k] === 0),
      leftOut,
    );
  }

  /** The average over pairs of a node and one of the points of an equally weighted rule in other dimensions. */
  times(points: readonly (readonly number[])[]): Average {
    const { dim, nodes } = this;
    const pairs: number[] = [];
    for (let k = 0; k < this.#weights.length; k++) {
      for (const point of points) pairs.push(...nodes.subarray(k * dim, (k + 1) * dim), ...point);
    }
    return new Average(
      dim + points[0].length,
      Float64Array.from(pairs),
      Float64Array.from({ length: this.#weights.length * points.length }, (_, i) => {
        return this.#weights[Math.floor(i / points.length)] / points.length;
      }),
      this.#coarse.flatMap((even) => points.map(() => even)),
      this.#leftOut,
    );
  }

  /** The average with every node x moved to Q x, where Q is orthogonal. */
  rotated(q: readonly (readonly number[])[]): Average {
    const { dim, nodes } = this;
    const rotated = nodes.map((_, i) => {
      const node = Math.floor(i / dim) * dim;
      return q[i - node].reduce((sum, value, k) => sum + value * nodes[node + k], 0);
    });
    return new Average(dim, rotated, this.#weights, this.#coarse, this.#leftOut);
  }

  /** E_p[f], where f takes the index of a node. */
  of(f: (node: number) => number): Estimate {
    let value = 0;
    let lost = 0;
    let coarse = 0;
    let magnitude = 0;
    let largest = 0;
    this.#weights.forEach((weight, k) => {
      const own = f(k);
      largest = Math.max(largest, Math.abs(own));
      const term = weight * own;
      // The sum is compensated, since a hundred thousand rounding errors would otherwise add up.
      const next = value + (term - lost);
      lost = next - value - (term - lost);
      value = next;
      magnitude += Math.abs(term);
      if (this.#coarse[k]) coarse += 2 * term;
    });
    const errorEstimate = Math.abs(value - coarse) + ROUNDING * magnitude + LEFT_OUT * this.#leftOut * largest;
    return { value, errorEstimate };
  }
}
