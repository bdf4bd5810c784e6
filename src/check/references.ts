import { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import type { NoisyDraws } from "./draws.ts";

// Estimates of the score that use only held-out rows and no model.

/** The scores, at the noisy points, of the Gaussian with the mean and the covariance of the clean points, blurred by sigma. */
export function gaussianScores({ clean, noisy, sigma, dim }: NoisyDraws): Float64Array {
  const n = clean.length / dim;
  const mean = Array.from({ length: dim }, (_, a) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += clean[i * dim + a];
    return sum / n;
  });
  const covariance = Array.from({ length: dim }, () => new Array<number>(dim).fill(0));
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b <= a; b++) {
        covariance[a][b] += ((clean[i * dim + a] - mean[a]) * (clean[i * dim + b] - mean[b])) / n;
      }
    }
  }
  for (let a = 0; a < dim; a++) {
    covariance[a][a] += sigma ** 2;
    for (let b = 0; b < a; b++) covariance[b][a] = covariance[a][b];
  }
  return new GaussianMixture([{ weight: 1, mean, covariance }]).score(noisy);
}

/** The largest number of rows that are compared with all others, since the work grows with the square of this number. */
const MOST_ROWS = 2000;
/** The exponential of a smaller number is 0 in float64. */
const LEAST_EXPONENT = -746;

/** The scores that were computed for draws, because two parts of a check ask for the same ones. */
const known = new WeakMap<NoisyDraws, Float64Array>();

/**
 * The scores, at the noisy points, of the rows blurred by sigma. For each point the row from which the point was made is left out.
 * This is the score of a model that memorised the other rows. It is zero if there are no other rows, and for points of rows beyond
 * the first 2000.
 */
export function leaveOneOutScores(draws: NoisyDraws): Float64Array {
  const found = known.get(draws) ?? computeLeaveOneOutScores(draws);
  known.set(draws, found);
  return found;
}

function computeLeaveOneOutScores({ clean, noisy, sigma, dim, replicates }: NoisyDraws): Float64Array {
  const count = Math.min(MOST_ROWS, clean.length / dim / replicates);
  const rows = new Float64Array(count * dim);
  for (let k = 0; k < count; k++) rows.set(clean.subarray(k * replicates * dim, (k * replicates + 1) * dim), k * dim);
  const scores = new Float64Array(noisy.length);
  const weights = new Float64Array(count);
  const point = new Float64Array(dim);
  for (let i = 0; i < Math.min(noisy.length / dim, MOST_ROWS * replicates); i++) {
    point.set(noisy.subarray(i * dim, (i + 1) * dim));
    const sum = writeWeights(rows, point, { left: Math.floor(i / replicates), sigma }, weights);
    for (let k = 0; k < count; k++) {
      const weight = weights[k] / sum;
      if (!(weight > 0)) continue;
      for (let a = 0; a < dim; a++) scores[i * dim + a] += (weight * (rows[k * dim + a] - point[a])) / sigma ** 2;
    }
  }
  return scores;
}

/**
 * Writes exp(-|row - point|^2 / (2 sigma^2)) for each row, divided by the largest of these numbers. The row with the number `left` and
 * rows equal to the point get 0. @returns the sum of the weights, which is 0 if no row is left
 */
function writeWeights(
  rows: Float64Array,
  point: Float64Array,
  { left, sigma }: { readonly left: number; readonly sigma: number },
  weights: Float64Array,
): number {
  const dim = point.length;
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < weights.length; k++) {
    let square = 0;
    for (let a = 0; a < dim; a++) square += (rows[k * dim + a] - point[a]) ** 2;
    weights[k] = square === 0 || k === left ? Number.NEGATIVE_INFINITY : -square / (2 * sigma ** 2);
    if (weights[k] > most) most = weights[k];
  }
  if (most === Number.NEGATIVE_INFINITY) {
    weights.fill(0);
    return 0;
  }
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    const exponent = weights[k] - most;
    weights[k] = exponent < LEAST_EXPONENT ? 0 : Math.exp(exponent);
    sum += weights[k];
  }
  return sum;
}
