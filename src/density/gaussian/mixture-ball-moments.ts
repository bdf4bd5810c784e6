import { InputError } from "../../numerics/input-error.ts";
import { isDiagonal } from "../../numerics/linear-algebra/principal-axes.ts";
import type { BallMoments } from "../density.ts";
import { type Gaussian, type GaussianBallMoments, gaussianBallMoments } from "./gaussian-ball-moments.ts";

/** A Gaussian with its fraction of a mixture. */
export interface WeightedGaussian extends Gaussian {
  readonly weight: number;
}

/** A component with its moments. */
interface Part {
  readonly gaussian: WeightedGaussian;
  readonly moments: GaussianBallMoments;
}

/** Components whose masses together are below this fraction of the ball's are left out. */
const NEGLIGIBLE = 1e-17;
/** If the axes add more than this to the error, they are computed again with more precision. */
const PRECISE = 1e-12;
/** The limit of the work on axes in double precision, in cubes of the dimension: some 10 s. */
const MAX_WORK = 5e8;
/** The limit in double-double precision: under 1 s. */
const MAX_PRECISE_WORK = 2.5e6;

/**
 * Mass and mean of a Gaussian mixture on a ball, component by component. There are no random draws and no mesh, so that no component
 * is too narrow, too thin or too far away. Components that cannot matter are left out before their axes are computed.
 *
 * @param point the ball's center, shape (d)
 * @throws InputError where too many axes would have to be computed, and where rounding leaves no digit of the mass
 */
export function mixtureBallMoments(
  components: readonly WeightedGaussian[],
  point: Float64Array,
  radius: number,
): BallMoments {
  const parts = withPreciseAxes(partsThatMatter(components, point, radius), point, radius);
  const shares = sharesOf(parts);
  const shift = new Float64Array(point.length);
  parts.forEach(({ moments }, k) => {
    for (let a = 0; a < shift.length; a++) shift[a] += shares[k] * moments.shift[a];
  });
  // An error of one component changes its mean, its fraction, and the others' fractions.
  const error = parts.reduce((sum, { moments }, k) => sum + shares[k] * moments.errorEstimate, 0);
  const errorEstimate = (parts.length === 1 ? 1 : 3) * error + Number.EPSILON;
  if (!(errorEstimate < 1)) {
    throw new InputError({
      argument: "point",
      problem: "must lie nearer to the mass of the density, because rounding leaves no digit of the mass of this ball",
    });
  }
  return { logMass: logSum(parts.map(logMassOf)), shift, errorEstimate };
}

/** The components with their moments, in the order of their largest possible mass, up to the last that matters. */
function partsThatMatter(
  components: readonly WeightedGaussian[],
  point: Float64Array,
  radius: number,
): readonly Part[] {
  const ranked = components
    .map((gaussian) => ({ gaussian, logBound: logBound(gaussian, point, radius) }))
    .sort((a, b) => b.logBound - a.logBound);
  const parts: Part[] = [];
  let total = Number.NEGATIVE_INFINITY;
  let work = 0;
  for (const { gaussian, logBound } of ranked) {
    if (logBound + Math.log(ranked.length - parts.length) < total + Math.log(NEGLIGIBLE)) break;
    work += workOn(gaussian);
    if (work > MAX_WORK) {
      throw new InputError({
        argument: "components",
        problem: `must be fewer or have diagonal covariances, because finding the principal axes of ${parts.length + 1} of them in ${point.length} dimensions takes too long`,
      });
    }
    const part = { gaussian, moments: gaussianBallMoments(gaussian, point, radius, "double") };
    parts.push(part);
    total = logSum([total, logMassOf(part)]);
  }
  return parts;
}

/** The amount of work for a component that is not diagonal. */
function workOn({ covariance }: Gaussian): number {
  return isDiagonal(covariance) ? 0 : covariance.length ** 3;
}

/**
 * An upper bound of log(weight P). The ball is in a half-space whose boundary is perpendicular to the line from its center to the
 * mean, z standard deviations from the mean; the Gaussian has less than exp(-z^2 / 2) of its mass there.
 */
function logBound(
  { weight, mean, covariance, noise = 0 }: WeightedGaussian,
  point: Float64Array,
  radius: number,
): number {
  const offset = mean.map((value, a) => value - point[a]);
  const distance = Math.hypot(...offset);
  if (distance <= radius) return Math.log(weight);
  const direction = offset.map((value) => value / distance);
  const variance = covariance.reduce(
    (sum, row, a) => sum + direction[a] * row.reduce((inner, value, b) => inner + value * direction[b], 0),
    noise * noise,
  );
  return Math.log(weight) - ((distance - radius) / Math.sqrt(variance)) ** 2 / 2;
}

/**
 * The components with axes in double-double precision. Those that add most to the error come first, until the others add little
 * or the allowed work is done.
 */
function withPreciseAxes(parts: readonly Part[], point: Float64Array, radius: number): readonly Part[] {
  const shares = sharesOf(parts);
  const errors = parts.map(({ moments }, k) => shares[k] * moments.axesError);
  const precise = [...parts];
  let rest = errors.reduce((sum, error) => sum + error, 0);
  let work = 0;
  for (const k of parts.map((_, k) => k).sort((a, b) => errors[b] - errors[a])) {
    const { gaussian } = parts[k];
    work += workOn(gaussian);
    if (!(rest > PRECISE) || work > MAX_PRECISE_WORK) break;
    precise[k] = { gaussian, moments: gaussianBallMoments(gaussian, point, radius, "double-double") };
    rest -= errors[k];
  }
  return precise;
}

/** The fraction of each component in the ball's mass; the fractions sum to 1. */
function sharesOf(parts: readonly Part[]): number[] {
  const logs = parts.map(logMassOf);
  const total = logSum(logs);
  return logs.map((log) => Math.exp(log - total));
}

function logMassOf({ gaussian, moments }: Part): number {
  return Math.log(gaussian.weight) + moments.logMass;
}

function logSum(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}
