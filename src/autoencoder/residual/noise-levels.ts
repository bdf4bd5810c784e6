import { shrunkCovariance } from "../../density/estimate/shrunk-covariance.ts";
import { WhitenedComponents } from "../../density/estimate/whitened-components.ts";
import { FinitePoints } from "../../density/finite-points.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { corrupt } from "../data/corruption.ts";
import type { TrainingData } from "../data/training-data.ts";
import type { SigmaRange } from "../network/sigma-network.ts";

/** The probabilities with which equal parts of a range's logarithm are drawn, from the smallest sigmas to the largest. */
export type NoiseLevels = Float64Array;

const PARTS = 16;
/** The least gain that is assumed for a part, so that parts with little to learn are trained too and chance gains matter little. */
const LEAST_GAIN = 0.03;
/** The number of rows with which the gains are measured; the gains need no high accuracy. */
const [MOST_TRAINING, MOST_VALIDATION] = [2000, 400];

/**
 * The frequencies with which the parts of a range of sigmas are trained. Where one Gaussian is nearly the best denoiser, there is little
 * to learn. Where the training points say nothing about other points, little can be learnt. The gain of a part is the fraction of one
 * Gaussian's loss on the validation points that a kernel density estimate of the training points removes. Each part is drawn in
 * proportion to its gain, or to 3 % where the gain is smaller.
 */
export function noiseLevels({ training, validation, dim }: TrainingData, range: SigmaRange, rng: Rng): NoiseLevels {
  const even = new Float64Array(PARTS).fill(1 / PARTS);
  if (range[0] === range[1]) return even;
  const known = training.subarray(0, MOST_TRAINING * dim);
  const clean = validation.subarray(0, MOST_VALIDATION * dim);
  const { mean, covariance } = shrunkCovariance(known, dim);
  const gaussian = { dim, weights: Float64Array.of(1), means: [mean], covariances: [covariance] };
  const points = new FinitePoints(known, dim);
  const gains = even.map((_, k) => {
    const sigma = levelIn(range, (k + 1 / 2) / PARTS);
    const noisy = corrupt(clean, sigma, rng);
    const loss = (score: Float64Array): number =>
      score.reduce((sum, one, j) => sum + (noisy[j] + sigma * sigma * one - clean[j]) ** 2, 0);
    const linear = loss(new WhitenedComponents(gaussian, sigma).score(noisy));
    const gain = linear > 0 ? 1 - loss(points.smoothed(sigma).score(noisy)) / linear : 0;
    return Math.max(LEAST_GAIN, gain);
  });
  const total = gains.reduce((sum, one) => sum + one, 0);
  return gains.map((gain) => gain / total);
}

/** One sigma in each of n parts of equal probability, so that no batch has large sigmas only. */
export function drawnLevels(range: SigmaRange, levels: NoiseLevels, n: number, rng: Rng): Float64Array {
  if (range[0] === range[1]) return new Float64Array(n).fill(range[0]);
  let [part, below] = [0, 0];
  return Float64Array.from({ length: n }, (_, i) => {
    const wanted = (i + rng.uniform()) / n;
    while (part < levels.length - 1 && below + levels[part] < wanted) below += levels[part++];
    return levelIn(range, (part + Math.min(1, (wanted - below) / levels[part])) / levels.length);
  });
}

/** The sigma at a fraction of the range's logarithm. */
function levelIn([smallest, largest]: SigmaRange, fraction: number): number {
  return Math.min(largest, smallest * Math.exp(Math.log(largest / smallest) * fraction));
}
