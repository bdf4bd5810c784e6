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

/**
 * The scores, at the noisy points, of the rows blurred by sigma. For each point the row from which the point was made is left out.
 * This is the score of a model that memorised the other rows. It is zero if there are no other rows, and for points of rows beyond
 * the first 2000.
 */
export function leaveOneOutScores({ clean, noisy, sigma, dim, replicates }: NoisyDraws): Float64Array {
  const rows = Math.min(MOST_ROWS, clean.length / dim / replicates);
  const scores = new Float64Array(noisy.length);
  const logs = new Float64Array(rows);
  for (let i = 0; i < Math.min(noisy.length / dim, MOST_ROWS * replicates); i++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < rows; k++) {
      let square = 0;
      for (let a = 0; a < dim; a++) square += (clean[k * replicates * dim + a] - noisy[i * dim + a]) ** 2;
      logs[k] =
        square === 0 || k === Math.floor(i / replicates) ? Number.NEGATIVE_INFINITY : -square / (2 * sigma ** 2);
      most = Math.max(most, logs[k]);
    }
    if (most === Number.NEGATIVE_INFINITY) continue;
    let sum = 0;
    for (let k = 0; k < rows; k++) sum += Math.exp(logs[k] - most);
    for (let k = 0; k < rows; k++) {
      const weight = Math.exp(logs[k] - most) / sum;
      if (weight === 0) continue;
      for (let a = 0; a < dim; a++) {
        scores[i * dim + a] += (weight * (clean[k * replicates * dim + a] - noisy[i * dim + a])) / sigma ** 2;
      }
    }
  }
  return scores;
}
