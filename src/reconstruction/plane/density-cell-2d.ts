import type { Density } from "../../density/density.ts";
import { gaussLegendre, legendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";

/** Gauss-Legendre points of a cell along each axis. */
export const POINTS = 16;
/** p is resolved on a cell when its last Legendre coefficients are below this share of its largest value anywhere. */
export const TAIL = 1e-12;
/** Cuts of one cell before p is taken as it is, with what that means for the error estimate. */
const MAX_CUTS = 20;

/** p at the nodes of a rectangle, and the rectangle's halves once they were needed. */
export class DensityCell {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly cuts: number;
  /** The largest log p at a node. */
  readonly logPeak: number;
  /** Quadrature weight times p / exp(logPeak), x slower: (16, 16). */
  readonly weights: Float64Array;
  /** The last Legendre coefficients of p / exp(logPeak) along x and along y, as far as they are not rounding. */
  readonly tails: readonly [number, number];
  readonly halves: [readonly DensityCell[] | undefined, readonly DensityCell[] | undefined] = [undefined, undefined];

  constructor(density: Density, x: number, y: number, halfWidth: number, halfHeight: number, cuts: number) {
    [this.x, this.y, this.halfWidth, this.halfHeight, this.cuts] = [x, y, halfWidth, halfHeight, cuts];
    const { nodes, weights } = gaussLegendre(POINTS);
    const points = new Float64Array(2 * POINTS * POINTS);
    let at = 0;
    for (const s of nodes) {
      for (const t of nodes) {
        points[at++] = x + halfWidth * s;
        points[at++] = y + halfHeight * t;
      }
    }
    const logPdf = density.logPdf(points);
    this.logPeak = maximum(logPdf);
    this.weights = logPdf.map((value) => Math.exp(value - this.logPeak));
    this.tails = this.logPeak === -Infinity || cuts >= MAX_CUTS ? [0, 0] : tailsOf(this.weights, this.logPeak);
    for (let i = 0; i < POINTS; i++) {
      for (let j = 0; j < POINTS; j++) this.weights[i * POINTS + j] *= halfWidth * halfHeight * weights[i] * weights[j];
    }
  }

  halvesAlong(axis: 0 | 1, density: Density): readonly DensityCell[] {
    const known = this.halves[axis];
    if (known) return known;
    const w = axis === 0 ? this.halfWidth / 2 : this.halfWidth;
    const h = axis === 1 ? this.halfHeight / 2 : this.halfHeight;
    const made = [-1, 1].map(
      (side) =>
        new DensityCell(
          density,
          axis === 0 ? this.x + side * w : this.x,
          axis === 1 ? this.y + side * h : this.y,
          w,
          h,
          this.cuts + 1,
        ),
    );
    this.halves[axis] = made;
    return made;
  }
}

/** Rows that turn values at the nodes into the Legendre coefficients of the two highest degrees. */
const TAIL_ROWS: readonly Float64Array[] = [POINTS - 2, POINTS - 1].map((degree) => {
  const { nodes, weights } = gaussLegendre(POINTS);
  return nodes.map((t, i) => (degree + 0.5) * weights[i] * legendre(degree, t).value);
});

function tailsOf(values: Float64Array, logPeak: number): [number, number] {
  const tails: [number, number] = [0, 0];
  for (const row of TAIL_ROWS) {
    for (let k = 0; k < POINTS; k++) {
      let [alongX, alongY] = [0, 0];
      for (let i = 0; i < POINTS; i++) {
        alongX += row[i] * values[i * POINTS + k];
        alongY += row[i] * values[k * POINTS + i];
      }
      tails[0] = Math.max(tails[0], Math.abs(alongX));
      tails[1] = Math.max(tails[1], Math.abs(alongY));
    }
  }
  // log p is known up to its own rounding, and that much p varies from node to node.
  const rounding = 64 * Number.EPSILON * Math.abs(logPeak);
  return [tails[0] > rounding ? tails[0] : 0, tails[1] > rounding ? tails[1] : 0];
}

/** The axis with the larger value where that is more than allowed. */
export function axisToCut(values: readonly [number, number], allowed: number): 0 | 1 | undefined {
  if (Math.max(...values) <= allowed) return undefined;
  return values[0] >= values[1] ? 0 : 1;
}
