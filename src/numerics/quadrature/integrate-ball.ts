import type { Estimate } from "../estimate.ts";
import { integrateTogether } from "./integrate.ts";

/** The box that limits the ball, one interval per axis, with infinite ends where there is no limit. */
export type Box = readonly (readonly [number, number])[];

/**
 * INT f over the part of the ball |x - center| <= radius that lies in a box. It is meant for 1, 2 or 3 dimensions, since a smooth f
 * takes 48^d values.
 *
 * @param magnitude the number to which errors are relative: about INT |f|, or that of a larger function
 * @param tolerance the allowed error, relative to the magnitude
 */
export function integrateBall(
  f: (points: Float64Array) => Float64Array,
  center: Float64Array,
  radius: number,
  box: Box,
  magnitude: number,
  tolerance = 1e-10,
): Estimate {
  return integrateBallTogether(f, 1, center, radius, box, magnitude, tolerance)[0];
}

/**
 * Several integrals over the same ball, as `integrateBall` computes them, from common evaluations.
 *
 * The axes are integrated one after the other by adaptive quadrature, with x = c + R sin(t) on each axis. The slice of the ball
 * then has the radius R cos(t), and the integrand has no corner at the boundary of the ball.
 *
 * @param f the values at many points, (n, d) -> (n, count)
 * @param breakpoints the starts of panels on each axis, close together around every narrow feature. Default none
 */
export function integrateBallTogether(
  f: (points: Float64Array) => Float64Array,
  count: number,
  center: Float64Array,
  radius: number,
  box: Box,
  magnitude: number,
  tolerance = 1e-10,
  breakpoints: readonly (readonly number[])[] = [],
): readonly Estimate[] {
  const dim = center.length;
  const fixed = new Float64Array(dim);

  /** INT over the coordinates from `axis` on. The previous coordinates are fixed, and `rest` is the radius of their slice. */
  const over = (axis: number, rest: number): readonly Estimate[] => {
    const [lower, upper] = box[axis];
    const from = Math.asin(Math.max(-1, (lower - center[axis]) / rest));
    const to = Math.asin(Math.min(1, (upper - center[axis]) / rest));
    if (!(from < to)) return Array.from({ length: count }, () => ({ value: 0, errorEstimate: 0 }));
    const at = (t: number): number => Math.min(upper, Math.max(lower, center[axis] + rest * Math.sin(t)));
    const innerError = new Float64Array(count);
    const { integrals } = integrateTogether(
      (angles) => {
        if (axis === dim - 1) {
          const points = new Float64Array(angles.length * dim);
          angles.forEach((t, i) => {
            points.set(fixed, i * dim);
            points[i * dim + axis] = at(t);
          });
          const values = f(points).slice();
          angles.forEach((t, i) => {
            const width = rest * Math.cos(t);
            for (let k = 0; k < count; k++) values[i * count + k] *= width;
          });
          return values;
        }
        const values = new Float64Array(angles.length * count);
        angles.forEach((t, i) => {
          fixed[axis] = at(t);
          over(axis + 1, rest * Math.cos(t)).forEach((inner, k) => {
            innerError[k] = Math.max(innerError[k], inner.errorEstimate);
            values[i * count + k] = rest * Math.cos(t) * inner.value;
          });
        });
        return values;
      },
      count,
      edgesBetween(
        from,
        to,
        (breakpoints[axis] ?? []).map((x) => Math.asin((x - center[axis]) / rest)),
      ),
      // Lines are integrated more accurately than the area, since their errors would otherwise look like structure of the integrand.
      { tolerance: 0, absolute: (tolerance * magnitude) / (20 * radius) ** axis },
    );
    return integrals.map(({ value, errorEstimate }, k) => {
      return { value, errorEstimate: errorEstimate + 2 * rest * innerError[k] };
    });
  };

  return over(0, radius);
}

/** Both ends and the given numbers between them, in increasing order. */
function edgesBetween(from: number, to: number, numbers: readonly number[]): Float64Array {
  const between = numbers.filter((t) => t > from && t < to);
  return Float64Array.from(new Set([from, ...between, to])).sort();
}
