import { checkEdges, checkFunction, checkLength, checkNotNegative, checkWhole } from "../check.ts";
import type { Estimate } from "../estimate.ts";
import { gaussLegendre } from "./gauss-legendre.ts";

/**
 * The number of points per cell and axis. The rule has degree 31, so that a smooth integrand needs few cells and halving gains five
 * digits.
 */
const POINTS_PER_AXIS = 16;
const POINTS_PER_CELL = POINTS_PER_AXIS ** 2;
/** The largest number of halvings of one cell. If about 2^-40 of its sides do not suffice, the integrand is singular, or noise. */
const MAX_LEVELS = 80;
/**
 * The largest number of cells of one level. With more cells the integrand counts as noise, and the error estimate includes the
 * rest.
 */
const MAX_CELLS = 5_000;
/** The number of cells whose points are passed to f together. They have 65,536 points. */
const CELLS_PER_CALL = 256;
/** A cell whose integral of |f| is below this fraction of the allowed error is not cut. */
const NEGLIGIBLE_FRACTION = 1e-2;

/** The first cells of a cubature: increasing edges along x, then along y. */
export type BoxEdges = readonly [x: Float64Array, y: Float64Array];

/** A rectangle, given by its centre and half of its sides. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** A rectangle that was not cut any further, and the first of the integrals over it. */
export interface IntegratedRectangle extends Rectangle {
  readonly value: number;
  /** The change of the value if the rectangle is cut. */
  readonly change: number;
}

/** 16 x 16 points of the plane: all combinations of x and y, with the index of y running faster. */
export interface PointGrid {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The integrand, at many points at once, (n, 2) -> (n) or (n, count). The points come as grids, one after the other, for
 * integrands that can make use of this.
 */
export type BoxIntegrand = (points: Float64Array, grids: readonly PointGrid[]) => Float64Array;

export interface BoxIntegralOptions {
  /** The allowed error of a cell, relative to INT |f|. Default 1e-14. */
  readonly tolerance?: number;
  /**
   * The error of a cell that is allowed for any size of INT |f|, for an integrand that may consist of rounding only. Default 0.
   */
  readonly absolute?: number;
  /** The number of cells of one level beyond which no cell is cut. Default 5,000. */
  readonly mostCells?: number;
}

/**
 * INT f over a box in the plane, by 16 x 16 Gauss-Legendre on cells that are halved until a cell agrees with its halves, both
 * along x and along y. A cell that does not agree is cut along the axis with the larger change, so that layers along walls cost
 * little.
 *
 * @param f the values at many points at once, (n, 2) -> (n)
 * @param edges the first cells. They must be so small that no feature of f is narrower than a tenth of its cell
 * @returns the value, and the sum of the differences between cells and their halves plus rounding. This error estimate is conservative,
 *   since the value contains both corrections
 */
export function integrateBox(f: BoxIntegrand, edges: BoxEdges, options: BoxIntegralOptions = {}): Estimate {
  return integrateBoxes(f, 1, edges, options)[0];
}

/**
 * Several integrals over the same box, as `integrateBox` computes them, from common evaluations.
 *
 * @param f the values at many points at once, (n, 2) -> (n, count)
 * @returns `count` integrals. A cell is halved until all of them agree
 */
export function integrateBoxes(
  f: BoxIntegrand,
  count: number,
  edges: BoxEdges,
  options: BoxIntegralOptions = {},
): Estimate[] {
  checkFunction("f", f);
  checkWhole("count", count);
  checkLength("edges", edges, 2, "arrays, along x and along y");
  checkEdges("edges[0]", edges[0]);
  checkEdges("edges[1]", edges[1]);
  checkNotNegative("tolerance", options.tolerance ?? 0);
  checkNotNegative("absolute", options.absolute ?? 0);
  return integrateRectangles(f, count, rectanglesBetween(edges), options).integrals;
}

/**
 * The same integrals over rectangles that do not overlap and need not touch.
 *
 * @param start the first rectangles, which must be as small as the cells of `integrateBox`
 * @returns the integrals, and the rectangles that resolve the integrand
 */
export function integrateRectangles(
  f: BoxIntegrand,
  count: number,
  start: readonly Rectangle[],
  { tolerance = 1e-14, absolute = 0, mostCells = MAX_CELLS }: BoxIntegralOptions = {},
): { readonly integrals: Estimate[]; readonly rectangles: readonly IntegratedRectangle[] } {
  const rectangles: IntegratedRectangle[] = [];
  const done = { value: new Float64Array(count), magnitude: new Float64Array(count), error: new Float64Array(count) };
  let cells = start;
  let integrals = cellIntegrals(f, count, cells);
  for (let level = 0; cells.length > 0; level++) {
    const scale = done.magnitude.slice();
    for (let i = 0; i < integrals.magnitude.length; i++) scale[i % count] += integrals.magnitude[i];
    const allowed = scale.map((size) => tolerance * size + absolute);

    const matters = (cell: number): boolean => {
      for (let k = 0; k < count; k++) {
        // Written as a negation, so that NaN counts as a change.
        if (!(integrals.magnitude[cell * count + k] <= NEGLIGIBLE_FRACTION * allowed[k])) return true;
      }
      return false;
    };
    const looked: number[] = [];
    for (let cell = 0; cell < cells.length; cell++) {
      if (matters(cell)) looked.push(cell);
      else {
        rectangles.push({
          ...cells[cell],
          value: integrals.value[cell * count],
          change: integrals.magnitude[cell * count],
        });
        for (let k = 0; k < count; k++) {
          done.value[k] += integrals.value[cell * count + k];
          done.magnitude[k] += integrals.magnitude[cell * count + k];
          done.error[k] += integrals.magnitude[cell * count + k];
        }
      }
    }

    const halves = looked.flatMap((cell) => halvesOf(cells[cell]));
    const refined = cellIntegrals(f, count, halves);
    const last = level === MAX_LEVELS || looked.length > mostCells;
    const next: number[] = [];
    const alongX = new Float64Array(count);
    const alongY = new Float64Array(count);
    looked.forEach((cell, j) => {
      // The largest change of all integrals, each relative to the change that is allowed for it.
      let [xChange, yChange] = [0, 0];
      for (let k = 0; k < count; k++) {
        const whole = integrals.value[cell * count + k];
        const half = (q: number): number => refined.value[(4 * j + q) * count + k];
        alongX[k] = half(0) + half(1) - whole;
        alongY[k] = half(2) + half(3) - whole;
        if (Number.isNaN(alongX[k] + alongY[k])) {
          const { x, y } = cells[cell];
          throw new RangeError(`the integrand is not a number near (${x}, ${y})`);
        }
        // If no change is allowed because the integral is 0, 0 / 0 counts as no change.
        xChange = Math.max(xChange, Math.abs(alongX[k]) / allowed[k] || 0);
        yChange = Math.max(yChange, Math.abs(alongY[k]) / allowed[k] || 0);
      }
      if (xChange + yChange > 1 && !last) {
        const first = 4 * j + (xChange >= yChange ? 0 : 2);
        next.push(first, first + 1);
        return;
      }
      const value = integrals.value[cell * count] + alongX[0] + alongY[0];
      rectangles.push({ ...cells[cell], value, change: Math.abs(alongX[0]) + Math.abs(alongY[0]) });
      for (let k = 0; k < count; k++) {
        done.value[k] += integrals.value[cell * count + k] + alongX[k] + alongY[k];
        done.error[k] += Math.abs(alongX[k]) + Math.abs(alongY[k]);
        done.magnitude[k] += integrals.magnitude[cell * count + k];
      }
    });
    cells = next.map((half) => halves[half]);
    const kept = (all: Float64Array): Float64Array => {
      const part = new Float64Array(next.length * count);
      next.forEach((half, j) => {
        part.set(all.subarray(half * count, (half + 1) * count), j * count);
      });
      return part;
    };
    integrals = { value: kept(refined.value), magnitude: kept(refined.magnitude) };
  }
  const estimates = Array.from(done.value, (value, k) => ({
    value,
    errorEstimate: done.error[k] + 8 * Number.EPSILON * done.magnitude[k],
  }));
  return { integrals: estimates, rectangles };
}

/** All rectangles between edges, with the index along y running faster. */
export function rectanglesBetween([xEdges, yEdges]: BoxEdges): Rectangle[] {
  const cells: Rectangle[] = [];
  for (let i = 0; i + 1 < xEdges.length; i++) {
    for (let j = 0; j + 1 < yEdges.length; j++) {
      cells.push({
        x: (xEdges[i] + xEdges[i + 1]) / 2,
        y: (yEdges[j] + yEdges[j + 1]) / 2,
        halfWidth: (xEdges[i + 1] - xEdges[i]) / 2,
        halfHeight: (yEdges[j + 1] - yEdges[j]) / 2,
      });
    }
  }
  return cells;
}

/** The equal parts of a rectangle that are at most as wide and as high as the limits. */
export function cutTo({ x, y, halfWidth, halfHeight }: Rectangle, [widest, highest]: readonly number[]): Rectangle[] {
  // A width that exceeds the limit by a rounding error does not count as wider.
  const [columns, rows] = [(2 * halfWidth) / widest, (2 * halfHeight) / highest].map((n) =>
    Math.max(1, Math.ceil(n - 1e-9)),
  );
  const [w, h] = [halfWidth / columns, halfHeight / rows];
  return Array.from({ length: columns * rows }, (_, k) => ({
    x: x - halfWidth + (2 * Math.floor(k / rows) + 1) * w,
    y: y - halfHeight + (2 * (k % rows) + 1) * h,
    halfWidth: w,
    halfHeight: h,
  }));
}

/** The two halves along x, followed by the two halves along y. */
function halvesOf({ x, y, halfWidth, halfHeight }: Rectangle): Rectangle[] {
  const [w, h] = [halfWidth / 2, halfHeight / 2];
  return [
    { x: x - w, y, halfWidth: w, halfHeight },
    { x: x + w, y, halfWidth: w, halfHeight },
    { x, y: y - h, halfWidth, halfHeight: h },
    { x, y: y + h, halfWidth, halfHeight: h },
  ];
}

/** INT f_k and INT |f_k| over each cell, (cells, count). */
function cellIntegrals(
  f: BoxIntegrand,
  count: number,
  cells: readonly Rectangle[],
): { value: Float64Array; magnitude: Float64Array } {
  const { nodes, weights } = gaussLegendre(POINTS_PER_AXIS);
  const value = new Float64Array(cells.length * count);
  const magnitude = new Float64Array(cells.length * count);
  for (let first = 0; first < cells.length; first += CELLS_PER_CALL) {
    const some = cells.slice(first, first + CELLS_PER_CALL);
    const grids = some.map(({ x, y, halfWidth, halfHeight }) => ({
      x: nodes.map((t) => x + halfWidth * t),
      y: nodes.map((t) => y + halfHeight * t),
    }));
    const points = new Float64Array(some.length * POINTS_PER_CELL * 2);
    fillGrids(grids, points);
    const values = f(points, grids);
    for (let c = 0; c < some.length; c++) {
      const area = some[c].halfWidth * some[c].halfHeight;
      for (let k = 0; k < count; k++) {
        let [sum, sizes] = [0, 0];
        let at = c * POINTS_PER_CELL * count + k;
        for (let i = 0; i < POINTS_PER_AXIS; i++) {
          for (let j = 0; j < POINTS_PER_AXIS; j++) {
            const term = area * weights[i] * weights[j] * values[at];
            sum += term;
            sizes += Math.abs(term);
            at += count;
          }
        }
        value[(first + c) * count + k] = sum;
        magnitude[(first + c) * count + k] = sizes;
      }
    }
  }
  return { value, magnitude };
}

/** Writes the points of grids, with y running first. */
function fillGrids(grids: readonly PointGrid[], points: Float64Array): void {
  let at = 0;
  for (const { x, y } of grids) {
    for (let i = 0; i < x.length; i++) {
      for (let j = 0; j < y.length; j++) {
        points[at++] = x[i];
        points[at++] = y[j];
      }
    }
  }
}
