import type { Density } from "../../density/density.ts";
import { gaussLegendre, legendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { type DensityCell, POINTS, type WeightedCell } from "./density-cell-2d.ts";

/**
 * Cells that are small compared with sigma are merged into cells of at most this many sigma. On such a cell the kernel and its products
 * with deviations are polynomials of degree 15 to 1e-13, and nothing else is integrated against p.
 */
const SUM_IN_SIGMAS = 1.5;

/** The cell that small cells are merged into, with weights for p itself. */
interface Sum extends WeightedCell {
  readonly logPeak: 0;
}

/**
 * Hands cells on, and merges those that are small compared with sigma. A ridge or a kink gives thousands of cells, of which wider noise
 * sees only the moments. Small cells come from halving the domain, so that each lies within one part of an even grid.
 */
export class CellCollector {
  readonly #take: (cell: WeightedCell) => void;
  readonly #lower: readonly number[];
  /** The widths of the parts; NaN where the domain is not finite. */
  readonly #widths: readonly number[];
  readonly #sums = new Map<string, Sum>();

  constructor(density: Density, sigma: number, take: (cell: WeightedCell) => void) {
    this.#take = take;
    this.#lower = density.support.map(([lower]) => lower);
    this.#widths = density.support.map(([lower, upper]) => {
      const halvings = Math.max(0, Math.ceil(Math.log2((upper - lower) / (SUM_IN_SIGMAS * sigma))));
      return (upper - lower) / 2 ** halvings;
    });
  }

  add(cell: DensityCell): void {
    const [w, h] = this.#widths;
    const isSmall = 2 * cell.halfWidth <= w / 2 && 2 * cell.halfHeight <= h / 2;
    if (!isSmall) {
      this.#take(cell);
      return;
    }
    const [column, row] = [cell.x, cell.y].map((at, axis) => Math.floor((at - this.#lower[axis]) / this.#widths[axis]));
    const [x, y] = [this.#lower[0] + (column + 0.5) * w, this.#lower[1] + (row + 0.5) * h];
    if (Math.abs(cell.x - x) + cell.halfWidth > 0.501 * w || Math.abs(cell.y - y) + cell.halfHeight > 0.501 * h) {
      this.#take(cell);
      return;
    }
    const key = `${column} ${row}`;
    const known = this.#sums.get(key);
    const sum = known ?? {
      x,
      y,
      halfWidth: w / 2,
      halfHeight: h / 2,
      logPeak: 0,
      weights: new Float64Array(POINTS ** 2),
    };
    if (!known) this.#sums.set(key, sum);
    addProjected(sum, cell);
  }

  /** Hands on the merged cells. */
  finish(): void {
    for (const sum of this.#sums.values()) this.#take(sum);
    this.#sums.clear();
  }
}

/** Adds weights at the nodes of the merged cell that integrate polynomials of degree 15 in each variable exactly as the small cell's do. */
function addProjected(sum: Sum, cell: DensityCell): void {
  const alongX = lagrange((cell.x - sum.x) / sum.halfWidth, cell.halfWidth / sum.halfWidth);
  const alongY = lagrange((cell.y - sum.y) / sum.halfHeight, cell.halfHeight / sum.halfHeight);
  const scale = Math.exp(cell.logPeak);
  const half = new Float64Array(POINTS * POINTS);
  for (let i = 0; i < POINTS; i++) {
    for (let j = 0; j < POINTS; j++) {
      const weight = scale * cell.weights[i * POINTS + j];
      for (let b = 0; b < POINTS; b++) half[i * POINTS + b] += weight * alongY[j * POINTS + b];
    }
  }
  for (let i = 0; i < POINTS; i++) {
    for (let a = 0; a < POINTS; a++) {
      const value = alongX[i * POINTS + a];
      for (let b = 0; b < POINTS; b++) sum.weights[a * POINTS + b] += value * half[i * POINTS + b];
    }
  }
}

/** w_a (k + 1/2) P_k(t_a): the Lagrange polynomial of node a as a Legendre series, (nodes, degrees). */
const SERIES: Float64Array = (() => {
  const { nodes, weights } = gaussLegendre(POINTS);
  const series = new Float64Array(POINTS * POINTS);
  for (let a = 0; a < POINTS; a++) {
    for (let k = 0; k < POINTS; k++) series[a * POINTS + k] = weights[a] * (k + 0.5) * legendre(k, nodes[a]).value;
  }
  return series;
})();

/** The Lagrange polynomials of the Gauss-Legendre nodes at center + half times each of these nodes: (nodes, polynomials). */
function lagrange(center: number, half: number): Float64Array {
  const { nodes } = gaussLegendre(POINTS);
  const table = new Float64Array(POINTS * POINTS);
  for (let i = 0; i < POINTS; i++) {
    const t = center + half * nodes[i];
    let [previous, current] = [0, 1];
    for (let k = 0; k < POINTS; k++) {
      for (let a = 0; a < POINTS; a++) table[i * POINTS + a] += current * SERIES[a * POINTS + k];
      [previous, current] = [current, ((2 * k + 1) * t * current - k * previous) / (k + 1)];
    }
  }
  return table;
}
