import { checkObject } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { pause } from "../../numerics/platform.ts";
import { standardising } from "../model/scaling.ts";
import { TrainedModel } from "../model/trained-model.ts";
import { checkData } from "./check-data.ts";
import { chooseInitialScale, type InitialScaleHooks } from "./initial-scale.ts";
import { Training } from "./training.ts";
import { dataHash, scaledData, type TrainingData } from "./training-data.ts";
import { type CompleteTrainingOptions, completeTrainingOptions, type TrainingOptions } from "./training-options.ts";

/** The version since which the same plan gives the same file, to the byte; it is written into the file. */
const BYTES_SINCE = "0.1.0";

/** What a model is trained on, and how. */
export interface ModelPlan {
  readonly data: TrainingData;
  /** What the data are called in the model's file. */
  readonly source: string;
  /** Without `initialScale`, which `chooseInitialScale` then finds. */
  readonly options: Omit<TrainingOptions, "initialScale"> & Partial<Pick<TrainingOptions, "initialScale">>;
  /** Whether each coordinate is first brought to mean 0 and standard deviation 1, which is then sigma's unit. Default false. */
  readonly standardise?: boolean;
}

export interface TrainModelHooks extends InitialScaleHooks {
  /** Before the first iteration. */
  onStart?(training: Training): void | Promise<void>;
  /** After every iteration; what it throws ends the training. */
  onStep?(training: Training): void | Promise<void>;
  /** A checkpoint of an earlier training with the same plan, to go on from. */
  readonly checkpoint?: unknown;
}

/**
 * Trains a model from beginning to end. An interrupt gets through between two iterations.
 * @throws InputError for data or options that can't be used
 */
export async function trainModel(
  plan: ModelPlan,
  { onStart, onStep, onTrial, checkpoint, ...runtime }: TrainModelHooks = {},
): Promise<TrainedModel> {
  checkObject("plan", plan, "data, source and options");
  const { data, source, options, standardise = false } = plan;
  checkData("data", data);
  const scaling = standardise ? standardising(data.training, data.dim) : null;
  const seen = scaling ? scaledData(data, scaling) : data;
  const start = async (): Promise<Training> => {
    const initialScale =
      options.initialScale ??
      (await chooseInitialScale(seen, options, { ...runtime, ...(onTrial && { onTrial }) })).scale;
    return await Training.start(seen, { ...options, initialScale }, runtime);
  };
  const training = checkpoint === undefined ? await start() : await Training.resume(seen, checkpoint, runtime);
  try {
    checkOptions(training.options, options);
    await onStart?.(training);
    while (!training.done) {
      training.step();
      await onStep?.(training);
      await pause();
    }
    const { loss, identity } = training.validation;
    return new TrainedModel({
      network: training.network,
      scaling,
      provenance: {
        scorebook: BYTES_SINCE,
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
    await training.close();
  }
}

/** @throws InputError where a checkpoint is of a training with other options than those of the plan */
function checkOptions(own: CompleteTrainingOptions, planned: ModelPlan["options"]): void {
  const expected = completeTrainingOptions({ ...planned, initialScale: planned.initialScale ?? own.initialScale });
  for (const key of new Set([...Object.keys(own), ...Object.keys(expected)]) as Set<keyof CompleteTrainingOptions>) {
    const [there, here] = [JSON.stringify(own[key]), JSON.stringify(expected[key])];
    if (there === here) continue;
    throw new InputError({
      argument: "checkpoint",
      allowed: `of a training with ${key} ${here ?? "left out"}`,
      problem: there ?? "without",
    });
  }
}
