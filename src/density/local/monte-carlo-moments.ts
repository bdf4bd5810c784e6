import { unitBallVolume } from "../../numerics/quadrature/ball-integrals.ts";
import type { Rng } from "../../numerics/random/random.ts";
import type { Distribution } from "../density.ts";

/** p in some unit, at points, (n, d) -> (n). */
export type RelativeWeight = (points: Float64Array) => Float64Array;

/** Integral of a weight over a ball, and the weighted mean of (x - x0) / radius. */
export interface RelativeMoments {
  readonly mass: number;
  /** Shape (d). */
  readonly shift: Float64Array;
  /** The larger of two errors: the relative error of the mass, and the error of a coordinate of the shift. */
  readonly errorEstimate: number;
  /** The standard error, where points were drawn. The error estimate is then three times as large. */
  readonly standardError?: number;
}

interface DrawnMoments extends RelativeMoments {
  readonly standardError: number;
}

/** Points of each average. */
const DRAWS = 1_000_000;
/** Points drawn at a time. */
const BATCH = 10_000;
/** Relative standard error below which no other method is tried. */
const GOOD_ENOUGH = 2e-3;

/**
 * Moments of p on a ball by Monte Carlo: from points of the ball, or from draws from p, many of which are in a large ball. The more
 * accurate of the two is returned.
 *
 * @param unit the logarithm of the unit of `relative`
 */
export function monteCarloMoments(
  density: Distribution,
  { relative, unit }: { readonly relative: RelativeWeight; readonly unit: number },
  point: Float64Array,
  radius: number,
  rng: Rng,
): DrawnMoments {
  const inBall = byPointsOfBall(relative, point, radius, rng);
  if (inBall.standardError < GOOD_ENOUGH) return inBall;
  const drawn = byDraws(density, unit, point, radius, rng);
  return drawn.standardError < inBall.standardError || Number.isNaN(inBall.standardError) ? drawn : inBall;
}

function byPointsOfBall(weight: RelativeWeight, point: Float64Array, radius: number, rng: Rng): DrawnMoments {
  const dim = point.length;
  const volume = unitBallVolume(dim) * radius ** dim;
  let sum = 0;
  let sumOfSquares = 0;
  const moment = new Float64Array(dim);
  for (let drawn = 0; drawn < DRAWS; drawn += BATCH) {
    const unitPoints = uniformInBall(rng, dim, BATCH);
    const weights = weight(unitPoints.map((u, i) => point[i % dim] + radius * u));
    weights.forEach((w, k) => {
      sum += w;
      sumOfSquares += w * w;
      for (let a = 0; a < dim; a++) moment[a] += w * unitPoints[k * dim + a];
    });
  }
  const mean = sum / DRAWS;
  // From the weights' second moment: an upper bound for the mass, and for coordinates, which lie within [-1, 1].
  const standardError = Math.sqrt(sumOfSquares / DRAWS / mean ** 2 / DRAWS);
  return { mass: volume * mean, shift: moment.map((m) => m / sum), ...errorsFrom(standardError) };
}

function byDraws(density: Distribution, unit: number, point: Float64Array, radius: number, rng: Rng): DrawnMoments {
  const dim = point.length;
  let inside = 0;
  const moment = new Float64Array(dim);
  const square = new Float64Array(dim);
  for (let drawn = 0; drawn < DRAWS; drawn += BATCH) {
    const draws = density.sample(rng, BATCH);
    for (let k = 0; k < BATCH; k++) {
      const u = Array.from(point, (at, a) => (draws[k * dim + a] - at) / radius);
      if (Math.hypot(...u) > 1) continue;
      inside += 1;
      for (let a = 0; a < dim; a++) {
        moment[a] += u[a];
        square[a] += u[a] ** 2;
      }
    }
  }
  const shift = moment.map((sum) => sum / inside);
  const ofMass = Math.sqrt((1 - inside / DRAWS) / inside);
  const ofMean = Math.max(...shift.map((mean, a) => Math.sqrt(Math.max(0, square[a] / inside - mean ** 2) / inside)));
  return { mass: (inside / DRAWS) * Math.exp(-unit), shift, ...errorsFrom(Math.max(ofMass, ofMean)) };
}

function errorsFrom(standardError: number): { readonly standardError: number; readonly errorEstimate: number } {
  return { standardError, errorEstimate: 3 * standardError };
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
