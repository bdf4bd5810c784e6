import gammaln from "@stdlib/math-base-special-gammaln";
import { add, type DoubleDouble, divide, exactSum, multiply } from "../../numerics/linear-algebra/double-double.ts";
import { type Precision, type PrincipalAxes, principalAxes } from "../../numerics/linear-algebra/principal-axes.ts";
import { ballProbability } from "../../numerics/quadratic-form/ball-probability.ts";
import type { EqualAxes, Sensitivity } from "../../numerics/quadratic-form/inversion-exponent.ts";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { BallMoments } from "../density.ts";

/** N(mean, covariance + noise^2 I). */
export interface Gaussian {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Standard deviation. Default 0. */
  readonly noise?: number;
}

/** The moments of one Gaussian. */
export interface GaussianBallMoments extends BallMoments {
  /** The part of the error that double-double precision removes. */
  readonly axesError: number;
}

/** A Gaussian along its principal axes, with its largest difference from the given one, and from the one that the given numbers mean. */
interface PlacedGaussian extends PrincipalAxes {
  /** The effect of half a unit in the last digit of each given number, in the form of the two errors. */
  readonly covarianceInputError: number;
  readonly coordinatesInputError: number;
}

/**
 * Mass and mean of a Gaussian on a ball, in any dimension, for any condition number, and however small the mass is.
 *
 * The error estimate includes the rounding of the arithmetic and half a unit in the last digit of every given number. In
 * double precision the principal axes can be too inaccurate for a thin Gaussian that the ball's boundary touches. The
 * error estimate then shows it, and double-double precision helps.
 *
 * @param point the ball's center, shape (d)
 */
export function gaussianBallMoments(
  gaussian: Gaussian,
  point: Float64Array,
  radius: number,
  precision: Precision,
): GaussianBallMoments {
  const inside = insideBall(gaussian, point, radius);
  if (inside) return inside;
  const placed = place(gaussian, point, precision);
  return onTinyBall(placed, radius) ?? onBall(placed, radius);
}

/**
 * The moments of a Gaussian of which less than exp(-40) = 4e-18 is outside of the ball, even with two more axes: P(chi^2_k > k + 2
 * sqrt(k x) + 2 x) < exp(-x) (Laurent and Massart, Ann. Stat. 28, 1302, 2000). Undefined for others.
 */
function insideBall(
  { mean, covariance, noise = 0 }: Gaussian,
  point: Float64Array,
  radius: number,
): GaussianBallMoments | undefined {
  const offset = point.map((at, a) => mean[a] - at);
  const largestVariance =
    Math.max(...covariance.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0))) + noise * noise;
  const room = radius - Math.hypot(...offset);
  const axes = mean.length + 2;
  const needed = axes + 2 * Math.sqrt(40 * axes) + 80;
  if (!(room > 0 && room / Math.sqrt(largestVariance) > Math.sqrt(needed))) return undefined;
  const inputError = (UNIT_ROUNDOFF * sizeOf(mean, point)) / radius;
  const shift = offset.map((value) => value / radius);
  return { logMass: 0, shift, errorEstimate: Number.EPSILON + inputError, axesError: 0 };
}

/** The size of the two numbers whose difference is mean minus center, as the length of a vector. */
function sizeOf(mean: readonly number[], point: Float64Array): number {
  return Math.hypot(...mean.map((value, a) => Math.abs(value) + Math.abs(point[a])));
}

function place({ mean, covariance, noise = 0 }: Gaussian, point: Float64Array, precision: Precision): PlacedGaussian {
  const offset = Array.from(point, (at, a) => exactSum(mean[a], -at));
  const symmetric = covariance.map((row, a) => row.map((value, b) => (value + covariance[b][a]) / 2));
  const axes = principalAxes(symmetric, offset, precision);
  return {
    ...axes,
    variances: axes.variances.map((variance) => variance + noise * noise),
    // Variances along the given axes keep a small relative error, which is that of the arithmetic.
    covarianceInputError: axes.directions ? UNIT_ROUNDOFF * Math.hypot(...axes.variances) : 0,
    coordinatesInputError: UNIT_ROUNDOFF * sizeOf(mean, point),
  };
}

function onBall(placed: PlacedGaussian, radius: number): GaussianBallMoments {
  // A power of 2 scales first, which is exact: products of double-double numbers must not overflow.
  const unit = 2 ** Math.floor(Math.log2(radius));
  const offsets = placed.coordinates.map(({ hi, lo }) =>
    divide({ hi: hi / unit, lo: lo / unit }, { hi: radius / unit, lo: 0 }),
  );
  const variances = placed.variances.map((variance) => variance / radius / radius);
  const { logProbability, axes, raised, errorEstimate, sensitivity } = ballProbability(equalAxes(variances, offsets));
  const raisedOf = new Map(axes.map(({ variance }, k) => [variance, raised[k]]));
  const along = variances.map((variance, j) => offsets[j].hi * (raisedOf.get(variance) ?? 0));
  // Three times, because of the two more axes of P_j; and an offset's error is one of the mean besides.
  const changes = { toCovariance: 3 * sensitivity.toCovariance, toMean: sensitivity.toMean + Math.max(...raised) };
  const inRadii = { toCovariance: changes.toCovariance / radius / radius, toMean: changes.toMean / radius };
  return withErrors(placed, logProbability, along, errorEstimate, inRadii);
}

/** Axes of the same variance taken together. */
function equalAxes(variances: Float64Array, offsets: readonly DoubleDouble[]): EqualAxes[] {
  const together = new Map<number, EqualAxes>();
  variances.forEach((variance, j) => {
    const { count, squaredOffset } = together.get(variance) ?? { count: 0, squaredOffset: { hi: 0, lo: 0 } };
    const square = multiply(offsets[j], offsets[j]);
    together.set(variance, { variance, count: count + 1, squaredOffset: add(squaredOffset, square) });
  });
  return [...together.values()];
}

/**
 * A ball on which the Gaussian is constant to rounding, where variances in radii may overflow: the mass is volume times
 * density, and the mean leans uphill by radius^2 / (d + 2) times the score. Undefined for larger balls.
 */
function onTinyBall(placed: PlacedGaussian, radius: number): GaussianBallMoments | undefined {
  const { variances, coordinates } = placed;
  const scores = variances.map((variance, j) => coordinates[j].hi / variance);
  const precision = Math.hypot(...variances.map((variance) => 1 / variance));
  const slope = Math.hypot(...scores);
  const dim = variances.length;
  if (!(radius * radius * precision * dim + (radius * slope) ** 2 < Number.EPSILON)) return undefined;
  const logs = [(dim / 2) * Math.log(Math.PI) - gammaln(dim / 2 + 1), dim * Math.log(radius)];
  variances.forEach((variance, j) => {
    logs.push(-Math.log(2 * Math.PI * variance) / 2, (-scores[j] * coordinates[j].hi) / 2);
  });
  const size = logs.reduce((sum, log) => sum + Math.abs(log), dim);
  return withErrors(
    placed,
    logs.reduce((sum, log) => sum + log, 0),
    scores.map((score) => (radius * score) / (dim + 2)),
    4 * Number.EPSILON * (1 + size),
    { toCovariance: precision + slope * slope, toMean: slope + radius * precision },
  );
}

/** @param along the shift along the principal axes */
function withErrors(
  placed: PlacedGaussian,
  logMass: number,
  along: Float64Array,
  rounding: number,
  { toCovariance, toMean }: Sensitivity,
): GaussianBallMoments {
  const axesError = toCovariance * placed.covarianceError + toMean * placed.coordinatesError;
  const inputError = toCovariance * placed.covarianceInputError + toMean * placed.coordinatesInputError;
  return {
    logMass,
    shift: inCoordinates(placed, along),
    errorEstimate: rounding + axesError + inputError,
    axesError,
  };
}

/** A vector along the principal axes in the density's coordinates. */
function inCoordinates({ directions }: PrincipalAxes, along: Float64Array): Float64Array {
  if (!directions) return along;
  return Float64Array.from(directions, (row) => row.reduce((sum, value, j) => sum + value * along[j], 0));
}
