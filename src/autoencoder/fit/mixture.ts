import { fitMixture } from "../../density/estimate/expectation-maximisation.ts";
import type { MixtureParameters } from "../../density/estimate/whitened-components.ts";
import { plural } from "../../numerics/quote.ts";
import { createRng } from "../../numerics/random/random.ts";
import type { TrainingData } from "../data/training-data.ts";
import { allRows, fromMixture, mixtureDisplacement, someRows } from "./closed-forms.ts";
import type { Estimator, FitTask } from "./estimator.ts";
import { denoisingRows, lossesOf, meanOf, type NoisyRows } from "./held-out-loss.ts";

/** The numbers of components that are tried. The search ends when two in succession are no better than the best one before. */
const COMPONENTS: readonly number[] = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const NO_BETTER = 2;
/** The number of rows that a component needs for its mean and a rough covariance of its own. */
const ROWS_PER_COMPONENT = 10;
/** The largest product of components, rows and d^2 over all mixtures that are tried: some seconds. */
const MOST_WORK = 1.2e8;
/** The number of rows on which numbers of components are compared. */
const VALIDATION_ROWS = 2000;
/**
 * The streams of the seed that draw the starts of expectation-maximisation, and the noise on which numbers of components are
 * compared.
 */
const STREAMS = { start: 51, noise: 52 };

/**
 * A mixture of Gaussians, by expectation-maximisation on the training rows. The number of components is the one with the lowest
 * denoising loss on the validation rows; the mixture is then fitted to both.
 */
export const mixture: Estimator = {
  name: "mixture",
  missing: async ({ training, dim }) => {
    const fewest = COMPONENTS[0] * ROWS_PER_COMPONENT;
    return training.length / dim >= fewest ? null : `needs ${fewest} rows or more to learn from`;
  },
  fit: async (data, task) => {
    const components = await chooseComponents(data, task);
    const fitted = fittedTo(someRows(allRows(data), data.dim, task.seed), data.dim, components, task.seed);
    return { ...fromMixture("mixture", fitted), note: plural(fitted.weights.length, "component") };
  },
};

async function chooseComponents(data: TrainingData, task: FitTask): Promise<number> {
  const { dim } = data;
  const training = someRows(data.training, dim, task.seed);
  const n = training.length / dim;
  const noisy = validationNoise(data, task);
  let best = { components: COMPONENTS[0], loss: Number.POSITIVE_INFINITY };
  let [worse, work] = [0, 0];
  for (const components of COMPONENTS) {
    work += components * n * dim * dim;
    const tooMany = components * ROWS_PER_COMPONENT > n || work > MOST_WORK;
    if (worse >= NO_BETTER || (tooMany && components > COMPONENTS[0])) break;
    await task.onStep?.(`a mixture of ${components} Gaussians`);
    const loss = lossOf(fittedTo(training, dim, components, task.seed), noisy);
    worse = loss < best.loss ? 0 : worse + 1;
    if (loss < best.loss) best = { components, loss };
  }
  return best.components;
}

function fittedTo(rows: Float64Array, dim: number, components: number, seed: number): MixtureParameters {
  return fitMixture(rows, dim, components, createRng(seed, STREAMS.start, components));
}

function validationNoise({ validation, dim }: TrainingData, { sigmas, seed }: FitTask): readonly NoisyRows[] {
  const rows = validation.subarray(0, VALIDATION_ROWS * dim);
  return sigmas.map((sigma, k) => denoisingRows(rows, dim, sigma, createRng(seed, STREAMS.noise, k)));
}

/** The mean over the sigmas of the loss relative to the identity's. */
function lossOf(parameters: MixtureParameters, noisy: readonly NoisyRows[]): number {
  const losses = noisy.map((rows) => {
    const { sigma, dim } = rows;
    return meanOf(lossesOf(mixtureDisplacement(parameters, rows.noisy, sigma), rows)) / (dim * sigma * sigma);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
