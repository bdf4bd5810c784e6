import { shrunkCovariance } from "../../density/estimate/shrunk-covariance.ts";
import {
  componentsOf,
  type MixtureParameters,
  WhitenedComponents,
} from "../../density/estimate/whitened-components.ts";
import { FinitePoints } from "../../density/finite-points.ts";
import { createRng } from "../../numerics/random/random.ts";
import type { TrainingData } from "../data/training-data.ts";
import type { Estimator, FitTask, FittedEstimator } from "./estimator.ts";
import { adjustedLosses, denoisingRows, lossesOf, meanOverRows } from "./held-out-loss.ts";

/**
 * The largest number of rows. With more rows, sums over points and matrices of responsibilities would be slow; a random subset of this
 * size is then used.
 */
export const MOST_ROWS = 20_000;
/** The stream of the seed that draws these rows. */
const SOME_ROWS_STREAM = 50;
const SHRINKAGE_STREAM = 55;
/** The number of rows on which shrinkages are compared. */
const VALIDATION_ROWS = 2000;

/** r(x) = x: it estimates the score as 0. */
export const identity: Estimator = {
  name: "identity",
  missing: async () => null,
  fit: async () => ({ displacement: (points) => new Float64Array(points.length) }),
};

/**
 * Fractions of the shrinkage of Ledoit and Wolf. Their shrinkage has the least squared error over the whole covariance, but may serve
 * directions badly in which the data are much thinner: the variance that it adds is small beside the mean variance and large beside theirs.
 */
const FRACTIONS: readonly number[] = [1, 0.1, 0.01, 0.001, 0];

/**
 * One Gaussian, whose denoiser is linear (Wiener's): r(x) = mu + Sigma (Sigma + sigma^2 I)^-1 (x - mu). The covariance is shrunk as
 * much as Ledoit and Wolf say, or less where the validation rows are denoised better by more than a standard error.
 */
export const gaussian: Estimator = {
  name: "gaussian",
  missing: async () => null,
  fit: async (data, task) => {
    const { mean, covariance, shrinkage } = shrunkCovariance(allRows(data), data.dim, shrinkageFraction(data, task));
    const weights = Float64Array.of(1);
    const fitted = fromMixture("gaussian", { dim: data.dim, weights, means: [mean], covariances: [covariance] });
    return { ...fitted, note: `covariance shrunk by ${shrinkage.toPrecision(2)}` };
  },
};

/** The largest fraction whose loss on the validation rows is within one standard error of the lowest loss. */
function shrinkageFraction({ training, validation, dim }: TrainingData, { sigmas, seed }: FitTask): number {
  const rows = validation.subarray(0, VALIDATION_ROWS * dim);
  const noisy = sigmas.map((sigma, k) => denoisingRows(rows, dim, sigma, createRng(seed, SHRINKAGE_STREAM, k)));
  const losses = FRACTIONS.map((fraction) => {
    const { mean, covariance } = shrunkCovariance(training, dim, fraction);
    const fitted = { dim, weights: Float64Array.of(1), means: [mean], covariances: [covariance] };
    const bySigma = noisy.map((at) => {
      const { sigma } = at;
      return adjustedLosses(lossesOf(mixtureDisplacement(fitted, at.noisy, sigma), at)).map(
        (loss) => loss / sigma ** 2,
      );
    });
    return bySigma[0].map((_, i) => bySigma.reduce((sum, one) => sum + one[i], 0));
  });
  const means = losses.map((one) => meanOverRows(one).mean);
  const best = losses[means.indexOf(Math.min(...means))];
  const kept = losses.findIndex((one) => {
    const { mean, standardError } = meanOverRows(one.map((loss, i) => loss - best[i]));
    return mean <= standardError;
  });
  return FRACTIONS[Math.max(0, kept)];
}

/** The points themselves: the exact score of the rows blurred by sigma, a kernel density estimate. */
export const points: Estimator = {
  name: "points",
  missing: async () => null,
  fit: async (data, { seed }) => {
    const rows = someRows(allRows(data), data.dim, seed);
    const density = new FinitePoints(rows, data.dim);
    return {
      displacement: (places, sigma) =>
        density
          .smoothed(sigma)
          .score(places)
          .map((score) => sigma ** 2 * score),
      content: { kind: "density", density: { kind: "points", points: rows, dim: data.dim } },
      note: `${rows.length / data.dim} points`,
    };
  },
};

/** The denoiser of a mixture of Gaussians at every sigma. */
export function fromMixture(kind: "gaussian" | "mixture", parameters: MixtureParameters): FittedEstimator {
  return {
    displacement: (places, sigma) => mixtureDisplacement(parameters, places, sigma),
    content: { kind: "density", density: { kind, components: componentsOf(parameters) } },
  };
}

/** sigma^2 grad log p_sigma of a mixture. (n, d) -> (n, d). */
export function mixtureDisplacement(parameters: MixtureParameters, places: Float64Array, sigma: number): Float64Array {
  const displacement = new WhitenedComponents(parameters, sigma).score(places);
  for (let j = 0; j < displacement.length; j++) displacement[j] *= sigma ** 2;
  return displacement;
}

/** The rows for training and for validation together: a closed form without a choice to make learns from both. */
export function allRows({ training, validation }: TrainingData): Float64Array {
  const rows = new Float64Array(training.length + validation.length);
  rows.set(training);
  rows.set(validation, training.length);
  return rows;
}

/** At most `MOST_ROWS` of the rows, in their order. */
export function someRows(rows: Float64Array, dim: number, seed: number): Float64Array {
  const n = rows.length / dim;
  if (n <= MOST_ROWS) return rows;
  const rng = createRng(seed, SOME_ROWS_STREAM);
  const chosen = new Float64Array(MOST_ROWS * dim);
  let count = 0;
  for (let i = 0; i < n; i++) {
    // Each row is chosen with probability (rows still wanted) / (rows left).
    if (rng.uniform() * (n - i) >= MOST_ROWS - count) continue;
    chosen.set(rows.subarray(i * dim, (i + 1) * dim), count++ * dim);
  }
  return chosen;
}
