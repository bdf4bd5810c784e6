import type { Density } from "../../density/density.ts";
import type { PlaneBox } from "../../density/mass.ts";
import { cellMoments } from "./cell-moments.ts";
import type { DensityBoxes2d } from "./density-boxes-2d.ts";
import { axisToCut, DensityCell, TAIL } from "./density-cell-2d.ts";
import { Moments2d, type Posterior2d } from "./posterior-2d.ts";

/** Parts with less than exp(-42) = 6e-19 of the mass are left out. */
const NEGLIGIBLE_LOG_MASS = 42;
/** The kernel may vary by a factor exp(24) over a cell: 16 points integrate that exponential to 2e-16 of its largest value. */
const MAX_LOG_TILT = 24;
/** The kernel may vary by any factor over cells with less than this fraction of the mass. */
const STEEP_FRACTION = 1e-14;
/** A cell with a kink of p is cut only while its last Legendre coefficients, times its fraction of the mass, are above this. */
const ROUGH_TAIL = 1e-6;
/**
 * On a cell of at most this many sigma the kernel is nearly a polynomial of low degree, so that its product with p is as well resolved as p.
 */
const SMALL_IN_SIGMAS = 1.5;
/** Such a cell is good enough if the error of its mass is at most this fraction of the mass that the point sees. */
const MEASURED_ERROR = 1e-12;
/** This fraction holds instead where the cubature reached its limit of cells and left more than `MEASURED_ERROR` of the mass open. */
const GIVEN_UP_ERROR = 1e-10;
const GIVEN_UP = 1e-13;
/** Cells kept, of 2 kB each. */
const MAX_CELLS = 40_000;

/**
 * Posterior moments of the clean point by Gauss-Legendre cubature over cells that resolve p and the Gaussian kernel of the noise. Cells
 * are made when a point needs them, and cut where p or a steep flank of the kernel requires it. All points share the cells.
 */
export class PosteriorCells2d {
  readonly #density: Density;
  readonly #sigma: number;
  readonly #patches: readonly Patch[];
  readonly #hull: DensityBoxes2d["hull"];
  readonly #cells = new Map<number, DensityCell>();
  /** Cells and halves of cells that are kept. */
  #made = 0;
  readonly #logArea: number;
  /** The largest log p seen. */
  #logPeak: number;

  /**
   * @param start boxes in which p's features are resolved
   * @param widest the largest width of a cell, in units of sigma: 16 points integrate a kernel over 3 sigma to rounding
   */
  constructor(density: Density, sigma: number, { boxes, hull, logPeak }: DensityBoxes2d, widest: number) {
    this.#density = density;
    this.#sigma = sigma;
    this.#patches = patchesOf(boxes, widest * sigma);
    this.#hull = hull;
    this.#logPeak = logPeak;
    this.#logArea = hull.reduce((sum, [lower, upper]) => sum + Math.log(upper - lower), 0);
  }

  /** The posterior given the corrupted point (x, y). */
  at(x: number, y: number): Posterior2d {
    const variance = this.#sigma ** 2;
    const nearest = this.#hull.map(([lower, upper], axis) => Math.min(upper, Math.max(lower, axis === 0 ? x : y)));
    const beyond = [nearest[0] - x, nearest[1] - y];
    const [logPdf] = this.#density.logPdf(Float64Array.from(nearest));
    // Beyond this distance lies a negligible fraction of the mass. The distance is first a guess from p near the point, then the one found.
    let logMass = Math.max(logPdf + Math.log(2 * Math.PI * variance), this.#logPeak + this.#logArea - 700);
    logMass -= (beyond[0] ** 2 + beyond[1] ** 2) / (2 * variance);
    for (;;) {
      const squaredCutoff = 2 * variance * (this.#logPeak + this.#logArea - logMass + NEGLIGIBLE_LOG_MASS + 1);
      const moments = new Moments2d();
      const logScale = this.#accumulate(moments, x, y, squaredCutoff);
      const found = logScale + Math.log(moments.mass);
      const all = this.#logPeak + this.#logArea - squaredCutoff / (2 * variance) < found - NEGLIGIBLE_LOG_MASS;
      // Where no mass at all was found, a search farther out would find none.
      if (all || !(found < logMass) || Number.isNaN(found)) {
        return {
          logMass: found - Math.log(2 * Math.PI * variance),
          shift: [moments.x, moments.y],
          covariance: moments.covariance(),
          uncertainty: moments.uncertainty(),
        };
      }
      logMass = found;
    }
  }

  /** Adds all cells within a squared distance, scaled by exp(-the returned number). */
  #accumulate(moments: Moments2d, x: number, y: number, squaredCutoff: number): number {
    const inWindow: DensityCell[] = [];
    const bounds: number[] = [];
    let best = 0;
    for (const patch of this.#patches) {
      const patchX = Math.max(Math.abs(x - patch.x) - patch.halfWidth, 0);
      const patchY = Math.max(Math.abs(y - patch.y) - patch.halfHeight, 0);
      if (patchX * patchX + patchY * patchY > squaredCutoff) continue;
      const [left, bottom] = [patch.x - patch.halfWidth, patch.y - patch.halfHeight];
      const [width, height] = [(2 * patch.halfWidth) / patch.columns, (2 * patch.halfHeight) / patch.rows];
      const [xRadius, yRadius] = [
        Math.sqrt(squaredCutoff - patchY * patchY),
        Math.sqrt(squaredCutoff - patchX * patchX),
      ];
      const [firstX, lastX] = window(x - left, xRadius, width, patch.columns);
      const [firstY, lastY] = window(y - bottom, yRadius, height, patch.rows);
      for (let i = firstX; i <= lastX; i++) {
        for (let j = firstY; j <= lastY; j++) {
          const dx = Math.max(left + i * width - x, x - left - (i + 1) * width, 0);
          const dy = Math.max(bottom + j * height - y, y - bottom - (j + 1) * height, 0);
          if (dx * dx + dy * dy > squaredCutoff) continue;
          const cell = this.#cell(patch, i, j);
          inWindow.push(cell);
          bounds.push(this.#bound(cell, x, y));
          if (bounds[bounds.length - 1] > bounds[best]) best = inWindow.length - 1;
        }
      }
    }
    if (inWindow.length === 0 || bounds[best] === -Infinity) return 0;
    const logScale = bounds[best];
    // The most promising patch comes first: its mass shows which part of the others is negligible.
    this.#add(inWindow[best], moments, x, y, logScale);
    inWindow.forEach((cell, k) => {
      if (k !== best) this.#add(cell, moments, x, y, logScale);
    });
    return logScale;
  }

  #cell(patch: Patch, i: number, j: number): DensityCell {
    const { x, y, halfWidth, halfHeight, columns, rows, rough, first } = patch;
    const key = first + i * rows + j;
    const known = this.#cells.get(key);
    if (known) return known;
    if (this.#made >= MAX_CELLS) {
      this.#cells.clear();
      this.#made = 0;
    }
    this.#made++;
    const [w, h] = [halfWidth / columns, halfHeight / rows];
    const rectangle = {
      x: columns === 1 ? x : x - halfWidth + (2 * i + 1) * w,
      y: rows === 1 ? y : y - halfHeight + (2 * j + 1) * h,
      halfWidth: w,
      halfHeight: h,
    };
    const cell = new DensityCell(
      this.#density,
      rectangle,
      0,
      rough,
      columns * rows === 1 ? patch.massError : undefined,
    );
    this.#logPeak = Math.max(this.#logPeak, cell.logPeak);
    this.#cells.set(key, cell);
    return cell;
  }

  /** An upper bound, close to the maximum, of the logarithm of p times the kernel within the cell. */
  #bound(cell: DensityCell, x: number, y: number): number {
    const dx = Math.max(Math.abs(cell.x - x) - cell.halfWidth, 0);
    const dy = Math.max(Math.abs(cell.y - y) - cell.halfHeight, 0);
    return cell.logPeak - (dx * dx + dy * dy) / (2 * this.#sigma ** 2);
  }

  #add(cell: DensityCell, moments: Moments2d, x: number, y: number, logScale: number): void {
    const bound = this.#bound(cell, x, y) - logScale;
    const logShare = bound + Math.log(4 * cell.halfWidth * cell.halfHeight) - Math.log(moments.mass);
    if (logShare < -NEGLIGIBLE_LOG_MASS) return;
    const fraction = Math.exp(Math.min(0, logShare));
    const coarse = axisToCut(cell.tails, (cell.rough ? ROUGH_TAIL : TAIL) / fraction);
    const error = (Math.exp(bound - cell.logPeak) * cell.unresolved) / moments.mass;
    const isGoodEnough = coarse !== undefined && this.#isGoodEnough(cell, error);
    const axis = (isGoodEnough ? undefined : coarse) ?? this.#steepAxis(cell, x, y, fraction);
    if (axis === undefined) {
      if (isGoodEnough || cell.isUnresolved) this.#addUncertain(cell, moments, x, y, bound);
      this.#addLeaf(cell, moments, x, y, bound);
      return;
    }
    if (!cell.halves[axis]) this.#made += 2;
    // The more promising half comes first, because its mass may make the other half negligible.
    const [one, other] = cell.halvesAlong(axis, this.#density);
    const otherFirst = this.#bound(other, x, y) > this.#bound(one, x, y);
    this.#add(otherFirst ? other : one, moments, x, y, logScale);
    this.#add(otherFirst ? one : other, moments, x, y, logScale);
  }

  /**
   * Whether the cubature of p is accurate enough on a cell. @param error the error of the cell's mass, relative to the mass found so far
   */
  #isGoodEnough(cell: DensityCell, error: number): boolean {
    const isSmall = 2 * Math.max(cell.halfWidth, cell.halfHeight) <= SMALL_IN_SIGMAS * this.#sigma;
    return cell.isMeasured && isSmall && error <= (cell.unresolved > GIVEN_UP ? GIVEN_UP_ERROR : MEASURED_ERROR);
  }

  #addUncertain(cell: DensityCell, moments: Moments2d, x: number, y: number, bound: number): void {
    const distance = Math.hypot(cell.x - x, cell.y - y) + Math.hypot(cell.halfWidth, cell.halfHeight);
    moments.addUncertain(cell.unresolved * Math.exp(bound - cell.logPeak), distance);
  }

  /** The axis along which the kernel varies too much over a cell, if the cell's mass matters. */
  #steepAxis(cell: DensityCell, x: number, y: number, fraction: number): 0 | 1 | undefined {
    if (fraction < STEEP_FRACTION) return undefined;
    const tilts: [number, number] = [
      (2 * cell.halfWidth * Math.abs(cell.x - x)) / this.#sigma ** 2,
      (2 * cell.halfHeight * Math.abs(cell.y - y)) / this.#sigma ** 2,
    ];
    return axisToCut(tilts, MAX_LOG_TILT);
  }

  /** Adds moments relative to the corrupted point, from those relative to the cell's centre, so that small numbers stay exact. */
  #addLeaf(cell: DensityCell, moments: Moments2d, x: number, y: number, bound: number): void {
    const sums = cellMoments(cell, x, y, this.#sigma);
    const { mass } = sums;
    if (!(mass > 0)) return;
    const [meanX, meanY] = [sums.x / mass, sums.y / mass];
    const scale = Math.exp(bound);
    moments.add(
      mass * scale,
      cell.x - x + meanX,
      cell.y - y + meanY,
      (sums.xx - sums.x * meanX) * scale,
      (sums.xy - sums.x * meanY) * scale,
      (sums.yy - sums.y * meanY) * scale,
    );
  }
}

/** A box cut evenly into cells, each of which is made when it is needed. */
interface Patch extends PlaneBox {
  readonly columns: number;
  readonly rows: number;
  /** The number of its first cell. */
  readonly first: number;
}

function patchesOf(boxes: readonly PlaneBox[], widest: number): Patch[] {
  let first = 0;
  return boxes.map((box) => {
    const [columns, rows] = [box.halfWidth, box.halfHeight].map((half) => Math.max(1, Math.ceil((2 * half) / widest)));
    const patch = { ...box, columns, rows, first };
    first += columns * rows;
    return patch;
  });
}

/** The first and last of `count` cells of this width, starting at 0, that lie within a radius of a place. */
function window(at: number, radius: number, width: number, count: number): [first: number, last: number] {
  const clamped = (cell: number): number => Math.min(count - 1, Math.max(0, Math.floor(cell)));
  return [clamped((at - radius) / width), clamped((at + radius) / width)];
}
