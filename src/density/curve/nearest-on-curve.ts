import { checkPoints } from "../../numerics/check.ts";
import { rowDistances } from "../../numerics/linear-algebra/vectors.ts";
import type { ParametricCurve } from "./parametric-curve.ts";
import { checkCurve } from "./parametric-curve.ts";

/**
 * The number of points of the first scan: enough that the nearest of them lies in the basin of the nearest point of the curve.
 */
const SCAN = 4096;
/** The points of the scan are looked at in pieces of this many; pieces that are too far away are left out. */
const PIECE = 64;
/** A piece is left out only if it is farther away by this fraction, which covers rounding. */
const FARTHER = 1 + 1e-9;
/** The steps of golden-section search. Each leaves 0.62 of the interval, which is two steps of the scan at the start. */
const REFINEMENTS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The point of a curve that is nearest to each of the points. (n, d) -> (n, d).
 *
 * A scan of 4096 points is followed by golden-section search around the best one. The result is accurate to 1e-8 of the curve's
 * length. Where the distances to two arms differ by less than about the step of the scan, either arm may be returned; the
 * distance is right in this case too.
 */
export function nearestOnCurve(curve: ParametricCurve, points: Float64Array): Float64Array {
  checkCurve("curve", curve);
  const { dim, interval } = curve;
  checkPoints("points", points, dim);
  const step = (interval[1] - interval[0]) / (SCAN - 1);
  const scan = new Scan(curve, step);
  const nearest = new Float64Array(points.length);
  const at = new Float64Array(dim);
  for (let i = 0; i < points.length / dim; i++) {
    const best = scan.nearestTo(points, i);
    const along = (t: number): number => {
      curve.position(t, at, 0);
      return squaredDistance(at, 0, points, i, dim);
    };
    const start = interval[0] + Math.max(0, best - 1) * step;
    const end = interval[0] + Math.min(SCAN - 1, best + 1) * step;
    curve.position(goldenSection(along, start, end), nearest, i * dim);
  }
  return nearest;
}

/** The distance of each of the points from a curve. (n, d) -> (n). */
export function distancesToCurve(curve: ParametricCurve, points: Float64Array): Float64Array {
  return rowDistances(points, nearestOnCurve(curve, points), curve.dim);
}

/** Points of a curve at equal steps. The points of each piece lie in a ball around its middle. */
class Scan {
  readonly #dim: number;
  /** Shape (SCAN, d). */
  readonly #positions: Float64Array;
  readonly #radii: Float64Array;

  constructor(curve: ParametricCurve, step: number) {
    const { dim, interval } = curve;
    this.#dim = dim;
    this.#positions = new Float64Array(SCAN * dim);
    for (let k = 0; k < SCAN; k++) curve.position(interval[0] + k * step, this.#positions, k * dim);
    this.#radii = Float64Array.from({ length: SCAN / PIECE }, (_, piece) => {
      let largest = 0;
      for (let k = piece * PIECE; k < (piece + 1) * PIECE; k++) {
        largest = Math.max(largest, this.#squaredDistance(k, this.#positions, middleOf(piece)));
      }
      return Math.sqrt(largest);
    });
  }

  /** The number of the point of the scan that is nearest to the i-th of points; of equally near ones, the first. */
  nearestTo(points: Float64Array, i: number): number {
    const close = Math.sqrt(this.#squaredDistance(this.#closestMiddle(points, i), points, i));
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let piece = 0; piece < this.#radii.length; piece++) {
      const limit = (close + this.#radii[piece]) * FARTHER;
      if (this.#squaredDistance(middleOf(piece), points, i) > limit * limit) continue;
      for (let k = piece * PIECE; k < (piece + 1) * PIECE; k++) {
        const distance = this.#squaredDistance(k, points, i);
        if (distance < least) {
          best = k;
          least = distance;
        }
      }
    }
    return best;
  }

  #closestMiddle(points: Float64Array, i: number): number {
    let best = middleOf(0);
    let least = Number.POSITIVE_INFINITY;
    for (let piece = 0; piece < this.#radii.length; piece++) {
      const distance = this.#squaredDistance(middleOf(piece), points, i);
      if (distance < least) {
        best = middleOf(piece);
        least = distance;
      }
    }
    return best;
  }

  #squaredDistance(k: number, points: Float64Array, i: number): number {
    return squaredDistance(this.#positions, k, points, i, this.#dim);
  }
}

/** The number of the point in the middle of a piece. */
function middleOf(piece: number): number {
  return piece * PIECE + PIECE / 2;
}

/** The squared distance of the k-th of positions from the i-th of points. */
function squaredDistance(positions: Float64Array, k: number, points: Float64Array, i: number, dim: number): number {
  let sum = 0;
  for (let a = 0; a < dim; a++) sum += (positions[k * dim + a] - points[i * dim + a]) ** 2;
  return sum;
}

/** The minimum of a function that has only one on [start, end]. */
function goldenSection(f: (t: number) => number, start: number, end: number): number {
  let [a, b] = [start, end];
  let [c, d] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  for (let k = 0; k < REFINEMENTS; k++) {
    if (fc < fd) {
      [b, d, fd] = [d, c, fc];
      c = b - GOLDEN * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + GOLDEN * (b - a);
      fd = f(d);
    }
  }
  return (a + b) / 2;
}
