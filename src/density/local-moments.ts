import { unitBallVolume } from "../numerics/ball-integrals.ts";
import { InputError } from "../numerics/input-error.ts";
import { integrateBallTogether } from "../numerics/integrate-ball.ts";
import type { Rng } from "../numerics/random.ts";
import type { Density, Interval } from "./density.ts";
import { type LocalExpansion, localExpansion } from "./local-expansion.ts";

/** Mass and mean of a density on a ball, and what they tend to for a small one. */
export interface LocalMoments extends LocalExpansion {
  /** Z_delta = INT p over the ball. */
  readonly mass: number;
  /** m_delta = INT x p / Z_delta, shape (d). */
  readonly mean: Float64Array;
  /** Estimated error of the mass, relative to it, and of each coordinate of the mean, in radii: the larger. */
  readonly errorEstimate: number;
  /** V_d delta^d [p + delta^2 / (2 (d + 2)) tr Hess p]. */
  readonly massAsymptotic: number;
  /** x0 + delta^2 / (d + 2) s(x0), shape (d). */
  readonly meanAsymptotic: Float64Array;
}

/** Dimensions in which balls are integrated over by quadrature. */
const MAX_QUADRATURE_DIM = 3;
/** Error allowed, relative to the mass. */
const TOLERANCE = 1e-10;
/** Points of the Monte-Carlo average in more dimensions. */
const DRAWS = 1_000_000;
/** Points drawn at a time. */
const BATCH = 10_000;

/**
 * Mass and mean of p on the ball of a radius around a point x0 (the paper's appendix: the optimal reconstruction
 * estimates the local mean). In 1, 2 and 3 dimensions by adaptive quadrature, to 1e-8 and better; above by Monte Carlo
 * with a million points, whose standard error is the error estimate.
 *
 * @param point x0, shape (d), where p > 0
 * @param rng where the points in more than 3 dimensions come from; below, none are drawn
 * @throws InputError for a point or a radius that cannot be used, and where random numbers are needed and missing
 */
export function localMoments(density: Density, point: Float64Array, radius: number, rng?: Rng): LocalMoments {
  const { dim } = density;
  if (!(radius > 0 && Number.isFinite(radius))) throw new InputError(`radius must be a positive number, not ${radius}`);
  const [logPdf] = density.logPdf(point);
  if (!Number.isFinite(logPdf)) {
    throw new InputError(`point must lie where the density is positive, and [${[...point].join(", ")}] does not`);
  }
  // In units of p(x0) nothing underflows.
  const relative = (points: Float64Array): Float64Array =>
    density.logPdf(points).map((value) => Math.exp(value - logPdf));
  const volume = unitBallVolume(dim) * radius ** dim;
  const { mass, shift, errorEstimate } =
    dim <= MAX_QUADRATURE_DIM
      ? byQuadrature(relative, point, radius, density.support, volume)
      : byMonteCarlo(relative, point, radius, volume, needed(rng));
  const pdf = Math.exp(logPdf);
  const expansion = localExpansion(density, point, radius);
  return {
    mass: pdf * mass,
    mean: point.map((at, axis) => at + radius * shift[axis]),
    massExcess: mass / volume - 1,
    shift: shift.map((value) => radius * value),
    errorEstimate,
    massAsymptotic: volume * pdf * (1 + expansion.massExcess),
    meanAsymptotic: point.map((at, axis) => at + expansion.shift[axis]),
  };
}

function needed(rng: Rng | undefined): Rng {
  if (!rng) throw new InputError("rng must be given in more than 3 dimensions, where points are drawn");
  return rng;
}

type Weight = (points: Float64Array) => Float64Array;

/** Integral of a weight over the ball, and the weighted mean of (x - x0) / radius. */
interface RelativeMoments {
  readonly mass: number;
  readonly shift: Float64Array;
  readonly errorEstimate: number;
}

function byQuadrature(
  weight: Weight,
  point: Float64Array,
  radius: number,
  box: readonly Interval[],
  volume: number,
): RelativeMoments {
  const dim = point.length;
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
    );
    const error = Math.max(...integrals.map(({ errorEstimate }) => errorEstimate));
    return { values: integrals.map(({ value }) => value), error };
  };
  // The first, rough values say what errors are to be compared with; on a small ball they are as good as can be.
  let { values, error } = moments(volume, 1e-3);
  if (error > TOLERANCE * values[0]) ({ values, error } = moments(values[0], TOLERANCE));
  const [mass, ...firstMoments] = values;
  return { mass, shift: Float64Array.from(firstMoments, (moment) => moment / mass), errorEstimate: error / mass };
}

function byMonteCarlo(weight: Weight, point: Float64Array, radius: number, volume: number, rng: Rng): RelativeMoments {
  const dim = point.length;
  let sum = 0;
  let sumOfSquares = 0;
  const moment = new Float64Array(dim);
  for (let drawn = 0; drawn < DRAWS; drawn += BATCH) {
    const unit = uniformInBall(rng, dim, BATCH);
    const weights = weight(unit.map((u, i) => point[i % dim] + radius * u));
    weights.forEach((w, k) => {
      sum += w;
      sumOfSquares += w * w;
      for (let a = 0; a < dim; a++) moment[a] += w * unit[k * dim + a];
    });
  }
  const mean = sum / DRAWS;
  // From the weights' second moment: an upper bound for the mass, and for coordinates, which lie within [-1, 1].
  const standardError = Math.sqrt(sumOfSquares / DRAWS / mean ** 2 / DRAWS);
  return { mass: volume * mean, shift: moment.map((m) => m / sum), errorEstimate: standardError };
}

/** n points of the unit ball: a normal direction, and a radius whose d-th power is uniform. (n, d) */
function uniformInBall(rng: Rng, dim: number, n: number): Float64Array {
  const points = new Float64Array(n * dim);
  for (let k = 0; k < n; k++) {
    let squares = 0;
    for (let a = 0; a < dim; a++) {
      points[k * dim + a] = rng.normal();
      squares += points[k * dim + a] ** 2;
    }
    const scale = rng.uniform() ** (1 / dim) / Math.sqrt(squares);
    for (let a = 0; a < dim; a++) points[k * dim + a] *= scale;
  }
  return points;
}
