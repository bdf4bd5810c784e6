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
  /** The loss on the validation points at the end of the training. */
  readonly validation: number;
}

export interface InitialScaleChoice {
  /**
   * The smallest scale whose trial ended within a fraction 1 / sqrt(n) of the lowest validation loss, where n is the number of
   * validation points.
   */
  readonly scale: number;
  readonly trials: readonly InitialScaleTrial[];
}

export interface InitialScaleHooks extends RuntimeOptions {
  /** The number of iterations of a trial. Default 300, or fewer in more than 64 columns. */
  readonly iterations?: number;
  /**
   * Called after every iteration with the number of iterations that are done, and the number of all trials together; an exception
   * that it throws ends the trials.
   */
  onTrial?(done: number, total: number): void | Promise<void>;
}

/**
 * The scales that are tried for points of the plane, divided by the points' standard deviation: from units that hardly bend over
 * the data to units that are steps on them. Which scale trains well depends on the data and on sigma, and no formula gives it
 * beforehand.
 */
const SCALES: readonly number[] = [0.25, 0.5, 1, 2, 4, 8];
/**
 * A training with a smaller scale takes longer to improve; on the spiral the best scale is ahead after this number of iterations.
 */
const ITERATIONS = 300;
const HIDDEN = 200;
/**
 * The largest product of the iterations of a trial, its units and the number of columns. In many columns a trial has fewer iterations,
 * because the time of each of them grows with the number of weights while the points of a trial become fewer.
 */
const MOST_WORK = ITERATIONS * HIDDEN * 64;
/** The largest number of points, and the largest number of coordinates of points. The contractive loss takes d times as long. */
const POINTS = { dae: 1000, rcae: 300 };
const COORDINATES = 4000;

/**
 * Finds the `initialScale` of a training by a short trial training for each of several scales, with at most 200 units on at most
 * 1000 of the points (300 for the contractive loss, and no more than 4000 coordinates), at the final sigma. A trial has 300
 * iterations, or fewer in more than 64 columns. Deterministic.
 *
 * @param data in the coordinates of the training
 * @param options of the training
 * @throws InputError for data or options that can't be used
 */
export async function chooseInitialScale(
  data: TrainingData,
  options: Omit<TrainingOptions, "initialScale">,
  { onTrial, iterations = ITERATIONS, ...runtime }: InitialScaleHooks = {},
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
  const units = Math.min(hidden, HIDDEN);
  const trialIterations = Math.min(iterations, Math.ceil(MOST_WORK / (units * data.dim)));
  const short = {
    ...{ loss, sigma, hidden: units, tied, seed, iterations: trialIterations },
    ...(redrawEvery !== undefined && { redrawEvery }),
    ...(initialOutput !== undefined && { initialOutput }),
    ...(engine && { engine }),
    ...(precision && { precision }),
    noiseReplicates: Math.min(noiseReplicates, Math.ceil((most * data.dim) / few.training.length)),
  };
  const trials: InitialScaleTrial[] = [];
  for (const [k, multiple] of SCALES.entries()) {
    // The variance of W x then does not depend on the dimension.
    const scale = (multiple / spread) * Math.sqrt(2 / data.dim);
    const training = await Training.start(few, { ...short, initialScale: scale }, runtime);
    try {
      while (!training.done) {
        training.step();
        await onTrial?.(k * trialIterations + training.iteration, SCALES.length * trialIterations);
        await pause();
      }
      trials.push({ scale, validation: training.validation.loss });
    } finally {
      await training.close();
    }
  }
  // Among the trials whose losses cannot be told apart, take the one that bends least: it is better away from the data. The
  // relative standard error of the mean of n squared errors in the plane is 1 / sqrt(n).
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

/** At most `most` of the points, chosen at random. */
function some(points: Float64Array, dim: number, most: number, seed: number): Float64Array {
  const n = points.length / dim;
  return n <= most ? points : splitData(points, dim, most / n, seed).validation;
}
