import { shrunkCovariance } from "../../density/estimate/shrunk-covariance.ts";
import { WhitenedComponents } from "../../density/estimate/whitened-components.ts";
import { FinitePoints } from "../../density/finite-points.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { corrupt } from "../data/corruption.ts";
import type { TrainingData } from "../data/training-data.ts";
import type { SigmaRange } from "../network/sigma-network.ts";

/** How often each of some equal parts of a range's logarithm is drawn, from the smallest sigmas to the largest: probabilities. */
export type NoiseLevels = Float64Array;

const PARTS = 16;
/** What every part counts as gained at least: a part that nothing is learnt in is trained too, and gains by chance count little. */
const LEAST_GAIN = 0.03;
/** Rows that the gains are measured with: their errors need not be small. */
const [MOST_TRAINING, MOST_VALIDATION] = [2000, 400];

/**
 * How often to train at each part of a range of sigmas. Where one Gaussian is nearly the best denoiser, there is little to learn, and
 * where the training points tell nothing about other points, little can be learnt. So each part is drawn in proportion to the
 * fraction of one Gaussian's loss on the validation points that the training points themselves, a kernel density estimate, remove,
 * and to 3 % where that is less.
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

/** One sigma in each of n parts of equal probability, so that no batch has only large ones. */
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
