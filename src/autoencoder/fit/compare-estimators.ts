import { createRng } from "../../numerics/random/random.ts";
import { type Choice, type ComparedLosses, chooseEstimator } from "./choose-estimator.ts";
import { gaussian, identity, points } from "./closed-forms.ts";
import { deep } from "./deep.ts";
import type { Estimator, EstimatorName, FitTask, FittedEstimator } from "./estimator.ts";
import {
  adjustedLosses,
  denoisingRows,
  lossesOf,
  meanOverRows,
  type NoisyRows,
  type RowLosses,
} from "./held-out-loss.ts";
import type { HeldOut } from "./held-out-rows.ts";
import { mixture } from "./mixture.ts";
import { oneLayer } from "./one-layer.ts";

/** All families, in the order of `estimatorNames`. */
export function allEstimators(): readonly Estimator[] {
  return [identity, gaussian, mixture, points, oneLayer(), deep];
}

/** The stream of the seed that draws the noise of the held-out rows. */
const NOISE_STREAM = 54;

/** A row of the table. */
export interface EstimatorResult {
  readonly name: EstimatorName;
  /** Held-out loss E|r(x~) - x|^2. For a range of sigmas it is relative to the identity's loss and averaged over the sigmas. */
  readonly loss: number;
  /** The standard error of the mean loss over the rows. */
  readonly standardError: number;
  readonly relativeToIdentity: number;
  /**
   * The error of the score estimate relative to the score, both in the mean square over p_sigma, by Theorem 1(b):
   * sqrt((loss - optimal) / (identity - optimal)), with the optimal loss where it is known, else with the lowest one of the table,
   * which makes it a lower bound. Null where no estimator is better than the identity.
   */
  readonly scoreError: number | null;
  /** The time that fitting took, all folds together. */
  readonly seconds: number;
  readonly note?: string;
}

/** The relative losses at each sigma of a task. */
export interface LossesAtSigma {
  readonly sigma: number;
  readonly relativeToIdentity: Readonly<Partial<Record<EstimatorName, number>>>;
  /** The standard errors of the relative losses over the rows. */
  readonly standardError: Readonly<Partial<Record<EstimatorName, number>>>;
  /** The estimator that would be chosen if this were the only sigma. */
  readonly choice: Choice;
}

export interface Comparison extends Choice {
  readonly identity: number;
  /** The loss of the best denoiser there is on the same rows and noise; null where the distribution of the data is not known. */
  readonly optimal: number | null;
  readonly results: readonly EstimatorResult[];
  readonly bySigma: readonly LossesAtSigma[];
  /** Which families are missing and why: sentences without their full stops. */
  readonly missing: readonly string[];
  /** The chosen estimator as it was fitted to the first fold. */
  readonly first: FittedEstimator;
}

/** The held-out rows of each fold with noise, [sigma][fold]. */
type Noise = readonly (readonly NoisyRows[])[];

/** Options of the comparison. */
export interface CompareOptions {
  /** The families to compare with the identity. Default: all. */
  readonly names?: readonly EstimatorName[];
  /** r*(x) - x of the distribution that the data come from, where it is known. */
  readonly exact?: FittedEstimator["displacement"];
}

/** Fits every family on every fold and measures all on the same held-out rows and noise. */
export async function compareEstimators(
  { folds }: HeldOut,
  task: FitTask,
  { names, exact }: CompareOptions = {},
): Promise<Comparison> {
  const { dim } = folds[0].data;
  const noise = task.sigmas.map((sigma, k) =>
    folds.map(({ test }, f) => denoisingRows(test, dim, sigma, createRng(task.seed, NOISE_STREAM, k, f))),
  );
  const measured: Measured[] = [];
  const missing: string[] = [];
  for (const estimator of allEstimators().filter(
    ({ name }) => name === "identity" || names === undefined || names.includes(name),
  )) {
    const why = await estimator.missing(folds[0].data, task);
    if (why === null) {
      measured.push(await measure(estimator, folds, noise, task));
      continue;
    }
    missing.push(`${estimator.name} ${why}`);
    for (const _ of folds) task.onFitted?.();
  }
  const relative = exact && relativeLosses(exact, noise, task, dim);
  return { ...tableOf(measured, task, dim, relative && meanOverRows(meanOfAll(relative)).mean), missing };
}

/** An estimator with its adjusted losses, relative to the identity's, [sigma](n). */
interface Measured {
  readonly name: EstimatorName;
  readonly relative: readonly Float64Array[];
  readonly seconds: number;
  readonly first: FittedEstimator;
  readonly note?: string;
}

async function measure(estimator: Estimator, folds: HeldOut["folds"], noise: Noise, task: FitTask): Promise<Measured> {
  const begun = performance.now();
  const fitted = await fittedTo(folds, estimator, task);
  const milliseconds = performance.now() - begun;
  await task.onStep?.(`${estimator.name}, held-out loss`);
  const displacement: Displacement = (points, sigma, f) => fitted[f].displacement(points, sigma);
  const relative = relativeLosses(displacement, noise, task, folds[0].data.dim);
  const [first] = fitted;
  const note = first.note !== undefined && fitted.every((one) => one.note === first.note) ? { note: first.note } : {};
  return { name: estimator.name, relative, seconds: milliseconds / 1000, first, ...note };
}

async function fittedTo(
  folds: HeldOut["folds"],
  estimator: Estimator,
  task: FitTask,
): Promise<readonly FittedEstimator[]> {
  if (estimator.fitFolds && folds.length > 1) {
    const together = await estimator.fitFolds(folds, task);
    for (const _ of folds) task.onFitted?.();
    return together;
  }
  const fitted: FittedEstimator[] = [];
  for (const { data } of folds) {
    fitted.push(await estimator.fit(data, task, fitted[0]));
    task.onFitted?.();
  }
  return fitted;
}

/** r(x) - x of an estimator that was fitted without the rows of a fold. */
type Displacement = (points: Float64Array, sigma: number, fold: number) => Float64Array;

/** The adjusted losses relative to the identity's, [sigma](n). */
function relativeLosses(displacement: Displacement, noise: Noise, { sigmas }: FitTask, dim: number): Float64Array[] {
  return sigmas.map((sigma, k) => {
    const losses = noise[k].map((rows, f) => lossesOf(displacement(rows.noisy, sigma, f), rows));
    return adjustedLosses(joined(losses)).map((loss) => loss / (dim * sigma * sigma));
  });
}

function joined(all: readonly RowLosses[]): RowLosses {
  const one = (of: (part: RowLosses) => Float64Array): Float64Array =>
    Float64Array.from(all.flatMap((part) => [...of(part)]));
  return { losses: one(({ losses }) => losses), excess: one(({ excess }) => excess) };
}

function tableOf(
  measured: readonly Measured[],
  { sigmas }: FitTask,
  dim: number,
  optimal: number | undefined,
): Omit<Comparison, "missing"> {
  const unit = sigmas.length === 1 ? dim * sigmas[0] ** 2 : 1;
  const compared = measured.map(({ name, relative }): ComparedLosses => ({ name, losses: meanOfAll(relative) }));
  const choice = chooseEstimator(compared);
  const means = compared.map(({ losses }) => meanOverRows(losses));
  const lowest = optimal ?? Math.min(...means.map(({ mean }) => mean));
  const results = measured.map(({ name, seconds, note }, i): EstimatorResult => {
    const { mean, standardError } = means[i];
    return {
      ...{ name, loss: unit * mean, standardError: unit * standardError, relativeToIdentity: mean },
      scoreError: lowest < 1 ? Math.sqrt(Math.max(0, mean - lowest) / (1 - lowest)) : null,
      seconds,
      ...(note !== undefined && { note }),
    };
  });
  return {
    ...choice,
    identity: unit,
    optimal: optimal === undefined ? null : unit * optimal,
    results,
    bySigma: sigmas.map((sigma, k) => atSigma(measured, sigma, k)),
    first: measured[compared.findIndex(({ name }) => name === choice.chosen)].first,
  };
}

function atSigma(measured: readonly Measured[], sigma: number, k: number): LossesAtSigma {
  const compared = measured.map(({ name, relative }): ComparedLosses => ({ name, losses: relative[k] }));
  const means = compared.map(({ name, losses }) => ({ name, ...meanOverRows(losses) }));
  return {
    sigma,
    relativeToIdentity: Object.fromEntries(means.map(({ name, mean }) => [name, mean])),
    standardError: Object.fromEntries(means.map(({ name, standardError }) => [name, standardError])),
    choice: chooseEstimator(compared),
  };
}

/** The mean over the sigmas, row by row. */
function meanOfAll(relative: readonly Float64Array[]): Float64Array {
  return relative[0].map((_, i) => relative.reduce((sum, losses) => sum + losses[i], 0) / relative.length);
}
