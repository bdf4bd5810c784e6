import type { Density } from "../../density/density.ts";
import { gaussLegendre, legendre } from "../../numerics/quadrature/gauss-legendre.ts";
import type { Rectangle } from "../../numerics/quadrature/integrate-box.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";

/** Gauss-Legendre points of a cell along each axis. */
export const POINTS = 16;
/** p is resolved on a cell when its last Legendre coefficients are below this fraction of its largest value anywhere. */
export const TAIL = 1e-12;
/** The number of cuts after which p is accepted unresolved; the error estimate then includes the unresolved mass. */
const MAX_CUTS = 14;

/** Quadrature weights times p at the nodes of a rectangle. */
export interface WeightedCell extends Rectangle {
  readonly logPeak: number;
  /** Weights times p, with exp(logPeak) as the unit of p; y runs faster: (16, 16). */
  readonly weights: Float64Array;
}

/** p at the nodes of a rectangle, and the rectangle's halves once they have been needed. */
export class DensityCell implements WeightedCell {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly cuts: number;
  /** The largest log p at a node. */
  readonly logPeak: number;
  /** Quadrature weight times p / exp(logPeak); y runs faster: (16, 16). */
  readonly weights: Float64Array;
  /** The last Legendre coefficients of p / exp(logPeak) along x and along y, as far as they exceed rounding. */
  readonly tails: readonly [number, number];
  /** The largest change of the mass that further cuts of the cell might cause. */
  unresolved: number;
  /** Whether the cell is not cut further though p is not resolved: it has a kink, or was cut often enough. */
  readonly isUnresolved: boolean;
  /** Whether the unresolved mass was measured by cubature of p over the cell. */
  readonly isMeasured: boolean;
  /** Whether p is not smooth on the rectangle. */
  readonly rough: boolean;
  readonly halves: [readonly DensityCell[] | undefined, readonly DensityCell[] | undefined] = [undefined, undefined];

  /**
   * @param massError the error of the mass, if it is known better than from the coefficients
   */
  constructor(
    density: Density,
    { x, y, halfWidth, halfHeight }: Rectangle,
    cuts: number,
    rough: boolean,
    massError?: number,
  ) {
    [this.x, this.y, this.halfWidth, this.halfHeight, this.cuts] = [x, y, halfWidth, halfHeight, cuts];
    this.rough = rough;
    const { nodes, weights } = gaussLegendre(POINTS);
    const points = new Float64Array(2 * POINTS * POINTS);
    let at = 0;
    for (let i = 0; i < POINTS; i++) {
      for (let j = 0; j < POINTS; j++) {
        points[at++] = x + halfWidth * nodes[i];
        points[at++] = y + halfHeight * nodes[j];
      }
    }
    const logPdf = density.logPdf(points);
    this.logPeak = maximum(logPdf);
    this.weights = exponentials(logPdf, this.logPeak);
    const tails = this.logPeak === -Infinity ? ([0, 0] as const) : tailsOf(this.weights, this.#rounding(logPdf));
    const isLast = cuts >= MAX_CUTS;
    this.tails = isLast ? [0, 0] : tails;
    const area = 4 * halfWidth * halfHeight;
    const coefficients = Math.max(...tails) * area * Math.exp(this.logPeak);
    this.unresolved = Math.min(massError ?? Infinity, coefficients);
    this.isUnresolved = rough || isLast;
    this.isMeasured = massError !== undefined;
    for (let i = 0; i < POINTS; i++) {
      for (let j = 0; j < POINTS; j++) this.weights[i * POINTS + j] *= halfWidth * halfHeight * weights[i] * weights[j];
    }
  }

  /** The rounding error of p / exp(logPeak): that of log p, and that of positions where p is steep. */
  #rounding(logPdf: Float64Array): number {
    let lowest = this.logPeak;
    for (let i = 0; i < logPdf.length; i++) if (logPdf[i] > -Infinity) lowest = Math.min(lowest, logPdf[i]);
    const steps = Math.abs(this.x) / this.halfWidth + Math.abs(this.y) / this.halfHeight;
    return Number.EPSILON * (64 * Math.abs(this.logPeak) + 4 * steps * Math.min(1, this.logPeak - lowest));
  }

  halvesAlong(axis: 0 | 1, density: Density): readonly DensityCell[] {
    const known = this.halves[axis];
    if (known) return known;
    const w = axis === 0 ? this.halfWidth / 2 : this.halfWidth;
    const h = axis === 1 ? this.halfHeight / 2 : this.halfHeight;
    const made = [-1, 1].map((side) => {
      const x = axis === 0 ? this.x + side * w : this.x;
      const y = axis === 1 ? this.y + side * h : this.y;
      return new DensityCell(density, { x, y, halfWidth: w, halfHeight: h }, this.cuts + 1, this.rough);
    });
    if (this.rough) for (const half of made) half.unresolved = Math.min(half.unresolved, changeBetween(this, made));
    this.halves[axis] = made;
    return made;
  }
}

function exponentials(logs: Float64Array, logUnit: number): Float64Array {
  const values = new Float64Array(logs.length);
  for (let i = 0; i < values.length; i++) values[i] = Math.exp(logs[i] - logUnit);
  return values;
}

/** The largest change of the mass, and of the moments in units of the cell, when halves replace a cell. */
function changeBetween(cell: DensityCell, halves: readonly DensityCell[]): number {
  const { nodes } = gaussLegendre(POINTS);
  const moments = (part: DensityCell): readonly number[] => {
    const scale = Math.exp(part.logPeak);
    let [mass, x, y] = [0, 0, 0];
    for (let k = 0; k < part.weights.length; k++) {
      const weight = scale * part.weights[k];
      mass += weight;
      x += weight * (part.x - cell.x + part.halfWidth * nodes[Math.floor(k / POINTS)]);
      y += weight * (part.y - cell.y + part.halfHeight * nodes[k % POINTS]);
    }
    return [mass, x / cell.halfWidth, y / cell.halfHeight];
  };
  const parts = halves.map(moments);
  return Math.max(...moments(cell).map((whole, k) => Math.abs(whole - parts[0][k] - parts[1][k])));
}

/** Rows that turn values at the nodes into the Legendre coefficients of the two highest degrees. */
const TAIL_ROWS: readonly Float64Array[] = [POINTS - 2, POINTS - 1].map((degree) => {
  const { nodes, weights } = gaussLegendre(POINTS);
  return nodes.map((t, i) => (degree + 0.5) * weights[i] * legendre(degree, t).value);
});

function tailsOf(values: Float64Array, rounding: number): [number, number] {
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
  return [tails[0] > rounding ? tails[0] : 0, tails[1] > rounding ? tails[1] : 0];
}

/** The axis with the larger value, if that value exceeds the allowed one. */
export function axisToCut(values: readonly [number, number], allowed: number): 0 | 1 | undefined {
  if (Math.max(...values) <= allowed) return undefined;
  return values[0] >= values[1] ? 0 : 1;
}
