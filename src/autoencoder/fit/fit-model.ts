import type { Distribution } from "../../density/density.ts";
import type { GaussianComponent } from "../../density/gaussian/gaussian-mixture.ts";
import {
  checkAllFinite,
  checkFewest,
  checkObject,
  checkOneOf,
  checkPoints,
  checkPositive,
  checkWhole,
} from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { type Scaling, standardising, toScaled } from "../data/scaling.ts";
import { dataHash, type TrainingData } from "../data/training-data.ts";
import { ClosedFormModel } from "../model/closed-form-model.ts";
import type { Provenance } from "../model/provenance.ts";
import { type Model, ResidualModel, TrainedModel } from "../model/trained-model.ts";
import { checkSigmaRange, type SigmaRange } from "../network/sigma-network.ts";
import { chooseSigma, type Purpose, purposes, SIGMA_GRID } from "./choose-sigma.ts";
import { allEstimators, type Comparison, compareEstimators, type LossesAtSigma } from "./compare-estimators.ts";
import { dataWarnings } from "./data-warnings.ts";
import { type EstimatorName, estimatorNames, type FitTask, type FittedEstimator } from "./estimator.ts";
import { FEW_ROWS, type HeldOut, holdOut } from "./held-out-rows.ts";
import { startingMixture } from "./starting-mixture.ts";
import { verdictWarnings } from "./verdict-warnings.ts";

/** The options of a fit, and its data. */
export interface FitPlan {
  /** Shape (n, d), in the data's own units. */
  readonly rows: Float64Array;
  readonly dim: number;
  /** Names of the columns, (d). Default: x1, x2, and so on. */
  readonly columns?: readonly string[];
  /** The name of the data in the model's file. */
  readonly source: string;
  /** The distribution of the rows, where it is known: the table then contains the lowest possible loss. */
  readonly distribution?: Distribution;
  /** One sigma; the smallest and the largest sigma of a range; or "auto", the sigma that the purpose needs. Default "auto". */
  readonly sigma?: number | SigmaRange | "auto";
  /** The purpose of the model, where sigma is "auto". Default "denoising". */
  readonly purpose?: Purpose;
  /**
   * Whether each column is first brought to mean 0 and standard deviation 1, which is then sigma's unit. Default: where the standard
   * deviations of the columns differ by more than a factor of 2.
   */
  readonly standardise?: boolean;
  /** The families to compare. Default: all. */
  readonly estimators?: readonly EstimatorName[];
  /** The seed of all random numbers; the same seed gives the same table. Default 1. */
  readonly seed?: number;
  /** The largest number of Adam steps of the deep network. Default: 3000; 1000 for few rows; 4000 for a range of sigmas. */
  readonly steps?: number;
  /**
   * Whether the kept estimator is fitted to all rows in the end. If not, the model is the one that was measured; where each row is held
   * out once, no model was measured on all rows, and the kept estimator is fitted to all rows all the same. Default true.
   */
  readonly refit?: boolean;
}

export interface FitHooks {
  /**
   * Called from time to time with the state of the fit: `done` of `total` fits are finished. An exception that it throws ends the fit.
   */
  onStep?(now: string, done: number, total: number): void | Promise<void>;
}

/** The result of a fit. */
export interface Fit {
  readonly points: number;
  readonly dim: number;
  readonly columns: readonly string[];
  /** In units of the data; for standardised data, in standard deviations. */
  readonly sigma: number | SigmaRange;
  /** The reason for that sigma; null where the caller gave it. */
  readonly sigmaReason: string | null;
  readonly standardised: boolean;
  /** The losses along the grid of "auto", or at some sigmas of the range; else empty. */
  readonly grid: readonly LossesAtSigma[];
  readonly comparison: Omit<Comparison, "first">;
  /** A description of the rows on which the losses were measured. */
  readonly heldOut: string;
  readonly warnings: readonly string[];
  /** The chosen estimator, fitted to all rows unless `refit` is false; one Gaussian where the identity was chosen, which no file can hold. */
  readonly model: Model;
}

/** The version since which the same plan gives the same table; it is written into the file. */
const MADE_BY = "0.2.0";
/** Columns whose standard deviations differ by a larger factor are assumed to have different units. */
const SAME_SCALE = 2;
/** The smallest and the largest allowed sigma, in standard deviations of the data. */
const SIGMAS: readonly [smallest: number, largest: number] = [1e-6, 1e3];
/** A sigma above the data's standard deviation by the first factor, or below it by the second, gives little information. */
const [FAR, LITTLE] = [3, 100];
/** The number of sigmas of a range at which estimators are compared. */
const RANGE_SIGMAS = 6;
/**
 * Steps of the deep network: for many rows, for few rows, along a grid, and for a range, at every sigma of which the model must be good.
 */
const STEPS = { many: 3000, few: 1000, grid: 1500, range: 4000 };
/** The layers of hidden units of the deep network. For few rows a smaller network is often better, and three times as fast. */
const HIDDEN = {
  many: [[256, 256]],
  few: [
    [64, 64],
    [256, 256],
  ],
};

/**
 * Fits one estimator of the score from each family, compares their denoising losses on rows and noise that none of them has seen,
 * and keeps the simplest estimator within one standard error of the best (see `chooseEstimator`). The model is this estimator fitted to
 * all rows, so that its own loss is not measured; with more rows it is lower, as a rule.
 * @throws InputError for data or options that can't be used
 */
export async function fitModel(plan: FitPlan, hooks: FitHooks = {}): Promise<Fit> {
  checkPlan(plan);
  const { rows, dim, seed = 1, columns = Array.from({ length: dim }, (_, a) => `x${a + 1}`) } = plan;
  const own = standardising(rows, dim);
  const scaling = (plan.standardise ?? differByScale(rows, dim, own)) ? own : null;
  const seen = scaling ? toScaled(rows, scaling) : rows;
  const held = holdOut(seen, dim, seed);
  const spread = rootMeanVariance(seen, dim);
  const exact = plan.distribution && exactDisplacement(plan.distribution, scaling);
  const few = rows.length / dim < FEW_ROWS;
  const comparisons = (plan.sigma ?? "auto") === "auto" ? 2 : 1;
  const usual = typeof plan.sigma === "object" ? STEPS.range : few ? STEPS.few : STEPS.many;
  const steps = plan.steps ?? usual;
  const base = {
    seed,
    steps,
    hidden: few ? HIDDEN.few : HIDDEN.many,
    ...counted(hooks, comparisons * held.folds.length),
  };
  const found = await findSigma(plan, held, spread, base);
  const task: FitTask = { ...base, ...found };
  const options = { ...(plan.estimators && { names: plan.estimators }), ...(exact && { exact }) };
  const { first, ...comparison } = await compareEstimators(held, task, options);
  const kept = comparison.chosen === "identity" ? "gaussian" : comparison.chosen;
  const measured = kept === comparison.chosen ? first : undefined;
  const asMeasured = plan.refit === false && held.folds.length === 1 ? measured : undefined;
  const fitted = asMeasured ?? (await fitAgain(kept, held, task, measured));
  const learnt = asMeasured ? held.folds[0].data : held.final;
  const start = await startOf(fitted, learnt, task);
  const warnings = [
    ...dataWarnings(rows, columns),
    ...sigmaWarnings(task.range, spread),
    ...verdictWarnings(comparison, dim),
    ...comparison.missing,
  ];
  return {
    ...{
      points: rows.length / dim,
      dim,
      columns,
      standardised: scaling !== null,
      heldOut: held.how,
      comparison,
      warnings,
    },
    sigma: found.range[0] === found.range[1] ? found.range[0] : found.range,
    sigmaReason: found.reason,
    grid: found.grid.length > 0 ? found.grid : task.sigmas.length > 1 ? comparison.bySigma : [],
    model: modelOf({ ...fitted, start }, task, scaling, dataOf(plan, learnt, columns), comparison),
  };
}

/** Counts the fits of all families. */
function counted({ onStep }: FitHooks, times: number): Pick<FitTask, "onStep" | "onFitted"> {
  let done = 0;
  const total = times * estimatorNames.length;
  return { onStep: async (now) => await onStep?.(now, done, total), onFitted: () => done++ };
}

/** @throws InputError that names the invalid argument */
function checkPlan(plan: FitPlan): void {
  checkObject("plan", plan, "rows, dim and source");
  const { rows, dim, columns, sigma = "auto", purpose = "denoising", seed = 1, steps } = plan;
  checkWhole("dim", dim);
  checkPoints("rows", rows, dim, 1);
  checkAllFinite("rows", rows);
  checkWhole("seed", seed, 1, 2 ** 32 - 1);
  if (steps !== undefined) checkWhole("steps", steps);
  checkOneOf("purpose", purpose, purposes);
  if (plan.estimators !== undefined) checkFewest("estimators", plan.estimators, 1, "name");
  for (const name of plan.estimators ?? []) checkOneOf("estimators", name, estimatorNames);
  if (columns && columns.length !== dim) {
    throw new InputError({ argument: "columns", verb: "hold", allowed: `${dim} names`, problem: columns.length });
  }
  const distinct = new Set(
    Array.from({ length: rows.length / dim }, (_, i) => rows.subarray(i * dim, (i + 1) * dim).join()),
  );
  if (distinct.size < 2) {
    const allowed = "two different rows or more, to learn from some and measure on others";
    throw new InputError({ argument: "rows", verb: "hold", allowed, problem: `${distinct.size}` });
  }
  if (typeof sigma === "string") checkOneOf("sigma", sigma, ["auto"]);
  else if (typeof sigma === "number") checkPositive("sigma", sigma);
  else checkSigmaRange(sigma, "sigma");
}

/** Whether the columns that vary seem to have different units, judged by their standard deviations. */
function differByScale(rows: Float64Array, dim: number, { scale, mean }: Scaling): boolean {
  const varying = Array.from(scale).filter((_, a) => {
    for (let j = a; j < rows.length; j += dim) if (rows[j] !== mean[a]) return true;
    return false;
  });
  return Math.max(...varying) > SAME_SCALE * Math.min(...varying);
}

/** The root of the mean variance of the columns that vary, with which sigma is compared. */
function rootMeanVariance(rows: Float64Array, dim: number): number {
  const { scale } = standardising(rows, dim);
  const varying = scale.filter((_, a) => {
    for (let j = a + dim; j < rows.length; j += dim) if (rows[j] !== rows[a]) return true;
    return false;
  });
  return Math.sqrt(varying.reduce((sum, one) => sum + one * one, 0) / varying.length);
}

/** The sigmas at which estimators are compared, and how they were chosen. */
interface FoundSigma {
  readonly sigmas: readonly number[];
  readonly range: SigmaRange;
  readonly reason: string | null;
  readonly grid: readonly LossesAtSigma[];
}

async function findSigma(
  { sigma = "auto", purpose = "denoising", estimators: names }: FitPlan,
  held: HeldOut,
  spread: number,
  base: Omit<FitTask, "sigmas" | "range">,
): Promise<FoundSigma> {
  if (sigma !== "auto") {
    const range: SigmaRange = typeof sigma === "number" ? [sigma, sigma] : sigma;
    const [smallest, largest] = SIGMAS.map((factor) => Number((factor * spread).toPrecision(2)));
    const wrong = range.find((one) => !(one >= smallest && one <= largest));
    if (wrong !== undefined) {
      throw new InputError({
        argument: "sigma",
        allowed: `from ${smallest} to ${largest} for these data`,
        problem: wrong,
      });
    }
    return { sigmas: along(range), range, reason: null, grid: [] };
  }
  const sigmas = SIGMA_GRID.map((factor) => Number((factor * spread).toPrecision(2)));
  const range: SigmaRange = [sigmas[0], sigmas[sigmas.length - 1]];
  const steps = Math.min(base.steps, STEPS.grid);
  const { bySigma } = await compareEstimators(held, { ...base, sigmas, range, steps }, names ? { names } : {});
  const choice = chooseSigma(bySigma, purpose);
  return { sigmas: [choice.sigma], range: [choice.sigma, choice.sigma], reason: choice.reason, grid: bySigma };
}

/** Some sigmas of a range, equidistant in their logarithms; for a range of one sigma, that sigma. */
function along([smallest, largest]: SigmaRange): readonly number[] {
  if (smallest === largest) return [smallest];
  return Array.from({ length: RANGE_SIGMAS }, (_, k) => {
    if (k === RANGE_SIGMAS - 1) return largest;
    return smallest * (largest / smallest) ** (k / (RANGE_SIGMAS - 1));
  });
}

/** The estimator that is kept, fitted to all rows. */
async function fitAgain(
  name: EstimatorName,
  held: HeldOut,
  task: FitTask,
  first: FittedEstimator | undefined,
): Promise<FittedEstimator> {
  await task.onStep?.(`${name}, fitted to all rows`);
  const estimator = allEstimators().find((one) => one.name === name);
  if (!estimator) throw new InputError({ argument: "name", allowed: "an estimator", problem: name });
  return await estimator.fit(held.final, task, first);
}

/** Where the sampling of a network for a range of sigmas begins; null for all other estimators. */
async function startOf(
  { content }: FittedEstimator,
  learnt: TrainingData,
  task: FitTask,
): Promise<readonly GaussianComponent[] | null> {
  if (content?.kind !== "deep" || task.range[0] === task.range[1]) return null;
  await task.onStep?.("a mixture, with which sampling begins");
  return await startingMixture(learnt, task, content.moments);
}

function exactDisplacement(
  distribution: Distribution,
  scaling: Scaling | null,
): FittedEstimator["displacement"] | undefined {
  // For scaled data, the noise is not isotropic in the coordinates of the distribution.
  if (scaling || !distribution.smoothed) return undefined;
  return (points, sigma) => {
    const score = distribution.smoothed?.(sigma).score(points) ?? new Float64Array(points.length);
    return score.map((one) => sigma ** 2 * one);
  };
}

/** Warnings about sigmas at which all estimators are equally good whatever the data are: sentences without their full stops. */
function sigmaWarnings([smallest, largest]: SigmaRange, spread: number): string[] {
  const times = (ratio: number): string =>
    `${Number(ratio.toPrecision(2))} times the root mean variance of the columns`;
  if (largest > FAR * spread) {
    return [`sigma is up to ${times(largest / spread)}: with so much noise nearly all data look like one Gaussian`];
  }
  if (largest < spread / LITTLE) {
    return [`sigma is ${times(largest / spread)}: with so little noise the losses of the estimators hardly differ`];
  }
  return smallest < spread / LITTLE
    ? [
        `the smallest sigma is ${times(smallest / spread)}: with so little noise the losses of the estimators hardly differ`,
      ]
    : [];
}

function dataOf({ source }: FitPlan, learnt: TrainingData, columns: readonly string[]): Provenance["data"] {
  const { dim, training, validation } = learnt;
  return {
    source,
    training: training.length / dim,
    validation: validation.length / dim,
    sha256: dataHash(learnt),
    columns,
  };
}

/** The model that is written. A fitted density has the losses of the table; a network has the losses of its training. */
function modelOf(
  { content, start }: FittedEstimator & { readonly start: readonly GaussianComponent[] | null },
  { range, seed }: FitTask,
  scaling: Scaling | null,
  data: Provenance["data"],
  { results, chosen, identity }: Omit<Comparison, "first">,
): Model {
  const common = { scorebook: MADE_BY, data };
  if (content?.kind === "one-layer") {
    return new TrainedModel({ network: content.network, scaling, provenance: { ...common, ...content.provenance } });
  }
  if (content?.kind === "deep") {
    const { network, moments } = content;
    return new ResidualModel({ network, moments, start, scaling, provenance: { ...common, ...content.provenance } });
  }
  if (!content)
    throw new InputError({ argument: "the identity", problem: "is no model and has no file; name another estimator" });
  const loss = results.find(({ name }) => name === chosen)?.loss ?? identity;
  const losses = { training: loss, validation: loss, identity };
  const options = { loss: "dae" as const, seed };
  return new ClosedFormModel({
    density: content.density,
    sigmas: range,
    scaling,
    provenance: { ...common, options, losses },
  });
}
