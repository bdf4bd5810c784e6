import { checkPoints } from "../../numerics/check.ts";
import { rowDistances } from "../../numerics/linear-algebra/vectors.ts";
import type { ParametricCurve } from "./parametric-curve.ts";
import { checkCurve } from "./parametric-curve.ts";

/**
 * The number of points of the first scan: enough that the nearest of them lies in the basin of the nearest point of the curve.
 */
const SCAN = 4096;
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
  const scan = new Float64Array(SCAN * dim);
  for (let k = 0; k < SCAN; k++) curve.position(interval[0] + k * step, scan, k * dim);
  const nearest = new Float64Array(points.length);
  const at = new Float64Array(dim);
  const squaredDistance = (i: number, positions: Float64Array, k: number): number => {
    let sum = 0;
    for (let a = 0; a < dim; a++) sum += (positions[k * dim + a] - points[i * dim + a]) ** 2;
    return sum;
  };
  for (let i = 0; i < points.length / dim; i++) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < SCAN; k++) {
      const distance = squaredDistance(i, scan, k);
      if (distance < least) [best, least] = [k, distance];
    }
    const along = (t: number): number => {
      curve.position(t, at, 0);
      return squaredDistance(i, at, 0);
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
