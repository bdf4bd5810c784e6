import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { Interval } from "../density.ts";

/** The variance of the narrow Gaussians, in units of sigma^2: wider ones allow a coarser grid, and take more numbers of it. */
const NARROW = 0.16;
/** The variance that the grid is blurred by. */
const BLUR = 1 - 2 * NARROW;
/** Each of the errors below is at most the tolerance over this: with all of them, in three dimensions, the tolerance is kept. */
const PARTS = 64;
/** Logarithm of the least sum of weights, of shares that add up to 1, that a grid is asked for. */
export const LEAST_LOG_MASS = -16;
/** Numbers of the largest grid: 512 MB. */
const MOST_CELLS = 2 ** 26;
/** An axis may be so long: eight lines of it are in the notes of a thread. */
const LONGEST = 2 ** 13;
/** Columns beside each other that are blurred together. */
const BUNDLE = 8;

/** A grid over points and queries. */
export interface GridShape {
  /** Of the axes, in units of the points. */
  readonly spacing: number;
  /** Where the first number is, (d). */
  readonly origin: readonly number[];
  /** How many numbers there are along each axis, (d). */
  readonly counts: readonly number[];
  readonly cells: number;
  /** A point is spread over 2 `half` numbers along each axis. */
  readonly half: number;
  /** What the grid is blurred by, from the middle outwards, along each axis. */
  readonly blur: Float64Array;
  /** (y - x) / sigma is the distance of the numbers that x reads, in units of the spacing, times that. */
  readonly slope: number;
  /** The sums may be used where the logarithm of the mass is at least this. */
  readonly leastLogMass: number;
}

/**
 * The grid on which sums of exp(-|x - y|^2 / 2 sigma^2) are as exact as a tolerance asks, or null where none is: it would be too large, or
 * rounding alone would take the tolerance.
 *
 * Along an axis and in units of sigma, exp(-(x - y)^2 / 2) is, up to a factor, the integral over g and g' of
 * exp(-(y - g)^2 / 2 b^2) exp(-(g - g')^2 / 2 e^2) exp(-(g' - x)^2 / 2 b^2) with 2 b^2 + e^2 = 1. On a grid of spacing h the integrals are sums:
 * the points are spread by the first factor, the grid is blurred by the second, the queries read by the third. Every term is positive, and
 *
 * - for each pair of x and y, a sum in place of an integral is off by a fraction of at most 2 exp(-2 pi^2 c^2 / h^2) (Poisson's formula), c being the
 *   standard deviation of g given y and g', b^2 e^2 / (b^2 + e^2) = c^2, or of g' given x and y, which is larger;
 * - given x and y that are at most T apart, y - g has the mean b^2 (y - x) and the variance b^2 (1 - b^2), as x - g' has, and g - g' the
 *   mean e^2 (y - x) and the variance 2 b^2 e^2: what is cut off at a distance of that mean and z standard deviations is at most
 *   2.1 exp(-z^2 / 2) of the sum, the spacing being no more than 1.3 standard deviations;
 * - pairs farther apart than T together have a mass, and a first moment, of at most T exp(-T^2 / 2), which is compared with the sum once it is
 *   known.
 *
 * First moments are sums of g' - x over b^2. The error of a sum in place of an integral counts 2 pi c^2 / h b^2 < 20 times there, what is
 * cut off at most 30 times, in units of sigma, so that each part is at most 1/64 of the tolerance.
 *
 * @param points boxes, a lower and an upper end for each axis, of points
 * @param queries and of queries
 */
export function gridShape(
  { points, queries, count }: { points: readonly Interval[]; queries: readonly Interval[]; count: number },
  sigma: number,
  tolerance: number,
): GridShape | null {
  const part = tolerance / PARTS;
  // Of so many additions four standard deviations, or more.
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
  // A position is rounded by its distance from the first number, and the weight of a pair by that times T at most.
  if (!(cells <= MOST_CELLS && longest <= LONGEST && 4 * cutoff * h * longest * UNIT_ROUNDOFF <= part)) return null;
  // Both sums in place of integrals, of the densities of g and of g'.
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

/** T, so that T exp(-T^2 / 2) is the part of the least mass. */
function largestDistance(part: number): number {
  let distance = 1;
  for (let k = 0; k < 20; k++) distance = Math.sqrt(2 * (Math.log(distance / part) - LEAST_LOG_MASS));
  return distance;
}
