import { checkData, dataHash } from "../autoencoder/data/training-data.ts";
import type { TrainedModel } from "../autoencoder/model/trained-model.ts";
import { type ModelPlan, trainModel } from "../autoencoder/plans/train-model.ts";
import type { TrainingCheckpoint } from "../autoencoder/training/training.ts";
import { checkObject, checkWhole } from "../numerics/check.ts";
import { Interrupted, progress } from "./progress.ts";

/** The checkpoints of interrupted trainings. The keys identify their plans. */
const checkpoints = new Map<string, TrainingCheckpoint>();

/**
 * Trains a model in a cell, with a line below it that shows the iterations, the time left, the loss and the gradient's norm. An
 * interrupt of the kernel ends the training. If the same plan is trained again in the same kernel, the training continues where it
 * was interrupted, and gives the same bytes as without an interrupt.
 */
export async function train(plan: ModelPlan): Promise<TrainedModel> {
  checkObject("plan", plan, "data, source and options");
  checkData("plan.data", plan.data);
  checkObject("plan.options", plan.options, "sigma, hidden, iterations and seed");
  const total = plan.options.iterations;
  checkWhole("iterations", total);
  const line = progress(plan.source, total);
  const key = JSON.stringify([dataHash(plan.data), plan.options, plan.standardise]);
  const training = trainModel(plan, {
    checkpoint: checkpoints.get(key),
    onTrial: (done, trials) => line.update(0, `choosing the initial scale, ${Math.floor((100 * done) / trials)} %`),
    onStep: async (now) => {
      const note = `loss ${now.loss.toExponential(3)}, gradient ${now.gradientNorm.toExponential(0)}`;
      try {
        // A training that ends early is shown as complete.
        await line.update(now.done ? total : now.iteration, note);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        checkpoints.set(key, now.checkpoint());
        throw new Interrupted(`${error.message}; run the cell again to continue from there`);
      }
    },
  });
  const model = await training.finally(() => line.end());
  checkpoints.delete(key);
  if (model.provenance.stopped !== null)
    process.stdout.write(`The training ended early: ${model.provenance.stopped}.\n`);
  return model;
}
