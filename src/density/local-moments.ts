import { unitBallVolume } from "../numerics/ball-integrals.ts";
import { InputError } from "../numerics/input-error.ts";
import { integrateBall } from "../numerics/integrate-ball.ts";
import type { Rng } from "../numerics/random.ts";
import type { Density, Interval } from "./density.ts";

/** Mass and mean of a density on a ball, and what they tend to for a small one. */
export interface LocalMoments {
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
 * @param rng for the points in more than 3 dimensions
 * @throws InputError for a point or a radius that cannot be used
 */
export function localMoments(density: Density, point: Float64Array, radius: number, rng: Rng): LocalMoments {
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
      : byMonteCarlo(relative, point, radius, volume, rng);
  const pdf = Math.exp(logPdf);
  const score = density.score(point);
  return {
    mass: pdf * mass,
    mean: point.map((at, axis) => at + radius * shift[axis]),
    errorEstimate,
    massAsymptotic: volume * pdf * (1 + (radius ** 2 / (2 * (dim + 2))) * relativeLaplacian(density, point)),
    meanAsymptotic: point.map((at, axis) => at + (radius ** 2 / (dim + 2)) * score[axis]),
  };
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
  // The first, rough value is what the errors of the others are compared with.
  const rough = integrateBall(weight, point, radius, box, volume, 1e-3).value;
  const { value: mass, errorEstimate: massError } = integrateBall(weight, point, radius, box, rough);
  let error = massError;
  const shift = Float64Array.from(point, (at, axis) => {
    const offset: Weight = (points) => weight(points).map((w, i) => (w * (points[i * dim + axis] - at)) / radius);
    const moment = integrateBall(offset, point, radius, box, rough);
    error = Math.max(error, moment.errorEstimate);
    return moment.value / mass;
  });
  return { mass, shift, errorEstimate: error / mass };
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

/** Lap p / p = div s + |s|^2 at one point. */
function relativeLaplacian(density: Density, point: Float64Array): number {
  const { dim } = density;
  const score = density.score(point);
  const hessian = density.hessian(point);
  let laplacian = 0;
  for (let a = 0; a < dim; a++) laplacian += hessian[a * dim + a] + score[a] ** 2;
  return laplacian;
}
