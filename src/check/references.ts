import { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import type { NoisyDraws } from "./draws.ts";
import { scoresWithoutOne } from "./leave-one-out-kernel.ts";

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
  const ofRows = noisy.subarray(0, count * replicates * dim);
  scores.set(scoresWithoutOne({ rows, dim, sigma }, ofRows, (i) => Math.floor(i / replicates)));
  return scores;
}
