import type { Density } from "../../density/density.ts";
import { panelOf } from "../../numerics/approximation/grid.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import type { BoxEdges } from "../../numerics/quadrature/integrate-box.ts";
import { atMost } from "../line/mesh-1d.ts";
import { axisToCut, DensityCell, POINTS, TAIL } from "./density-cell-2d.ts";
import { largestLogPdf } from "./density-edges-2d.ts";
import { Moments2d, type Posterior2d } from "./posterior-2d.ts";

/** What has less than exp(-42) = 6e-19 of the mass is left out. */
const NEGLIGIBLE_LOG_MASS = 42;
/** The bell may vary by exp(24) over a cell: 16 points integrate that exponential to 2e-16 of its largest value. */
const MAX_LOG_TILT = 24;
/** Cells with less than this share of the mass may be as steep as they like. */
const STEEP_SHARE = 1e-14;
/** Cells kept, of 2 kB each. */
const MAX_CELLS = 40_000;

/**
 * Posterior moments of the clean point by Gauss-Legendre cubature over cells that resolve p and the corruption's bell. Cells
 * are made when a point asks for them, and cut where p or a steep flank of the bell asks for it; they are shared by all points.
 */
export class PosteriorCells2d {
  readonly #density: Density;
  readonly #sigma: number;
  readonly #edges: BoxEdges;
  readonly #cells = new Map<number, DensityCell>();
  /** Cells and halves of cells that are kept. */
  #made = 0;
  readonly #logArea: number;
  /** The largest log p seen. */
  #logPeak: number;

  /**
   * @param start edges on which p's features are seen
   * @param widest cells are at most this wide, in units of sigma: 16 points integrate a bell over 3 sigma to rounding
   */
  constructor(density: Density, sigma: number, start: BoxEdges, widest: number) {
    this.#density = density;
    this.#sigma = sigma;
    this.#edges = [atMost(widest * sigma, start[0]), atMost(widest * sigma, start[1])];
    this.#logPeak = largestLogPdf(density, start);
    this.#logArea = start.reduce((sum, edges) => sum + Math.log(edges[edges.length - 1] - edges[0]), 0);
  }

  /** The posterior given the corrupted point (x, y). */
  at(x: number, y: number): Posterior2d {
    const variance = this.#sigma ** 2;
    const nearest = this.#edges.map((edges, axis) =>
      Math.min(edges[edges.length - 1], Math.max(edges[0], axis === 0 ? x : y)),
    );
    const beyond = [nearest[0] - x, nearest[1] - y];
    const [logPdf] = this.#density.logPdf(Float64Array.from(nearest));
    // Beyond this distance lies a negligible share of the mass: a guess, from p near the point, and then as found.
    let logMass = Math.max(logPdf + Math.log(2 * Math.PI * variance), this.#logPeak + this.#logArea - 700);
    logMass -= (beyond[0] ** 2 + beyond[1] ** 2) / (2 * variance);
    for (;;) {
      const reach = 2 * variance * (this.#logPeak + this.#logArea - logMass + NEGLIGIBLE_LOG_MASS + 1);
      const moments = new Moments2d();
      const logScale = this.#accumulate(moments, x, y, beyond, reach);
      const found = logScale + Math.log(moments.mass);
      const all = this.#logPeak + this.#logArea - reach / (2 * variance) < found - NEGLIGIBLE_LOG_MASS;
      // Where nothing at all was found, there is nothing to look for further out.
      if (all || !(found < logMass) || Number.isNaN(found)) {
        return {
          logMass: found - Math.log(2 * Math.PI * variance),
          shift: [moments.x, moments.y],
          covariance: moments.covariance(),
        };
      }
      logMass = found;
    }
  }

  /** Adds up all within a squared distance, scaled by exp(-the number returned). */
  #accumulate(moments: Moments2d, x: number, y: number, beyond: readonly number[], reach: number): number {
    const [xEdges, yEdges] = this.#edges;
    const window = (edges: Float64Array, at: number, other: number): [number, number] => {
      const radius = Math.sqrt(Math.max(0, reach - other ** 2));
      return [panelOf(edges, at - radius), panelOf(edges, at + radius)];
    };
    const [firstX, lastX] = window(xEdges, x, beyond[1]);
    const [firstY, lastY] = window(yEdges, y, beyond[0]);
    const inWindow: DensityCell[] = [];
    const bounds: number[] = [];
    let best = 0;
    for (let i = firstX; i <= lastX; i++) {
      for (let j = firstY; j <= lastY; j++) {
        const dx = Math.max(xEdges[i] - x, x - xEdges[i + 1], 0);
        const dy = Math.max(yEdges[j] - y, y - yEdges[j + 1], 0);
        if (dx * dx + dy * dy > reach) continue;
        const cell = this.#cell(i, j);
        inWindow.push(cell);
        bounds.push(this.#bound(cell, x, y));
        if (bounds[bounds.length - 1] > bounds[best]) best = inWindow.length - 1;
      }
    }
    if (inWindow.length === 0 || bounds[best] === -Infinity) return 0;
    const logScale = bounds[best];
    // The most promising one first: what there is in it tells what of the others is negligible.
    this.#add(inWindow[best], moments, x, y, logScale);
    inWindow.forEach((cell, k) => {
      if (k !== best) this.#add(cell, moments, x, y, logScale);
    });
    return logScale;
  }

  #cell(i: number, j: number): DensityCell {
    const [xEdges, yEdges] = this.#edges;
    const key = i * yEdges.length + j;
    const known = this.#cells.get(key);
    if (known) return known;
    if (this.#made >= MAX_CELLS) {
      this.#cells.clear();
      this.#made = 0;
    }
    this.#made++;
    const cell = new DensityCell(
      this.#density,
      (xEdges[i] + xEdges[i + 1]) / 2,
      (yEdges[j] + yEdges[j + 1]) / 2,
      (xEdges[i + 1] - xEdges[i]) / 2,
      (yEdges[j + 1] - yEdges[j]) / 2,
      0,
    );
    this.#logPeak = Math.max(this.#logPeak, cell.logPeak);
    this.#cells.set(key, cell);
    return cell;
  }

  /** Largest log of p times the bell within the cell, or a little more. */
  #bound(cell: DensityCell, x: number, y: number): number {
    const dx = Math.max(Math.abs(cell.x - x) - cell.halfWidth, 0);
    const dy = Math.max(Math.abs(cell.y - y) - cell.halfHeight, 0);
    return cell.logPeak - (dx * dx + dy * dy) / (2 * this.#sigma ** 2);
  }

  #add(cell: DensityCell, moments: Moments2d, x: number, y: number, logScale: number): void {
    const bound = this.#bound(cell, x, y) - logScale;
    const logShare = bound + Math.log(4 * cell.halfWidth * cell.halfHeight) - Math.log(moments.mass);
    if (logShare < -NEGLIGIBLE_LOG_MASS) return;
    const share = Math.exp(Math.min(0, logShare));
    const axis = axisToCut(cell.tails, TAIL / share) ?? this.#steepAxis(cell, x, y, share);
    if (axis === undefined) {
      this.#addLeaf(cell, moments, x, y, bound);
      return;
    }
    if (!cell.halves[axis]) this.#made += 2;
    // The more promising half first, which may make the other one negligible.
    const [one, other] = cell.halvesAlong(axis, this.#density);
    const otherFirst = this.#bound(other, x, y) > this.#bound(one, x, y);
    this.#add(otherFirst ? other : one, moments, x, y, logScale);
    this.#add(otherFirst ? one : other, moments, x, y, logScale);
  }

  /** The axis along which the bell varies too much over a cell that matters. */
  #steepAxis(cell: DensityCell, x: number, y: number, share: number): 0 | 1 | undefined {
    if (share < STEEP_SHARE) return undefined;
    const tilts: [number, number] = [
      (2 * cell.halfWidth * Math.abs(cell.x - x)) / this.#sigma ** 2,
      (2 * cell.halfHeight * Math.abs(cell.y - y)) / this.#sigma ** 2,
    ];
    return axisToCut(tilts, MAX_LOG_TILT);
  }

  /** Moments relative to the corrupted point, from those relative to the cell's centre: small numbers stay exact. */
  #addLeaf(cell: DensityCell, moments: Moments2d, x: number, y: number, bound: number): void {
    const { nodes } = gaussLegendre(POINTS);
    const { halfWidth, halfHeight, weights } = cell;
    const [offsetX, offsetY] = [cell.x - x, cell.y - y];
    const nearestX = Math.max(Math.abs(offsetX) - halfWidth, 0);
    const nearestY = Math.max(Math.abs(offsetY) - halfHeight, 0);
    const logBell = -0.5 / this.#sigma ** 2;
    for (let k = 0; k < POINTS; k++) {
      const dx = halfWidth * nodes[k];
      const dy = halfHeight * nodes[k];
      const bellX = Math.exp(logBell * ((offsetX + dx) ** 2 - nearestX ** 2));
      const bellY = Math.exp(logBell * ((offsetY + dy) ** 2 - nearestY ** 2));
      xBell[k] = bellX;
      xDeviation[k] = dx;
      yBell[k] = bellY;
      yBell1[k] = bellY * dy;
      yBell2[k] = bellY * dy * dy;
    }
    let [mass, x1, y1, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < POINTS; i++) {
      let [row, row1, row2] = [0, 0, 0];
      for (let j = 0; j < POINTS; j++) {
        const weight = weights[i * POINTS + j];
        row += weight * yBell[j];
        row1 += weight * yBell1[j];
        row2 += weight * yBell2[j];
      }
      const bell = xBell[i];
      const dx = xDeviation[i];
      mass += bell * row;
      x1 += bell * dx * row;
      xx += bell * dx * dx * row;
      y1 += bell * row1;
      xy += bell * dx * row1;
      yy += bell * row2;
    }
    if (!(mass > 0)) return;
    const [meanX, meanY] = [x1 / mass, y1 / mass];
    const scale = Math.exp(bound);
    moments.add(
      mass * scale,
      offsetX + meanX,
      offsetY + meanY,
      (xx - x1 * meanX) * scale,
      (xy - x1 * meanY) * scale,
      (yy - y1 * meanY) * scale,
    );
  }
}

/** Working space of `addLeaf`, which is most of the time: the bells at a cell's nodes, and times deviations from its centre. */
const xBell: Float64Array = new Float64Array(POINTS);
const xDeviation: Float64Array = new Float64Array(POINTS);
const yBell: Float64Array = new Float64Array(POINTS);
const yBell1: Float64Array = new Float64Array(POINTS);
const yBell2: Float64Array = new Float64Array(POINTS);
