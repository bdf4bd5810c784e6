import { fitMixture } from "../../density/estimate/expectation-maximisation.ts";
import { type MixtureParameters, WhitenedComponents } from "../../density/estimate/whitened-components.ts";
import { plural } from "../../numerics/quote.ts";
import { createRng } from "../../numerics/random/random.ts";
import type { TrainingData } from "../data/training-data.ts";
import { allRows, fromMixture, mixtureDisplacement, someRows } from "./closed-forms.ts";
import type { Estimator, FitTask, FittedEstimator } from "./estimator.ts";
import { denoisingRows, lossesOf, meanOf, type NoisyRows } from "./held-out-loss.ts";
import type { Fold } from "./held-out-rows.ts";

/** The numbers of components that are tried. The search ends when two in succession are no better than the best one before. */
const COMPONENTS: readonly number[] = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const NO_BETTER = 2;
/** The number of rows that a component needs for its mean and a rough covariance of its own. */
const ROWS_PER_COMPONENT = 10;
/** The largest product of components, rows and d^2 over all mixtures that are tried: some seconds. */
const MOST_WORK = 1.2e8;
/** Expectation-maximisation ends in a local maximum, which depends on its start. Small mixtures are started this number of times. */
const STARTS = 5;
/** The largest product of components, rows and d^2 over all starts of a small mixture: some tenths of a second. */
const SMALL_WORK = 2e6;
/** The number of rows on which numbers of components are compared. */
const VALIDATION_ROWS = 2000;
/**
 * The streams of the seed that draw the starts of expectation-maximisation, and the noise on which numbers of components are
 * compared.
 */
const STREAMS = { start: 51, noise: 52 };

/**
 * A mixture of Gaussians, by expectation-maximisation on all rows that it may learn from. The number of components is the one with the
 * lowest denoising loss. One fit compares numbers of components on its validation rows. For several folds, each number of components is
 * fitted to each fold and compared on the rows that the fold holds out. A fold then takes the number that is best on the rows of the
 * other folds, and a later fit to all rows takes the number that is best on the rows of all folds.
 */
export const mixture: Estimator = {
  name: "mixture",
  missing: async ({ training, dim }) => {
    const fewest = COMPONENTS[0] * ROWS_PER_COMPONENT;
    return training.length / dim >= fewest ? null : `needs ${fewest} rows or more to learn from`;
  },
  fit: async (data, task, first) => {
    const components = first?.components ?? (await chooseComponents(data, task));
    return estimatorOf(fittedTo(rowsFor(data, task), data.dim, components, task.seed), components);
  },
  fitFolds,
};

function estimatorOf(fitted: MixtureParameters, components: number): FittedEstimator {
  return { ...fromMixture("mixture", fitted), note: plural(fitted.weights.length, "component"), components };
}

/** All rows to learn from, or some of very many. */
function rowsFor(data: TrainingData, { seed }: FitTask): Float64Array {
  return someRows(allRows(data), data.dim, seed);
}

async function chooseComponents(data: TrainingData, task: FitTask): Promise<number> {
  const { dim } = data;
  const training = someRows(data.training, dim, task.seed);
  const noisy = noiseOf(data.validation, dim, task, 0);
  return await searched(affordable(training.length / dim, dim), async (components) => {
    await task.onStep?.(`a mixture of ${components} Gaussians`);
    return lossOf(fittedTo(training, dim, components, task.seed), noisy);
  });
}

async function fitFolds(folds: readonly Fold[], task: FitTask): Promise<readonly FittedEstimator[]> {
  const { dim } = folds[0].data;
  const rows = folds.map(({ data }) => rowsFor(data, task));
  const noisy = folds.map(({ test }, f) => noiseOf(test, dim, task, f));
  const tried = new Map<number, TriedComponents>();
  const attempt = async (components: number): Promise<TriedComponents> => {
    const before = tried.get(components);
    if (before) return before;
    await task.onStep?.(`mixtures of ${components} Gaussians`);
    const fitted = rows.map((one) => fittedTo(one, dim, components, task.seed));
    const losses = fitted.map((one, f) => (lossOf(one, noisy[f]) * folds[f].test.length) / dim);
    tried.set(components, { fitted, losses });
    return { fitted, losses };
  };
  const candidates = affordable(Math.min(...rows.map((one) => one.length / dim)), dim);
  const bestWithout = (fold: number | null): Promise<number> =>
    searched(candidates, async (one) => sum((await attempt(one)).losses.filter((_, f) => f !== fold)));
  const components = await bestWithout(null);
  const estimators: FittedEstimator[] = [];
  for (const f of folds.keys()) {
    const own = await bestWithout(f);
    estimators.push({ ...estimatorOf((await attempt(own)).fitted[f], own), components });
  }
  return estimators;
}

/** Mixtures of one number of components, with their losses summed over the held-out rows, fold by fold. */
interface TriedComponents {
  readonly fitted: readonly MixtureParameters[];
  readonly losses: readonly number[];
}

/** The number of components with the lowest loss, tried in order until several in succession are no better. */
async function searched(
  candidates: readonly number[],
  lossAt: (components: number) => Promise<number>,
): Promise<number> {
  let best = { components: candidates[0], loss: Number.POSITIVE_INFINITY };
  let worse = 0;
  for (const components of candidates) {
    const loss = await lossAt(components);
    worse = loss < best.loss ? 0 : worse + 1;
    if (loss < best.loss) best = { components, loss };
    if (worse >= NO_BETTER) break;
  }
  return best.components;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The numbers of components for which there are rows enough, and time. */
function affordable(n: number, dim: number): readonly number[] {
  let work = 0;
  return COMPONENTS.filter((components, k) => {
    work += components * n * dim * dim;
    return k === 0 || (components * ROWS_PER_COMPONENT <= n && work <= MOST_WORK);
  });
}

/** The mixture with the highest likelihood of several starts, for a large mixture of one. */
function fittedTo(rows: Float64Array, dim: number, components: number, seed: number): MixtureParameters {
  const work = components * rows.length * dim;
  const starts = Math.max(1, Math.min(STARTS, Math.floor(SMALL_WORK / work)));
  const fits = Array.from({ length: starts }, (_, start) => {
    return fitMixture(rows, dim, components, createRng(seed, STREAMS.start, components, start));
  });
  if (starts === 1) return fits[0];
  const likelihoods = fits.map((one) => sum([...new WhitenedComponents(one).posterior(rows).logPdf]));
  return fits[likelihoods.indexOf(Math.max(...likelihoods))];
}

function noiseOf(rows: Float64Array, dim: number, { sigmas, seed }: FitTask, fold: number): readonly NoisyRows[] {
  const some = rows.subarray(0, VALIDATION_ROWS * dim);
  return sigmas.map((sigma, k) => denoisingRows(some, dim, sigma, createRng(seed, STREAMS.noise, k, fold)));
}

/** The mean over the sigmas of the loss relative to the identity's. */
function lossOf(parameters: MixtureParameters, noisy: readonly NoisyRows[]): number {
  const losses = noisy.map((rows) => {
    const { sigma, dim } = rows;
    return meanOf(lossesOf(mixtureDisplacement(parameters, rows.noisy, sigma), rows)) / (dim * sigma * sigma);
  });
  return sum(losses) / losses.length;
}
