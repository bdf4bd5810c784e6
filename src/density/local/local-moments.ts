import gammaln from "@stdlib/math-base-special-gammaln";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkPoint, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { unitBallVolume } from "../../numerics/quadrature/ball-integrals.ts";
import { integrateBallTogether } from "../../numerics/quadrature/integrate-ball.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkDensity } from "../check-density.ts";
import type { Density, Feature, Interval } from "../density.ts";
import { type LocalExpansion, localExpansion } from "./local-expansion.ts";
import { monteCarloMoments, type RelativeMoments, type RelativeWeight } from "./monte-carlo-moments.ts";

/** Mass and mean of a density on a ball, and their limits for a small ball. */
export interface LocalMoments extends LocalExpansion {
  /** Z_delta = INT p over the ball; 0 where it is below the smallest float64. */
  readonly mass: number;
  /** Natural logarithm of the mass, which does not underflow. */
  readonly logMass: number;
  /** m_delta = INT x p / Z_delta, shape (d). */
  readonly mean: Float64Array;
  /** The larger of two estimated errors: the relative error of the mass, and the error of a coordinate of the mean, in radii. */
  readonly errorEstimate: number;
  /** The standard error of both, where points were drawn. The error estimate is then three standard errors. */
  readonly standardError?: number;
  /** V_d delta^d [p + delta^2 / (2 (d + 2)) tr Hess p]; infinite where a large radius makes it overflow. */
  readonly massAsymptotic: number;
  /** x0 + delta^2 / (d + 2) s(x0), shape (d); infinite where a large radius makes it overflow. */
  readonly meanAsymptotic: Float64Array;
}

/** In more dimensions the volume of the unit ball is too close to the smallest float64. */
const MAX_PRODUCT_DIM = 200;
/** The dimensions in which quadrature integrates over balls. */
const MAX_QUADRATURE_DIM = 3;
/** The allowed error, relative to the mass. */
const TOLERANCE = 1e-10;
/** Up to this logarithm of p / p(x0), p(x0) is the unit of p: exp(500) is far from overflowing. */
const MOST_ABOVE = 500;
/** The number of places along each axis at which p is evaluated. */
const ALONG_AXIS = 33;
/** Parts of a ball on which p is below exp(-100) of p(x0) are left out. */
const LOG_DROP = 100;
/** A feature narrower than this fraction of the ball's radius might be missed, and therefore has panels of its own. */
const NARROW = 0.05;
/** These panels begin at these multiples of the feature's width from its centre. */
const BREAKS = [-6, 0, 6];
/**
 * In widths: two beginnings closer to each other than this count as one. A blurred curve has a feature for each sigma of
 * its length.
 */
const APART = 5;

/**
 * Mass and mean of p on the ball of a radius around a point x0 (the paper's appendix: the optimal reconstruction
 * estimates the local mean).
 *
 * A density that has `ballMoments` computes them itself: a Gaussian mixture exactly up to rounding, in any dimension, and an
 * energy on panels or boxes that are proved to contain its mass, however narrow its features are. For other densities the method
 * is adaptive quadrature in 1, 2 and 3 dimensions, to 1e-8 or better; in more dimensions it is Monte Carlo with a million points
 * of the ball, or with a million draws from p where that is more accurate.
 *
 * @param point x0, shape (d), where p > 0
 * @param rng the source of random points; none are drawn in up to 3 dimensions, and for mixtures
 * @throws InputError for a point or a radius that cannot be used, and where random numbers are needed and missing
 *
 * @example
 * ```ts
 * import { GaussianMixture, localMoments } from "scorebook";
 *
 * const gaussian = new GaussianMixture([{ weight: 1, mean: [0, 0], covariance: 1 }]);
 * localMoments(gaussian, Float64Array.of(0, 0), 1).mass; // 0.3934693402873666
 * ```
 */
export function localMoments(density: Density, point: Float64Array, radius: number, rng?: Rng): LocalMoments {
  checkDensity("density", density);
  const { dim } = density;
  checkPoint("point", point, dim);
  checkPositive("radius", radius);
  const [logPdf] = density.logPdf(point);
  if (!Number.isFinite(logPdf)) {
    const problem = `must lie where the density is positive, and [${[...point].join(", ")}] does not`;
    throw new InputError({ argument: "point", problem });
  }
  const expansion = localExpansion(density, point, radius);
  const { mass, unit, scale, shift, errorEstimate, standardError } =
    byComponents(density, point, radius) ?? byPoints(density, point, radius, logPdf, rng);
  if (!(mass > 0 && Number.isFinite(mass))) {
    const allowed = "such that the ball's mass is a positive number";
    throw new InputError({ argument: "radius", allowed, problem: radius });
  }
  return {
    mass: Math.exp(unit) * mass,
    logMass: unit + Math.log(mass),
    mean: point.map((at, axis) => at + scale * shift[axis]),
    massExcess: timesVolume(mass, unit - logPdf, dim, radius, -1) - 1,
    shift: shift.map((value) => scale * value),
    errorEstimate,
    ...(standardError !== undefined && { standardError }),
    massAsymptotic: timesVolume(1 + expansion.massExcess, logPdf, dim, radius, 1),
    meanAsymptotic: point.map((at, axis) => at + expansion.shift[axis]),
  };
}

/** Moments in a unit of p. */
interface ScaledMoments extends RelativeMoments {
  /** The logarithm of the unit of the mass. */
  readonly unit: number;
  /** The unit of the shift. */
  readonly scale: number;
}

/** The moments of a density that computes them itself. */
function byComponents(density: Density, point: Float64Array, radius: number): ScaledMoments | undefined {
  const moments = density.ballMoments?.(point, radius);
  if (!moments) return undefined;
  const { logMass, shift, errorEstimate } = moments;
  return { mass: 1, unit: logMass, scale: radius, shift, errorEstimate };
}

/** The moments from values of p at points of the ball: the points of a mesh, or random ones. */
function byPoints(
  density: Density,
  point: Float64Array,
  radius: number,
  logPdf: number,
  rng: Rng | undefined,
): ScaledMoments {
  const largest = largestLogPdf(density, point, radius);
  // In units of p(x0) nothing underflows. Where p(x0) is much smaller than p elsewhere in the ball, the largest p is the unit.
  const unit = largest - logPdf > MOST_ABOVE ? largest : logPdf;
  const relative = (points: Float64Array): Float64Array =>
    density.logPdf(points).map((value) => Math.exp(value - unit));
  const box = whereMassIs(density, logPdf);
  const scale = Math.min(radius, farthestCorner(box, point));
  const moments =
    density.dim <= MAX_QUADRATURE_DIM
      ? byQuadrature(relative, point, scale, box, density.features)
      : monteCarloMoments(density, { relative, unit }, point, scale, needed(rng));
  return { ...moments, unit, scale };
}

/** factor exp(log) (V_d radius^d)^power, through logarithms where volume or exponential is too large or too small. */
function timesVolume(factor: number, log: number, dim: number, radius: number, power: 1 | -1): number {
  const volume = dim <= MAX_PRODUCT_DIM ? unitBallVolume(dim) * radius ** dim : 0;
  if (volume > 1e-300 && volume < 1e300 && Math.abs(log) < 600) return factor * volume ** power * Math.exp(log);
  const logVolume = (dim / 2) * Math.log(Math.PI) - gammaln(1 + dim / 2) + dim * Math.log(radius);
  return factor * Math.exp(log + power * logVolume);
}

/** Approximately the largest log p of the ball: at its centre, at the places nearest to the mass of p, and along each axis. */
function largestLogPdf(density: Density, point: Float64Array, radius: number): number {
  const alongAxes = Array.from(point, (at, axis) =>
    Array.from(linspace(at - radius, at + radius, ALONG_AXIS), (x) => point.with(axis, x)),
  );
  const features = density.features.map(({ center }) => nearestInBall(center, point, radius));
  const places = Float64Array.from([point, ...features, ...alongAxes.flat()].flatMap((place) => Array.from(place)));
  return Math.max(...density.logPdf(places).filter((value) => !Number.isNaN(value)));
}

function nearestInBall(place: Float64Array, point: Float64Array, radius: number): Float64Array {
  const distance = Math.hypot(...place.map((x, axis) => x - point[axis]));
  if (distance <= radius) return place;
  return point.map((at, axis) => at + ((place[axis] - at) / distance) * radius);
}

/** A box outside of which p is below exp(-LOG_DROP) of exp(logPdf). */
function whereMassIs(density: Density, logPdf: number): readonly Interval[] {
  const peak = Math.max(logPdf, ...density.features.map(({ center }) => density.logPdf(center)[0]));
  const effective = density.effectiveSupport(peak - logPdf + LOG_DROP);
  return density.support.map(([lower, upper], axis): Interval => {
    const [from, to] = effective[axis];
    return [Math.max(lower, from), Math.min(upper, to)];
  });
}

/** The distance from a point to the farthest corner of a box; a ball of this radius contains the box. */
function farthestCorner(box: readonly Interval[], point: Float64Array): number {
  return Math.hypot(...box.map(([lower, upper], axis) => Math.max(upper - point[axis], point[axis] - lower)));
}

function needed(rng: Rng | undefined): Rng {
  if (!rng)
    throw new InputError({
      argument: "rng",
      problem: "must be given in more than 3 dimensions, where points are drawn",
    });
  return rng;
}

function byQuadrature(
  weight: RelativeWeight,
  point: Float64Array,
  radius: number,
  box: readonly Interval[],
  features: readonly Feature[],
): RelativeMoments {
  const dim = point.length;
  const volume = unitBallVolume(dim) * radius ** dim;
  const breakpoints = Array.from(point, (_, axis) => breaksAround(features, axis, NARROW * radius));
  /** INT of the weight, and of the weight times each coordinate of (x - x0) / radius; the largest of their errors. */
  const moments = (magnitude: number, tolerance: number): { values: readonly number[]; error: number } => {
    const integrals = integrateBallTogether(
      (points) => {
        const weights = weight(points);
        const values = new Float64Array(weights.length * (dim + 1));
        let at = 0;
        for (let k = 0; k < weights.length; k++) {
          values[at++] = weights[k];
          for (let a = 0; a < dim; a++) values[at++] = (weights[k] * (points[k * dim + a] - point[a])) / radius;
        }
        return values;
      },
      dim + 1,
      point,
      radius,
      box,
      magnitude,
      tolerance,
      breakpoints,
    );
    const error = Math.max(...integrals.map(({ errorEstimate }) => errorEstimate));
    return { values: integrals.map(({ value }) => value), error };
  };
  // The first, rough values give the size to which errors are relative; on a small ball they are nearly exact.
  let { values, error } = moments(volume, 1e-3);
  if (error > TOLERANCE * values[0]) ({ values, error } = moments(values[0], TOLERANCE));
  const [mass, ...firstMoments] = values;
  return { mass, shift: Float64Array.from(firstMoments, (moment) => moment / mass), errorEstimate: error / mass };
}

/** Where panels begin on an axis for the sake of features that are narrower than `widest`, the narrowest first. */
function breaksAround(features: readonly Feature[], axis: number, widest: number): number[] {
  const breaks: number[] = [];
  const narrow = features.filter(({ width }) => width[axis] < widest).sort((a, b) => a.width[axis] - b.width[axis]);
  for (const { center, width } of narrow) {
    for (const deviations of BREAKS) {
      const at = center[axis] + deviations * width[axis];
      if (breaks.every((other) => Math.abs(other - at) >= APART * width[axis])) breaks.push(at);
    }
  }
  return breaks;
}
