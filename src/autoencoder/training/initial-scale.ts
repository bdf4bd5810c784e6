import { checkObject } from "../../numerics/check.ts";
import { pause } from "../../numerics/platform.ts";
import { dataScale } from "../data/scaling.ts";
import { checkData, splitData, type TrainingData } from "../data/training-data.ts";
import { Training } from "./training.ts";
import type { RuntimeOptions } from "./training-loss.ts";
import { completeTrainingOptions, type TrainingOptions } from "./training-options.ts";

/** A short training. */
export interface InitialScaleTrial {
  readonly scale: number;
  /** The loss on the validation points at its end. */
  readonly validation: number;
}

export interface InitialScaleChoice {
  /** The smallest one whose trial ended within the share 1 / sqrt(n) of the lowest validation loss, n points being validated on. */
  readonly scale: number;
  readonly trials: readonly InitialScaleTrial[];
}

export interface InitialScaleHooks extends RuntimeOptions {
  /** After every iteration, with how many the trials have behind them, of so many in all; what it throws ends them. */
  onTrial?(done: number, total: number): void | Promise<void>;
}

/**
 * What is tried for points of the plane, divided by their spread: from units that hardly bend over the data to units
 * that are steps on them. Which of them trains well depends on the data and on sigma, and no formula knows it beforehand.
 */
const SCALES: readonly number[] = [0.25, 0.5, 1, 2, 4, 8];
/** The smaller the scale, the later it gets anywhere: on the spiral the good one has caught up by then. */
const ITERATIONS = 300;
const HIDDEN = 200;
/** Points, at most, and coordinates of points. The contractive loss takes d times as long. */
const POINTS = { dae: 1000, rcae: 300 };
const COORDINATES = 4000;

/**
 * Finds the `initialScale` of a training by a short one for each of some scales, with at most 200 units on at most 1000 of
 * the points (300 for the contractive loss, and no more than 4000 coordinates), at the final sigma. Deterministic.
 *
 * @param data as they are to be trained on
 * @param options of the training
 * @throws InputError for data or options that can't be used
 */
export async function chooseInitialScale(
  data: TrainingData,
  options: Omit<TrainingOptions, "initialScale">,
  { onTrial, ...runtime }: InitialScaleHooks = {},
): Promise<InitialScaleChoice> {
  checkData("data", data);
  checkObject("options", options, "sigma, hidden, iterations and seed");
  const spread = dataScale(together(data), data.dim);
  const {
    loss,
    sigma,
    hidden,
    tied,
    seed,
    redrawEvery,
    noiseReplicates = 1,
    initialOutput,
    engine,
    precision,
  } = completeTrainingOptions({ ...options, initialScale: 1 });
  const most = Math.min(POINTS[loss], Math.ceil(COORDINATES / data.dim));
  const few = {
    dim: data.dim,
    training: some(data.training, data.dim, most, seed),
    validation: some(data.validation, data.dim, most, seed),
  };
  const short = {
    ...{ loss, sigma, hidden: Math.min(hidden, HIDDEN), tied, seed, iterations: ITERATIONS },
    ...(redrawEvery !== undefined && { redrawEvery }),
    ...(initialOutput !== undefined && { initialOutput }),
    ...(engine && { engine }),
    ...(precision && { precision }),
    noiseReplicates: Math.min(noiseReplicates, Math.ceil((most * data.dim) / few.training.length)),
  };
  const trials: InitialScaleTrial[] = [];
  for (const [k, multiple] of SCALES.entries()) {
    // W x varies as much whatever the dimension.
    const scale = (multiple / spread) * Math.sqrt(2 / data.dim);
    const training = await Training.start(few, { ...short, initialScale: scale }, runtime);
    try {
      while (!training.done) {
        training.step();
        await onTrial?.(k * ITERATIONS + training.iteration, SCALES.length * ITERATIONS);
        await pause();
      }
      trials.push({ scale, validation: training.validation.loss });
    } finally {
      await training.close();
    }
  }
  // Of those that do as well as can be told, the one that bends least: away from the data it is the better one. The mean
  // of n squared errors of the plane is known to 1 / sqrt(n) of itself.
  const least = Math.min(...trials.map(({ validation }) => validation));
  const allowed = least * (1 + 1 / Math.sqrt(few.validation.length / few.dim));
  const { scale } = trials.find(({ validation }) => validation <= allowed) ?? trials[0];
  return { scale, trials };
}

function together({ training, validation }: TrainingData): Float64Array {
  const points = new Float64Array(training.length + validation.length);
  points.set(training);
  points.set(validation, training.length);
  return points;
}

/** At most so many of the points, chosen at random. */
function some(points: Float64Array, dim: number, most: number, seed: number): Float64Array {
  const n = points.length / dim;
  return n <= most ? points : splitData(points, dim, most / n, seed).validation;
}
