import { shrunkCovariance } from "../../density/estimate/shrunk-covariance.ts";
import { checkObject, checkString } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { pause } from "../../numerics/platform.ts";
import { standardising } from "../data/scaling.ts";
import { checkData, dataHash, scaledData, type TrainingData } from "../data/training-data.ts";
import { ResidualModel } from "../model/trained-model.ts";
import type { OnnxOptions } from "../onnx/runtime.ts";
import { completeResidualOptions, type ResidualTrainingOptions } from "../residual/residual-options.ts";
import { ResidualTraining } from "../residual/residual-training.ts";

/** The data of a residual network and the options of its training. */
export interface ResidualModelPlan {
  readonly data: TrainingData;
  /** The name of the data in the model's file. */
  readonly source: string;
  readonly options: ResidualTrainingOptions;
  /** Whether each coordinate is first brought to mean 0 and standard deviation 1; sigma is then in these units. Default true. */
  readonly standardise?: boolean;
}

export interface ResidualModelHooks extends OnnxOptions {
  /** Called before the first step. */
  onStart?(training: ResidualTraining): void | Promise<void>;
  /** Called after some steps, about fifty times a second; an exception that it throws ends the training. */
  onStep?(training: ResidualTraining): void | Promise<void>;
  /** A checkpoint of an earlier training with the same plan, from which to continue. */
  readonly checkpoint?: unknown;
}

/** The version since which the same plan, engine and machine give the same file; it is written into the file. */
const MADE_BY = "0.1.0";
/** The time, in milliseconds, for which training keeps the process from doing anything else. */
const SLICE = 20;

/**
 * Trains a residual network from beginning to end. Every few steps the process can react to an interrupt.
 * @throws InputError for data or options that can't be used
 */
export async function trainResidualModel(
  plan: ResidualModelPlan,
  { onStart, onStep, checkpoint, ...runtime }: ResidualModelHooks = {},
): Promise<ResidualModel> {
  checkObject("plan", plan, "data, source and options");
  const { data, source, options, standardise = true } = plan;
  checkData("data", data);
  checkString("source", source);
  const scaling = standardise ? standardising(data.training, data.dim) : null;
  const seen = scaling ? scaledData(data, scaling) : data;
  const training =
    checkpoint === undefined
      ? await ResidualTraining.start(seen, options, runtime)
      : await ResidualTraining.resume(seen, checkpoint, runtime);
  try {
    checkOptions(training, options);
    await onStart?.(training);
    while (!training.done) {
      const end = performance.now() + SLICE;
      do training.step();
      while (!training.done && performance.now() < end);
      await onStep?.(training);
      await pause();
    }
    const { loss, identity } = training.validation;
    const { mean, covariance } = shrunkCovariance(seen.training, data.dim);
    return new ResidualModel({
      network: training.network,
      scaling,
      moments: { mean, covariance },
      provenance: {
        scorebook: MADE_BY,
        engine: training.engine.name,
        data: {
          source,
          training: data.training.length / data.dim,
          validation: data.validation.length / data.dim,
          sha256: dataHash(seen),
        },
        options: training.options,
        losses: { training: training.loss, validation: loss, identity },
        curve: training.curve,
        stopped: training.stopped,
      },
    });
  } finally {
    training.close();
  }
}

/** @throws InputError where a checkpoint is of a training with other options than those of the plan */
function checkOptions(training: ResidualTraining, planned: ResidualTrainingOptions): void {
  const [own, expected] = [training.options, completeResidualOptions(planned)];
  for (const key of Object.keys(expected) as (keyof typeof expected)[]) {
    const [there, here] = [JSON.stringify(own[key]), JSON.stringify(expected[key])];
    if (there === here) continue;
    throw new InputError({ argument: "checkpoint", problem: `is of a training with ${key} ${there}, not ${here}` });
  }
}
