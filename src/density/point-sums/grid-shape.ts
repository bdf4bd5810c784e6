import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { Interval } from "../density.ts";

/**
 * The variance of the narrow Gaussians, in units of sigma^2. Wider ones allow a coarser grid, and each of them touches more grid numbers.
 */
const NARROW = 0.16;
/** The variance of the blur, in units of sigma^2. */
const BLUR = 1 - 2 * NARROW;
/** Each of the errors below is at most the tolerance over this number. Together they then keep the tolerance in up to three dimensions. */
const PARTS = 64;
/** The logarithm of the smallest sum of weights that a grid must compute accurately, for shares that add up to 1. */
export const LEAST_LOG_MASS = -16;
/** The most numbers of a grid: 512 MB. */
const MOST_CELLS = 2 ** 26;
/** The most numbers along an axis: a thread's working memory holds eight lines of the grid. */
const LONGEST = 2 ** 13;
/** The number of adjacent columns that are blurred together. */
const BUNDLE = 8;

/** A grid that covers points and queries. */
export interface GridShape {
  /** The distance of neighbouring grid numbers along each axis, in units of the points. */
  readonly spacing: number;
  /** The position of the first number, (d). */
  readonly origin: readonly number[];
  /** The number of grid numbers along each axis, (d). */
  readonly counts: readonly number[];
  readonly cells: number;
  /** A point is spread over 2 `half` grid numbers along each axis. */
  readonly half: number;
  /** The weights of the blur along an axis, from its middle outwards. */
  readonly blur: Float64Array;
  /** (y - x) / sigma is this number times the mean distance, in units of the spacing, of the grid numbers that x reads. */
  readonly slope: number;
  /** The sums may be used where the logarithm of the mass is at least this number. */
  readonly leastLogMass: number;
}

/**
 * The grid on which sums of exp(-|x - y|^2 / 2 sigma^2) meet a tolerance; null where the grid would be too large, or where rounding
 * alone would exceed the tolerance.
 *
 * Along an axis and in units of sigma, exp(-(x - y)^2 / 2) is, up to a factor, the integral over g and g' of
 * exp(-(y - g)^2 / 2 b^2) exp(-(g - g')^2 / 2 e^2) exp(-(g' - x)^2 / 2 b^2) with 2 b^2 + e^2 = 1. On a grid of spacing h the
 * integrals become sums: the first factor spreads the points over the grid, the second blurs the grid, and the third reads the
 * grid at the queries. Every term is positive, and the errors are:
 *
 * - Replacing an integral by a sum changes the result, for each pair of x and y, by a fraction of at most 2 exp(-2 pi^2 c^2 / h^2)
 *   (Poisson's formula). Here c is the standard deviation of g given y and g', c^2 = b^2 e^2 / (b^2 + e^2). The standard
 *   deviation of g' given x and y is larger.
 * - Given x and y that are at most T apart, y - g and x - g' have means of size b^2 |y - x| and the variance b^2 (1 - b^2), and
 *   g - g' has a mean of size e^2 |y - x| and the variance 2 b^2 e^2. A cut at that mean plus z standard deviations removes at most
 *   2.1 exp(-z^2 / 2) of the sum, because the spacing is at most 1.3 standard deviations.
 * - All pairs farther apart than T together have a mass, and a first moment, of at most T exp(-T^2 / 2). This bound is compared with
 *   the sum once the sum is known.
 *
 * First moments are sums of g' - x over b^2. In units of sigma, the error of a sum in place of an integral is multiplied by
 * 2 pi c^2 / h b^2 < 20 there, and the error of a cut by at most 30. Each part is therefore at most 1/64 of the tolerance.
 *
 * @param points the lower and upper end of the points' box along each axis
 * @param queries the same for the queries
 */
export function gridShape(
  { points, queries, count }: { points: readonly Interval[]; queries: readonly Interval[]; count: number },
  sigma: number,
  tolerance: number,
): GridShape | null {
  const part = tolerance / PARTS;
  // The rounding of this many additions stays within four of its standard deviations.
  if (4 * Math.sqrt(count) * UNIT_ROUNDOFF > part) return null;
  const z = Math.sqrt(2 * Math.log(2 / part));
  const h = (2 * Math.PI * Math.sqrt((NARROW * BLUR) / (NARROW + BLUR))) / z;
  const cutoff = largestDistance(part);
  const reach = NARROW * cutoff + Math.sqrt(NARROW * (1 - NARROW)) * z;
  const blurred = BLUR * cutoff + Math.sqrt(2 * NARROW * BLUR) * z;
  const half = Math.ceil(reach / h);
  const boxes = points.map(([lower, upper], a): Interval => {
    const [low, high] = queries[a];
    return [
      Math.min(lower, Math.max(low, lower - cutoff * sigma)),
      Math.max(upper, Math.min(high, upper + cutoff * sigma)),
    ];
  });
  const counts = boxes.map(([lower, upper], a) => {
    const cells = Math.ceil((upper - lower) / (h * sigma)) + 2 * half + 2;
    return a === boxes.length - 1 ? BUNDLE * Math.ceil(cells / BUNDLE) : cells;
  });
  const cells = counts.reduce((product, cells) => product * cells, 1);
  const longest = Math.max(...counts);
  // A position's rounding is proportional to its distance from the first number; it changes the weight of a pair by at most T times that.
  if (!(cells <= MOST_CELLS && longest <= LONGEST && 4 * cutoff * h * longest * UNIT_ROUNDOFF <= part)) return null;
  // The factor of the two sums that stand for integrals: it normalises the densities of g and of g'.
  const factor = (h * h) / (2 * Math.PI * Math.sqrt(NARROW * BLUR * NARROW));
  return {
    spacing: h * sigma,
    origin: boxes.map(([lower]) => lower - half * h * sigma),
    counts,
    cells,
    half,
    blur: Float64Array.from(
      { length: Math.ceil(blurred / h) + 1 },
      (_, k) => factor * Math.exp(-((k * h) ** 2) / (2 * BLUR)),
    ),
    slope: h / NARROW,
    leastLogMass: Math.log(cutoff) - cutoff ** 2 / 2 - Math.log(part),
  };
}

/** Half the squared ratio of a grid's spacing to the width of the narrow Gaussians. */
export function sharpness({ spacing }: GridShape, sigma: number): number {
  return (spacing / sigma) ** 2 / (2 * NARROW);
}

/** The distance T at which T exp(-T^2 / 2) is this part of the least mass. */
function largestDistance(part: number): number {
  let distance = 1;
  for (let k = 0; k < 20; k++) distance = Math.sqrt(2 * (Math.log(distance / part) - LEAST_LOG_MASS));
  return distance;
}
