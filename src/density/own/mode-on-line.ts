import { InputError } from "../../numerics/input-error.ts";
import type { Feature, Interval } from "../density.ts";

/** The number of doublings, halvings and bisections, after which the range of float64 ends. */
const MOST_STEPS = 1100;

/** A density on a line, as it was given. */
export interface LineFunctions {
  readonly support: readonly Interval[];
  readonly logPdf: (points: Float64Array) => Float64Array;
  readonly score: (points: Float64Array) => Float64Array;
}

/**
 * A mode of a density on a line, found uphill from the middle of its support, or from 0, and the width of p there: the distance to
 * where p is exp(-1/2) of its maximum, on the steeper side. A density with several modes, or with kinks, has more features than this.
 * @throws InputError where the score leads to no mode
 */
export function modeOnLine({ support, logPdf, score }: LineFunctions): Feature {
  const [interval] = support;
  const center = zeroOfScore((x) => score(Float64Array.of(x))[0], interval);
  const at = (x: number): number => logPdf(Float64Array.of(x))[0];
  const width = Math.min(...[-1, 1].map((sign) => widthOf(at, center, sign, interval)));
  if (Number.isFinite(center) && width > 0 && Number.isFinite(width) && Number.isFinite(at(center))) {
    return { center: Float64Array.of(center), width: Float64Array.of(width) };
  }
  throw notFound();
}

function startOf([lower, upper]: Interval): number {
  if (Number.isFinite(lower) && Number.isFinite(upper)) return (lower + upper) / 2;
  if (Number.isFinite(lower)) return lower + 1;
  return Number.isFinite(upper) ? upper - 1 : 0;
}

/** The place where the score changes from plus to minus; or, just inside, an end of the support to which the score leads. */
function zeroOfScore(score: (x: number) => number, interval: Interval): number {
  const from = startOf(interval);
  const sign = Math.sign(score(from));
  if (sign === 0) return from;
  if (Number.isNaN(sign)) throw notFound();
  let [uphill, beyond] = [from, Number.NaN];
  for (let k = 0; k < MOST_STEPS && Number.isNaN(beyond); k++) {
    const x = from + sign * 2 ** k;
    const end = sign > 0 ? interval[1] : interval[0];
    if (sign * (x - end) >= 0) beyond = end;
    else if (sign * score(x) > 0) uphill = x;
    else beyond = x;
  }
  for (let k = 0; k < MOST_STEPS; k++) {
    const middle = (uphill + beyond) / 2;
    if (middle === uphill || middle === beyond || Number.isNaN(middle)) break;
    if (sign * score(middle) > 0) uphill = middle;
    else beyond = middle;
  }
  return uphill;
}

/** The distance within which p is above exp(-1/2) of its value at the mode, to a factor of 2; Infinity where the support ends before. */
function widthOf(at: (x: number) => number, center: number, sign: number, [lower, upper]: Interval): number {
  const threshold = at(center) - 0.5;
  const isInside = (width: number): boolean => {
    const x = center + sign * width;
    return x > lower && x < upper && at(x) >= threshold;
  };
  let width = 1;
  for (let k = 0; k < MOST_STEPS && isInside(width); k++) width *= 2;
  for (let k = 0; k < MOST_STEPS && width > 0 && !isInside(width); k++) width /= 2;
  // A side on which the support ends at the mode has no extent.
  return width > Math.abs(center) * Number.EPSILON && width > 0 ? width : Infinity;
}

function notFound(): InputError {
  return new InputError({
    argument: "features",
    problem: "must be given: the score leads to no mode of p from the middle of its support",
  });
}
