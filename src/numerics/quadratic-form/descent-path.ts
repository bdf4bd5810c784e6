import type { InversionExponent } from "./inversion-exponent.ts";

/** The constants by which a path is chosen. Results do not depend on them. */
export interface PathChoice {
  /** The place where the path leaves the real axis, in widths 1 / sqrt(K'') from the saddle point. */
  readonly start: number;
  /** The largest |K'| times the length of a piece. */
  readonly change: number;
  /** The largest length of a piece, relative to the distance from its beginning to the nearest singularity. */
  readonly fraction: number;
}

/** The path ends where |exp(K)| has decreased by the factor exp(-45) = 3e-20. The rest of the integral is below rounding. */
const LOG_DROP = 45;
/** The largest number of pieces of a path. The longest known path has 13. */
const MAX_PIECES = 1000;

/** The s > 0 at which K is smallest. K is convex for s > 0, and this s is 1 or more, because K'(s) <= 1 - 1 / s. */
export function saddlePoint(exponent: InversionExponent): number {
  const derivative = (s: number): number => {
    exponent.expandAround(s);
    exponent.moveTo(s, 0);
    return exponent.derivativeRe;
  };
  let [lower, upper] = [0, Math.log(Number.MAX_VALUE) / 2];
  for (let step = 0; step < 60; step++) {
    const middle = (lower + upper) / 2;
    if (derivative(Math.exp(middle)) > 0) upper = middle;
    else lower = middle;
  }
  return Math.exp((lower + upper) / 2);
}

/**
 * The vertices of a path from near the saddle point s into the upper half-plane and on to the left, along which |exp(K)|
 * decreases. Each piece has the direction of steepest descent at its beginning.
 *
 * The pieces are short compared with the distance to the singularities and with the length over which exp(K) changes, so
 * that a Gauss rule of some 16 points integrates exp(K) over each of them to rounding. On a path of steepest descent Im K = 0,
 * that is SUM b_j^2 / |1 + 2 v_j s|^2 < 1, which keeps the path away from the essential singularities.
 *
 * @returns the real and imaginary parts, shape (vertices, 2)
 * @throws RangeError for more than a thousand pieces. No variances and offsets are known that need so many
 */
export function descentPath(
  exponent: InversionExponent,
  saddle: number,
  { start, change, fraction }: PathChoice,
): Float64Array {
  exponent.moveTo(saddle, 0);
  const curvature = exponent.curvature(saddle);
  const end = exponent.re - Math.log(curvature) / 2 - LOG_DROP;
  let [re, im] = [saddle + start / Math.sqrt(curvature), 0];
  let [towardsRe, towardsIm] = [0, 1];
  let longest = Math.sqrt((2 * change) / curvature);
  const vertices = [re, im];
  for (let piece = 0; piece < MAX_PIECES; piece++) {
    let length = Math.min(longest, fraction * exponent.distanceToSingularity(re, im));
    // A piece that would reach the real axis is shortened.
    if (towardsIm < 0) length = Math.min(length, (-0.75 * im) / towardsIm);
    re += length * towardsRe;
    im += length * towardsIm;
    vertices.push(re, im);
    exponent.moveTo(re, im);
    const slope = Math.hypot(exponent.derivativeRe, exponent.derivativeIm);
    if (exponent.re - Math.log(slope) < end) return Float64Array.from(vertices);
    [towardsRe, towardsIm] = [-exponent.derivativeRe / slope, exponent.derivativeIm / slope];
    longest = change / slope;
  }
  throw new RangeError(`a path of steepest descent has more than ${MAX_PIECES} pieces`);
}
