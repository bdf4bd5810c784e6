import { pause } from "../../numerics/platform.ts";
import type { TrainingData } from "../data/training-data.ts";
import { chooseEngine } from "../engine/choose-engine.ts";
import { loadOnnxRuntime } from "../onnx/runtime.ts";
import { chooseInitialScale } from "../training/initial-scale.ts";
import { Training } from "../training/training.ts";
import type { TrainingOptions } from "../training/training-options.ts";
import type { Estimator, FitTask } from "./estimator.ts";

/** The number of units is twice the number of columns, within these limits. */
const HIDDEN: readonly [fewest: number, most: number] = [100, 400];
const ITERATIONS = 200;
/** The noise is kept for this number of L-BFGS iterations, since L-BFGS needs a constant loss. */
const REDRAW_EVERY = 25;
/** The least number of noisy points in one evaluation of the loss. */
const NOISY_POINTS = 2500;
/**
 * In many columns fewer noisy points are used, so that points times weights stay below this number: that of 2500 points in 64 columns.
 * Each noisy point then has more coordinates to learn from, and an evaluation takes the same time in any number of columns.
 */
const MOST_WORK = NOISY_POINTS * 64 * 128;
const PATIENCE = 10;
/** The number of iterations of each trial of a scale. The best scales are ahead by then. */
const TRIAL_ITERATIONS = 75;

/** The number of hidden units of the one-layer network for data of a dimension. */
export function oneLayerUnits(dim: number): number {
  return Math.min(HIDDEN[1], Math.max(HIDDEN[0], 2 * dim));
}

/**
 * The paper's network, r(x) = c + V tanh(b + W x), with fresh noise and early stopping. The scale of its initial weights is found by
 * short trainings on the first data that it is fitted to.
 */
export function oneLayer(): Estimator {
  let scale: number | undefined;
  return {
    name: "one-layer",
    missing: async ({ training, dim }, { sigmas }) => {
      if (sigmas.length > 1) return "is a network for one sigma, and there is a range of them";
      return training.length / dim < 2 ? "needs two rows or more to learn from" : null;
    },
    fit: async (data, task, first) => {
      const options = await optionsFor(data, task);
      if (first?.content?.kind === "one-layer") scale ??= first.content.provenance.options.initialScale;
      scale ??= await findScale(data, options, task);
      const training = await Training.start(data, { ...options, initialScale: scale });
      try {
        while (!training.done) {
          training.step();
          await task.onStep?.(`one layer, iteration ${training.iteration} of ${training.iterations}`);
          await pause();
        }
        const { network, options: complete, loss, validation, curve, stopped } = training;
        const engine = complete.engine === "onnx" ? { engine: `${await loadOnnxRuntime()}` } : {};
        const losses = { training: loss, validation: validation.loss, identity: validation.identity };
        return {
          displacement: (points) => network.evaluate(points).map((value, j) => value - points[j]),
          content: { kind: "one-layer", network, provenance: { options: complete, losses, curve, stopped, ...engine } },
          note: `${complete.hidden} units`,
        };
      } finally {
        await training.close();
      }
    },
  };
}

type ScaledLater = Omit<TrainingOptions, "initialScale">;

async function findScale(data: TrainingData, options: ScaledLater, { onStep }: FitTask): Promise<number> {
  const onTrial = async (): Promise<void> => await onStep?.("one layer, choosing the initial scale");
  return (await chooseInitialScale(data, options, { onTrial, iterations: TRIAL_ITERATIONS })).scale;
}

async function optionsFor(data: TrainingData, { sigmas, seed }: FitTask): Promise<ScaledLater> {
  const { dim } = data;
  const hidden = oneLayerUnits(dim);
  const n = data.training.length / dim;
  const noisyPoints = Math.min(NOISY_POINTS, MOST_WORK / (dim * hidden));
  const noiseReplicates = Math.max(1, Math.round(noisyPoints / n));
  const task = { task: "loss", network: "one-layer", dim, hidden: [hidden], batch: n * noiseReplicates } as const;
  const { engine, precision } = await chooseEngine(task);
  return {
    ...{ sigma: sigmas[0], hidden, iterations: ITERATIONS, seed },
    ...{ redrawEvery: REDRAW_EVERY, noiseReplicates, patience: PATIENCE },
    ...(engine === "onnx" && { engine, precision }),
  };
}
