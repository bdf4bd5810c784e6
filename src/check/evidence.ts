import type { Distribution } from "../density/density.ts";
import { rowDots } from "../reconstruction/field/vector-field.ts";
import { type CleanPoints, type NoisyDraws, noisyDraws, perRow } from "./draws.ts";
import { type Reading, readScores } from "./reading.ts";
import { gaussianScores, leaveOneOutScores } from "./references.ts";
import { type Mean, ratioOf } from "./statistics.ts";
import type { TestedField } from "./tested-field.ts";
import { cleanScore, truthAt } from "./truth.ts";

/** Measures how well readings of a model's outputs fit. */
export interface Evidence {
  /** Whether the misfits are computed from the exact score, and not estimated by the denoising loss. */
  readonly exact: boolean;
  readonly draws: NoisyDraws;
  /** The outputs at the draws. */
  readonly outputs: Float64Array;
  /** The misfit E|read - s|^2 / E|s|^2 of a reading. A reading with a misfit above 1 is worse than the score 0. */
  misfit(reading: Reading): Promise<Mean>;
  /** The factor c for which c s fits the scores of a reading best: E[read . s] / E|s|^2. */
  factor(reading: Reading): Promise<Mean>;
}

/**
 * The number of points at which the score of another sigma, or of p itself, is compared. Few points suffice, since they only choose
 * between readings.
 */
const COMPARED = 400;
/** The number of such points if p_sigma is an integral at every point. */
const COMPARED_BY_QUADRATURE = 120;
/** The number of pairs at another sigma if rows take the place of the density. */
const COMPARED_PAIRS = 800;

/** The evidence if the score is known: readings are compared with the exact score. */
export async function evidenceFromDensity(
  field: TestedField,
  density: Distribution,
  draws: NoisyDraws,
): Promise<Evidence> {
  const { dim, mixture, sigma } = field;
  const outputs = await field.outputs(draws.noisy);
  const exact = truthAt(density, sigma).score(draws.noisy);
  const compared = density.smoothed || dim === 1 ? COMPARED : COMPARED_BY_QUADRATURE;
  const some = draws.noisy.subarray(0, compared * dim);
  const exactOf = ({ sigma: other, unsmoothed }: Reading): [points: Float64Array, score: Float64Array] => {
    if (unsmoothed) return [some, cleanScore(density)?.(some) ?? new Float64Array(some.length)];
    return other === sigma ? [draws.noisy, exact] : [some, truthAt(density, other).score(some)];
  };
  const bothScores = (reading: Reading): { read: Float64Array; score: Float64Array } => {
    const [points, score] = exactOf(reading);
    return finiteRows(readScores(outputs.subarray(0, points.length), points, reading, mixture), score, dim);
  };
  return {
    exact: true,
    draws,
    outputs,
    misfit: async (reading) => {
      const { read, score } = bothScores(reading);
      const error = read.map((value, j) => value - score[j]);
      const rows = (values: Float64Array): Float64Array =>
        values.length === draws.noisy.length / dim ? perRow(values, draws.replicates) : values;
      return ratioOf(rows(rowDots(error, error, dim)), rows(rowDots(score, score, dim)));
    },
    factor: async (reading) => {
      const { read, score } = bothScores(reading);
      return ratioOf(
        perRow(rowDots(read, score, dim), draws.replicates),
        perRow(rowDots(score, score, dim), draws.replicates),
      );
    },
  };
}

/**
 * Sets rows with a NaN or an infinity to zero in both arrays, so that they count as right. The check "finite" reports their number.
 */
function finiteRows(read: Float64Array, score: Float64Array, dim: number): { read: Float64Array; score: Float64Array } {
  const fine = Array.from({ length: read.length / dim }, (_, i) =>
    [read, score].every((values) => values.subarray(i * dim, (i + 1) * dim).every(Number.isFinite)),
  );
  const kept = (values: Float64Array): Float64Array =>
    values.map((value, j) => (fine[Math.floor(j / dim)] ? value : 0));
  return { read: kept(read), score: kept(score) };
}

/**
 * The evidence from held-out rows. The score is s = -E[eps | x] / sigma, so E|read + eps / sigma|^2 is E|read - s|^2 plus a number
 * that does not depend on the reading. E|s|^2 is not known. It is at least the largest gain of the denoising loss by a reading, by
 * one Gaussian, or by the other rows, and this gain takes its place.
 */
export async function evidenceFromRows(
  field: TestedField,
  from: CleanPoints,
  draws: NoisyDraws,
  { pairs, seed }: { readonly pairs: number; readonly seed: number },
): Promise<Evidence> {
  const { mixture, sigma, kind } = field;
  const outputs = await field.outputs(draws.noisy);
  const at = async (other: number): Promise<{ draws: NoisyDraws; outputs: Float64Array; best: number }> => {
    const own = other === sigma ? draws : noisyDraws(from, other, Math.min(pairs, COMPARED_PAIRS), seed);
    const values = other === sigma ? outputs : await field.outputs(own.noisy);
    const declared = readScores(values, own.noisy, { kind, factor: 1, sigma: other }, mixture);
    const references = [gaussianScores(own), leaveOneOutScores(own)].map((scores) => gainOf(scores, own).value);
    return { draws: own, outputs: values, best: Math.max(...references, gainOfMultiple(declared, own)) };
  };
  const known = new Map<number, ReturnType<typeof at>>();
  const atSigma = (other: number): ReturnType<typeof at> => {
    const found = known.get(other) ?? at(other);
    known.set(other, found);
    return found;
  };
  return {
    exact: false,
    draws,
    outputs,
    misfit: async (reading) => {
      const own = await atSigma(reading.sigma);
      if (reading.unsmoothed) return { value: Number.POSITIVE_INFINITY, standardError: 0 };
      const gain = gainOf(readScores(own.outputs, own.draws.noisy, reading, mixture), own.draws);
      const best = Math.max(own.best, gain.value);
      return { value: 1 - gain.value / best, standardError: gain.standardError / best };
    },
    factor: async (reading) => {
      const read = readScores(outputs, draws.noisy, reading, mixture);
      const { value, standardError } = regressionOn(read, draws);
      return { value: 1 / value, standardError: standardError / value ** 2 };
    },
  };
}

/** The gain E[2 read . t - |read|^2] with the target t = (x_0 - x) / sigma^2. It equals E|s|^2 - E|read - s|^2. */
export function gainOf(read: Float64Array, { clean, noisy, sigma, dim, replicates }: NoisyDraws): Mean {
  const target = clean.map((x, j) => (x - noisy[j]) / sigma ** 2);
  const gains = rowDots(read, target, dim).map((dot, i) => {
    let square = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) square += read[j] ** 2;
    return 2 * dot - square;
  });
  const rows = perRow(gains, replicates);
  return ratioOf(rows, new Float64Array(rows.length).fill(replicates));
}

/** The gain of the best multiple of the scores, (E[read . t])^2 / E|read|^2. */
function gainOfMultiple(read: Float64Array, draws: NoisyDraws): number {
  const { value } = regressionOn(read, draws);
  return Number.isFinite(value)
    ? gainOf(
        read.map((score) => value * score),
        draws,
      ).value
    : 0;
}

/** The factor by which the scores of a reading must be multiplied to fit best: E[read . t] / E|read|^2. */
export function regressionOn(read: Float64Array, { clean, noisy, sigma, dim, replicates }: NoisyDraws): Mean {
  const target = clean.map((x, j) => (x - noisy[j]) / sigma ** 2);
  return ratioOf(perRow(rowDots(read, target, dim), replicates), perRow(rowDots(read, read, dim), replicates));
}
