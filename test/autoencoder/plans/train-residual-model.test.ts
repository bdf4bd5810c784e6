import { expect, it } from "vitest";
import { drawnData } from "../../../src/autoencoder/data/training-data.ts";
import { modelFromText, modelToText } from "../../../src/autoencoder/model/model-file.ts";
import { modelReconstruction } from "../../../src/autoencoder/model/trained-model.ts";
import { type ResidualModelPlan, trainResidualModel } from "../../../src/autoencoder/plans/train-residual-model.ts";
import type { ResidualTraining } from "../../../src/autoencoder/residual/residual-training.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";

/** The spiral, far away and stretched. */
function stretched() {
  const { dim, training, validation } = drawnData(spiral(), 200, 1);
  const moved = (points: Float64Array): Float64Array => points.map((x, j) => (j % 2 === 0 ? 1000 * x + 50 : x));
  return { dim, training: moved(training), validation: moved(validation) };
}

const plan: ResidualModelPlan = {
  data: stretched(),
  source: "a stretched spiral",
  options: { sigma: 0.3, hidden: [16, 16], steps: 100, batch: 32, seed: 1, engine: "plain" },
};

it("trains on standardised columns, and the model speaks the data's own units and says how it came to be", async () => {
  const model = await trainResidualModel(plan);
  const { losses, data, engine, scorebook, options } = model.provenance;
  expect(losses.validation).toBeLessThan(0.95 * losses.identity);
  expect({ ...data, sha256: "" }).toEqual({ source: plan.source, training: 200, validation: 200, sha256: "" });
  expect([engine, scorebook, options.sigmas]).toEqual(["plain TypeScript", "0.1.0", [0.3, 0.3]]);
  const r = modelReconstruction(model, plan.data.training);
  const far = r.some((value, j) => Math.abs(value - (j % 2 === 0 ? 50 : 0)) > (j % 2 === 0 ? 1000 : 1));
  expect(far).toBe(false);
  expect(modelFromText(modelToText(model))).toEqual(model);
});

it("goes on from a checkpoint to the same bytes, and refuses one of another plan", async () => {
  const whole = await trainResidualModel(plan);
  let checkpoint: unknown;
  const stop = (training: ResidualTraining): void => {
    if (training.iteration >= 40) {
      checkpoint = JSON.parse(JSON.stringify(training.checkpoint()));
      throw new Error("stop");
    }
  };
  // It is asked some fifty times a second.
  const slow = { ...plan, options: { ...plan.options, batch: 512, steps: 100 } };
  await expect(trainResidualModel(slow, { onStep: stop })).rejects.toThrow("stop");
  const gone = await trainResidualModel(slow, { checkpoint });
  expect(modelToText(gone)).toBe(modelToText(await trainResidualModel(slow)));
  await expect(trainResidualModel(plan, { checkpoint })).rejects.toThrow(
    "checkpoint is of a training with batch 512, not 32",
  );
  expect(modelToText(await trainResidualModel(plan))).toBe(modelToText(whole));
});
