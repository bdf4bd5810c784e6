import type { Rng } from "../../numerics/random/random.ts";

/** The approximate number of noisy points in a table: the noise of few rows is averaged over many draws. */
const NOISY_POINTS = 6000;
/** The limits of the number of pairs of draws for a row. */
const [FEWEST_PAIRS, MOST_PAIRS] = [1, 32];

/** Rows with noise. Each row occurs 2 m times in succession: with m draws, and with the negatives of these draws. */
export interface NoisyRows {
  readonly dim: number;
  readonly sigma: number;
  /** The number of draws for each row: 2 m. */
  readonly draws: number;
  /** Shape (n, d). */
  readonly clean: Float64Array;
  /** Shape (n 2 m, d). */
  readonly noisy: Float64Array;
}

/** For each row its loss, and the part of the noise in it. */
export interface RowLosses {
  /** The mean of |r(x~) - x|^2 over the draws of the row, shape (n). */
  readonly losses: Float64Array;
  /** The mean of |x~ - x|^2 over the draws minus its expectation, shape (n). */
  readonly excess: Float64Array;
}

/**
 * Draws the noise on which estimators are compared, the same for all. Each draw comes with its negative, so that odd functions of the
 * noise cancel, above all (r(x) - x) . eps. Differences of losses are then accurate for a small sigma, too.
 * @param rows shape (n, d)
 */
export function denoisingRows(rows: Float64Array, dim: number, sigma: number, rng: Rng): NoisyRows {
  const n = rows.length / dim;
  const pairs = Math.min(MOST_PAIRS, Math.max(FEWEST_PAIRS, Math.ceil(NOISY_POINTS / (2 * n))));
  const noisy = new Float64Array(2 * pairs * rows.length);
  for (let i = 0, at = 0; i < n; i++) {
    for (let pair = 0; pair < pairs; pair++, at += 2 * dim) {
      for (let a = 0; a < dim; a++) {
        const noise = sigma * rng.normal();
        noisy[at + a] = rows[i * dim + a] + noise;
        noisy[at + dim + a] = rows[i * dim + a] - noise;
      }
    }
  }
  return { dim, sigma, draws: 2 * pairs, clean: rows, noisy };
}

/**
 * The losses of an estimator, row by row.
 * @param displacement r(x~) - x~ at the noisy points, shape (n 2 m, d)
 */
export function lossesOf(displacement: Float64Array, { dim, sigma, draws, clean, noisy }: NoisyRows): RowLosses {
  const n = clean.length / dim;
  const losses = new Float64Array(n);
  const excess = new Float64Array(n).fill(-dim * sigma * sigma);
  for (let i = 0, j = 0; i < n; i++) {
    for (let draw = 0; draw < draws; draw++) {
      for (let at = i * dim; at < (i + 1) * dim; at++, j++) {
        const noise = noisy[j] - clean[at];
        losses[i] += (noise + displacement[j]) ** 2 / draws;
        excess[i] += noise ** 2 / draws;
      }
    }
  }
  return { losses, excess };
}

/**
 * The losses minus the part that the size of the noise explains, beta times its excess (a control variate). Their mean has the same
 * expectation and varies less. beta is the slope of the regression, limited to [0, 1]. It is 1 for the identity, whose loss is then
 * exactly d sigma^2, and 0 where sigma is so large that r does not depend on the noise.
 * @returns shape (n)
 */
export function adjustedLosses({ losses, excess }: RowLosses): Float64Array {
  const [meanLoss, meanExcess] = [mean(losses), mean(excess)];
  let [product, square] = [0, 0];
  for (let i = 0; i < losses.length; i++) {
    product += (losses[i] - meanLoss) * (excess[i] - meanExcess);
    square += (excess[i] - meanExcess) ** 2;
  }
  const slope = square > 0 ? Math.min(1, Math.max(0, product / square)) : 1;
  return losses.map((loss, i) => loss - slope * excess[i]);
}

/** The mean loss over rows. */
export function meanOf(losses: RowLosses): number {
  return mean(adjustedLosses(losses));
}

/** A mean over rows with its standard error. */
export interface MeanOverRows {
  readonly mean: number;
  /** The standard deviation over the rows divided by the root of their number; Infinity for one row, where it is not known. */
  readonly standardError: number;
}

export function meanOverRows(values: Float64Array): MeanOverRows {
  const n = values.length;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, standardError: n > 1 ? Math.sqrt(squares / (n - 1) / n) : Number.POSITIVE_INFINITY };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
