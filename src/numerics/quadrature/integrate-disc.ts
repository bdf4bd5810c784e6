import type { Estimate } from "../estimate.ts";
import { type BoxIntegralOptions, integrateRectangles, type Rectangle } from "./integrate-box.ts";

/** The position of a rectangle relative to the disc |x| <= radius. */
export type Overlap = "inside" | "cut" | "outside";

/**
 * The part of a rectangle that lies in a disc, between two angles: x = R sin t, and y runs from one function of t to another.
 * Each is the circle's arc, -R cos t or R cos t, or a number.
 */
interface Strip {
  readonly from: number;
  readonly to: number;
  readonly lower: number | "arc";
  readonly upper: number | "arc";
}

/** Whether a rectangle is completely, partly or not at all in the disc of a radius around 0. */
export function overlapWithDisc({ x, y, halfWidth, halfHeight }: Rectangle, radius: number): Overlap {
  const [dx, dy] = [Math.abs(x), Math.abs(y)];
  if (Math.hypot(dx + halfWidth, dy + halfHeight) <= radius) return "inside";
  const nearest = Math.hypot(Math.max(0, dx - halfWidth), Math.max(0, dy - halfHeight));
  return nearest >= radius ? "outside" : "cut";
}

/**
 * Several integrals over the parts of rectangles that lie in the disc |x| <= radius around 0.
 *
 * A rectangle inside the disc is integrated directly. A rectangle that the circle cuts is divided into strips. On a strip, x = R
 * sin t and y is linear between the ends that the rectangle and the circle determine. In these variables the circle has no corner
 * and no infinite slope, so that the integrand is as smooth as f.
 *
 * @param f the values at many points at once, (n, 2) -> (n, count)
 * @param rectangles rectangles that do not overlap, and that are small enough for f, like the cells of `integrateBox`
 * @param options the `tolerance` is relative to INT |f| over the whole disc, for the first of the integrals
 * @returns the integrals, with the sum of the differences between cells and their halves as error estimate
 */
export function integrateInDisc(
  f: (points: Float64Array) => Float64Array,
  count: number,
  rectangles: readonly Rectangle[],
  radius: number,
  { tolerance = 1e-14, mostCells = 1_000 }: BoxIntegralOptions = {},
): readonly Estimate[] {
  const inside = rectangles.filter((rectangle) => overlapWithDisc(rectangle, radius) === "inside");
  const strips = rectangles
    .filter((rectangle) => overlapWithDisc(rectangle, radius) === "cut")
    .flatMap((rectangle) => stripsOf(rectangle, radius));
  const over = (absolute: number, most: number): Estimate[] => {
    const own = { tolerance: 0, absolute };
    const all = [integrateRectangles(f, count, inside, { ...own, mostCells: most + 2 * inside.length }).integrals];
    for (const strip of strips) {
      const mapped = onStrip(f, count, strip, radius);
      const start = [{ x: (strip.from + strip.to) / 2, y: 0, halfWidth: (strip.to - strip.from) / 2, halfHeight: 1 }];
      all.push(
        integrateRectangles(mapped, count, start, { ...own, mostCells: Math.ceil(most / strips.length) }).integrals,
      );
    }
    return sumsOf(all, count);
  };
  // If any error is allowed, the error estimate is INT |f|, with which errors are compared.
  const [{ errorEstimate: size }] = over(Number.MAX_VALUE, 0);
  return over(tolerance * size, mostCells);
}

function sumsOf(all: readonly (readonly Estimate[])[], count: number): Estimate[] {
  return Array.from({ length: count }, (_, k) => ({
    value: all.reduce((sum, integrals) => sum + integrals[k].value, 0),
    errorEstimate: all.reduce((sum, integrals) => sum + integrals[k].errorEstimate, 0),
  }));
}

/** The strips of a rectangle that the circle cuts, from left to right. */
function stripsOf({ x, y, halfWidth, halfHeight }: Rectangle, radius: number): Strip[] {
  const angle = (at: number): number => Math.asin(Math.max(-1, Math.min(1, at / radius)));
  const [from, to] = [angle(x - halfWidth), angle(x + halfWidth)];
  const [bottom, top] = [y - halfHeight, y + halfHeight];
  // The intersections of the circle with the lines of the upper and the lower side.
  const meetings = [bottom, top]
    .filter((side) => Math.abs(side) < radius)
    .flatMap((side) => {
      const t = Math.acos(Math.abs(side) / radius);
      return [-t, t];
    });
  const edges = [from, ...meetings.filter((t) => t > from && t < to).sort((a, b) => a - b), to];
  return edges.slice(1).flatMap((end, k): Strip[] => {
    const arc = radius * Math.cos((edges[k] + end) / 2);
    if (!(end > edges[k]) || arc <= bottom || -arc >= top) return [];
    return [{ from: edges[k], to: end, lower: bottom > -arc ? bottom : "arc", upper: top < arc ? top : "arc" }];
  });
}

/** f times the area element on a strip, as a function of t and of u in [-1, 1] across it. */
function onStrip(
  f: (points: Float64Array) => Float64Array,
  count: number,
  { lower, upper }: Strip,
  radius: number,
): (points: Float64Array) => Float64Array {
  return (mapped) => {
    const points = new Float64Array(mapped.length);
    const area = new Float64Array(mapped.length / 2);
    for (let i = 0; i < area.length; i++) {
      const [t, u] = [mapped[2 * i], mapped[2 * i + 1]];
      const arc = radius * Math.cos(t);
      const bottom = lower === "arc" ? -arc : lower;
      const half = ((upper === "arc" ? arc : upper) - bottom) / 2;
      points[2 * i] = radius * Math.sin(t);
      points[2 * i + 1] = bottom + half * (1 + u);
      area[i] = arc * half;
    }
    const values = f(points).slice();
    for (let i = 0, at = 0; i < area.length; i++) {
      for (let k = 0; k < count; k++) values[at++] *= area[i];
    }
    return values;
  };
}
