import { InputError } from "../../numerics/input-error.ts";
import type { Feature, Interval } from "../density.ts";

/** The number of doublings of the distance from a feature: at 2^1000 widths there is no mass. */
const MOST_DOUBLINGS = 1000;
/** The number of bisections of an end: to 2^-10 of its distance. */
const BISECTIONS = 10;
/** The number of places on each side of a box in the plane at which p is evaluated, in addition to the features. */
const ON_SIDE = 65;

/** The data of a search. */
export interface Searched {
  readonly support: readonly Interval[];
  readonly features: readonly Feature[];
  readonly logPdf: (points: Float64Array) => Float64Array;
}

/**
 * A box outside of which p is below exp(-logDrop) of its maximum, by a search outwards from the features along each axis. It
 * finds all of p where p falls along each axis beyond its features. 1-D and 2-D.
 * @throws InputError in more dimensions, and where p falls too slowly
 */
export function boxBySearch(p: Searched, logDrop: number): readonly Interval[] {
  const dim = p.support.length;
  if (dim > 2) {
    const problem = `must be given in ${dim} dimensions: a search for where p is negligible takes at most 2`;
    throw new InputError({ argument: "effectiveSupport", problem });
  }
  const peak = Math.max(...p.features.map(({ center }) => p.logPdf(center)[0]));
  const isLow = (values: Float64Array): boolean => values.every((value) => !(value >= peak - logDrop));
  if (dim === 1) return [intervalBySearch(p, 0, (x) => isLow(p.logPdf(Float64Array.of(x))))];
  // The box grows until p is low on all of its sides. It starts from the extent of p along lines through the features.
  let box = [0, 1].map((axis) => intervalBySearch(p, axis, (x) => isLow(p.logPdf(throughFeatures(p, axis, x)))));
  const isDone = (axis: number, end: 0 | 1): boolean =>
    box[axis][end] === p.support[axis][end] || isLow(p.logPdf(sideOf(box, axis, end)));
  for (let k = 0; k < MOST_DOUBLINGS; k++) {
    const low = [0, 1].map((axis) => ([0, 1] as const).map((end) => isDone(axis, end)));
    if (low.flat().every(Boolean)) return box;
    box = box.map((interval, axis) => grown(interval, low[axis], p.support[axis]));
  }
  throw tooSlow();
}

/** The interval around the features along one axis at whose ends p is low; bisected to some 0.1 % of its length. */
function intervalBySearch(p: Searched, axis: number, isLow: (x: number) => boolean): Interval {
  const [lower, upper] = p.support[axis];
  const side = (sign: 1 | -1): number => {
    const end = sign === 1 ? upper : lower;
    const [from, width] = farthest(p.features, axis, sign);
    let inside = 0;
    for (let k = 0; k < MOST_DOUBLINGS; k++) {
      const outside = width * 2 ** k;
      if (sign * (from + sign * outside - end) >= 0) return bisected(inside, Math.abs(end - from), end);
      if (isLow(from + sign * outside)) return bisected(inside, outside);
      inside = outside;
    }
    throw tooSlow();

    function bisected(near: number, far: number, otherwise?: number): number {
      // If p is not low at the end of the support, the interval ends there.
      if (otherwise !== undefined && !isLow(otherwise)) return otherwise;
      let [a, b] = [near, far];
      for (let k = 0; k < BISECTIONS; k++) {
        const middle = (a + b) / 2;
        if (isLow(from + sign * middle)) b = middle;
        else a = middle;
      }
      return from + sign * b;
    }
  };
  return [side(-1), side(1)];
}

/** The position and the width of the feature farthest out. */
function farthest(features: readonly Feature[], axis: number, sign: 1 | -1): readonly [center: number, width: number] {
  const [first] = [...features].sort((a, b) => sign * (b.center[axis] - a.center[axis]));
  return [first.center[axis], first.width[axis]];
}

/** The points of the lines through the features where coordinate `axis` is x. */
function throughFeatures({ features }: Searched, axis: number, x: number): Float64Array {
  return Float64Array.from(features.flatMap(({ center }) => [...center].map((c, a) => (a === axis ? x : c))));
}

function sideOf(box: readonly Interval[], axis: number, end: 0 | 1): Float64Array {
  const [from, to] = box[1 - axis];
  const points = new Float64Array(2 * ON_SIDE);
  for (let k = 0; k < ON_SIDE; k++) {
    points[2 * k + axis] = box[axis][end];
    points[2 * k + 1 - axis] = from + ((to - from) * k) / (ON_SIDE - 1);
  }
  return points;
}

function grown([lower, upper]: Interval, low: readonly boolean[], [least, most]: Interval): Interval {
  const more = (upper - lower) / 8;
  return [low[0] ? lower : Math.max(least, lower - more), low[1] ? upper : Math.min(most, upper + more)];
}

function tooSlow(): InputError {
  return new InputError({
    argument: "logPdf",
    problem: "does not fall far enough from the features; give effectiveSupport",
  });
}
