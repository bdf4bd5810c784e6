import { expect, it } from "vitest";
import { curveModels } from "../../src/autoencoder/plans/committed-models.ts";
import { trainedChains } from "../support/trained-chains.ts";

it.each(curveModels.slice(1))(
  "500 chains of 1600 steps on $name: energy distance at most 0.02 and a third of the first order's, median distance 0.30 to 0.36, acceptance 0.20 to 0.24",
  { timeout: 240_000 },
  (model) => {
    const { path, firstOrder } = trainedChains(model);
    expect(path.energyDistance).toBeLessThanOrEqual(0.02);
    expect(firstOrder.energyDistance).toBeGreaterThanOrEqual(3 * path.energyDistance);
    expect(path.medianDistance).toBeGreaterThanOrEqual(0.3);
    expect(path.medianDistance).toBeLessThanOrEqual(0.36);
    expect(path.acceptance).toBeGreaterThanOrEqual(0.2);
    expect(path.acceptance).toBeLessThanOrEqual(0.24);
  },
);
