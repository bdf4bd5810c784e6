import type { TrainedModel } from "../../../autoencoder/model/trained-model.ts";
import { type ModelPlan, trainModel } from "../../../autoencoder/plans/train-model.ts";
import type { Draws } from "../../../autoencoder/training/bayes-risk.ts";
import { checkCheckpoint, type Training } from "../../../autoencoder/training/training.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { describeStep } from "../../output/describe-step.ts";
import { startProgress } from "../../output/progress.ts";
import type { CheckpointFile } from "./checkpoint-file.ts";

export interface RunOptions {
  /** Called when the checkpoint has been read, before the training begins. */
  readonly onBegin?: () => void;
  readonly threads?: number;
  /** The checkpoint from which the training continues, if the file exists, and which is kept up to date. */
  readonly checkpoint?: CheckpointFile;
  /** The file into which Ctrl-C saves the state of the training if there is no checkpoint. */
  readonly rescue?: CheckpointFile;
}

export interface TrainingRun {
  readonly model: TrainedModel;
  /** The draws on which the validation loss was computed; null for the RCAE loss. */
  readonly validationDraws: Draws | null;
  readonly iterations: number;
}

/** Ctrl-C ended the training. The state of the training is saved, if there is a file for it. */
export class TrainingInterrupted extends Error {
  /** The number of iterations that were done; 0 if none was begun. */
  readonly iteration: number;

  constructor(iteration: number) {
    super("interrupted");
    this.iteration = iteration;
  }
}

/**
 * Trains a model, with progress on standard error.
 * @throws TrainingInterrupted after Ctrl-C
 * @throws InputError for a checkpoint of another training
 */
export async function runTraining(
  plan: ModelPlan,
  { threads, checkpoint, rescue, onBegin = () => {} }: RunOptions,
): Promise<TrainingRun> {
  const { iterations } = plan.options;
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  const saved = checkpoint?.read();
  if (saved !== undefined) {
    try {
      checkCheckpoint(saved);
    } catch (error) {
      throw error instanceof InputError ? inFile(error, checkpoint?.path) : error;
    }
  }
  onBegin();
  let progress = startProgress("train", iterations, { onInterrupt });
  let training: Training | undefined;
  try {
    const model = await trainModel(plan, {
      ...(threads !== undefined && { threads }),
      ...(saved !== undefined && { checkpoint: saved }),
      onTrial: (done, total) => {
        if (interrupted) throw new TrainingInterrupted(0);
        progress.update(0, `choosing the initial scale, ${Math.floor((100 * done) / total)} %`);
      },
      onStart: (started) => {
        training = started;
        const { iteration } = started;
        if (iteration === 0) return;
        progress.stop(`continues after ${iteration} of ${iterations} iterations`);
        progress = startProgress("train", iterations, { from: iteration, onInterrupt });
      },
      onStep: (now) => {
        if (interrupted) {
          (checkpoint ?? rescue)?.write(now);
          throw new TrainingInterrupted(now.iteration);
        }
        checkpoint?.keepUp(now);
        progress.update(now.iteration, describeStep(now));
      },
    });
    const { validationDraws = null, iteration = 0 } = training ?? {};
    return { model, validationDraws, iterations: iteration };
  } catch (error) {
    // An InputError before the training has begun concerns the checkpoint, because everything else was checked before.
    if (error instanceof InputError && saved !== undefined && !training) throw inFile(error, checkpoint?.path);
    throw error;
  } finally {
    progress.stop();
  }
}

/** The error on a checkpoint, or on a field of it, with the name of its file. */
function inFile(error: InputError, path: string | undefined): InputError {
  const { argument, problem, allowed, verb } = error;
  const file = {
    within: "--checkpoint",
    argument: `the file ${quote(path)}`,
    advice: "remove it, or give another name",
  };
  if (argument === "checkpoint") return new InputError({ ...file, problem, allowed, verb }, { cause: error });
  const field = new InputError({ argument: argument.replace(/^checkpoint\./, ""), problem, allowed, verb });
  return new InputError({ ...file, problem: `is not whole: ${field.message}` }, { cause: error });
}
