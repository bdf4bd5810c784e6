import { type ModelPlan, trainModel } from "../autoencoder/train-model.ts";
import type { TrainedModel } from "../autoencoder/trained-model.ts";
import { progress } from "./progress.ts";

/**
 * Trains a model in a cell, with a line below it that shows the iterations, the time left, the loss and the gradient's
 * norm. An interrupt of the kernel ends it.
 */
export async function train(plan: ModelPlan): Promise<TrainedModel> {
  const total = plan.options.iterations;
  const line = progress(plan.source, total);
  const model = await trainModel(plan, {
    onTrial: (done, trials) => line.update(0, `choosing the initial scale, ${Math.floor((100 * done) / trials)} %`),
    onStep: (training) => {
      const note = `loss ${training.loss.toExponential(3)}, gradient ${training.gradientNorm.toExponential(0)}`;
      // One that ends early is as done as it gets.
      return line.update(training.done ? total : training.iteration, note);
    },
  });
  if (model.provenance.stopped !== null) process.stdout.write(`It ended early: ${model.provenance.stopped}.\n`);
  return model;
}
