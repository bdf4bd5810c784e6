import { checkObject } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { pause } from "../../numerics/platform.ts";
import { standardising } from "../data/scaling.ts";
import { checkData, dataHash, scaledData, type TrainingData } from "../data/training-data.ts";
import { chooseEngine } from "../engine/choose-engine.ts";
import { TrainedModel } from "../model/trained-model.ts";
import { loadOnnxRuntime } from "../onnx/runtime.ts";
import { chooseInitialScale, type InitialScaleHooks } from "../training/initial-scale.ts";
import { withNewNames } from "../training/option-names.ts";
import { Training } from "../training/training.ts";
import {
  type CompleteTrainingOptions,
  completeTrainingOptions,
  type TrainingEngine,
  type TrainingOptions,
} from "../training/training-options.ts";

/** Training options; those that are left out are chosen automatically. */
export type PlannedOptions = Omit<TrainingOptions, "initialScale" | "engine"> & {
  /** If it is left out, `chooseInitialScale` finds one. */
  readonly initialScale?: number;
  /** "auto" is chosen by `chooseEngine`. Default "fused", which gives the same bytes everywhere. */
  readonly engine?: TrainingEngine | "auto";
};

/** The version since which the same plan gives the same file, to the byte; it is written into the file. */
const BYTES_SINCE = "0.1.0";

/** The data of a model and the options of its training. */
export interface ModelPlan {
  readonly data: TrainingData;
  /** The name of the data in the model's file. */
  readonly source: string;
  readonly options: PlannedOptions;
  /** Whether each coordinate is first brought to mean 0 and standard deviation 1; sigma is then in these units. Default false. */
  readonly standardise?: boolean;
}

export interface TrainModelHooks extends InitialScaleHooks {
  /** Called before the first iteration. */
  onStart?(training: Training): void | Promise<void>;
  /** Called after every iteration; an exception that it throws ends the training. */
  onStep?(training: Training): void | Promise<void>;
  /** A checkpoint of an earlier training with the same plan, from which to continue. */
  readonly checkpoint?: unknown;
}

/**
 * Trains a model from beginning to end. Between two iterations the process can react to an interrupt.
 * @throws InputError for data or options that can't be used
 */
export async function trainModel(
  plan: ModelPlan,
  { onStart, onStep, onTrial, checkpoint, ...runtime }: TrainModelHooks = {},
): Promise<TrainedModel> {
  checkObject("plan", plan, "data, source and options");
  const { data, source, standardise = false } = plan;
  checkData("data", data);
  checkObject("options", plan.options, "sigma, hidden, iterations and seed");
  const scaling = standardise ? standardising(data.training, data.dim) : null;
  const seen = scaling ? scaledData(data, scaling) : data;
  const options = await withEngine(plan.options, data);
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
        ...(options.engine === "onnx" && { engine: `${await loadOnnxRuntime()}` }),
      },
    });
  } finally {
    await training.close();
  }
}

/** The options of a plan, with an engine that is available. */
type EngineOptions = Omit<TrainingOptions, "initialScale"> & Pick<PlannedOptions, "initialScale">;

/**
 * The options of a plan with the engine that it names, the fastest, or the one that SCOREBOOK_ENGINE forces.
 * @throws InputError for an engine that cannot be used
 */
async function withEngine(planned: PlannedOptions, { dim, training }: TrainingData): Promise<EngineOptions> {
  checkObject("options", planned, "sigma, hidden, iterations and seed");
  const { engine: wanted = "fused", precision: least, ...options } = withNewNames(planned);
  const batch = (training.length / dim) * (options.noiseReplicates ?? 1);
  const task = { task: "loss", network: "one-layer", dim, hidden: [options.hidden], batch } as const;
  const { engine, precision } = await chooseEngine(task, wanted, least);
  if (engine === "plain") {
    throw new InputError({ argument: "engine", problem: "plain is not for training auto-encoders with one layer" });
  }
  // Options that do not go together are refused where the options are checked.
  if (engine === "fused" && wanted === "fused" && least) return { ...options, engine, precision: least };
  return { ...options, engine, precision };
}

/** @throws InputError where a checkpoint is of a training with other options than those of the plan */
function checkOptions(own: CompleteTrainingOptions, planned: Omit<TrainingOptions, "initialScale">): void {
  const expected = completeTrainingOptions({ initialScale: own.initialScale, ...planned });
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
