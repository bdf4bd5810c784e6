import { describe, expect, it } from "vitest";
import { curveModels } from "../../src/autoencoder/plans/committed-models.ts";
import { trainedChains } from "../support/trained-chains.ts";

// The other seeds are in trained-chains.slow.test.ts.
describe(`500 chains of 1600 steps on ${curveModels[0].name}, from data`, { timeout: 120_000 }, () => {
  const { path, firstOrder, floor } = trainedChains(curveModels[0]);

  it("path integral: energy distance to noisy held-out data at most 0.02; that of other noisy data is below 0.005", () => {
    expect(path.energyDistance).toBeLessThanOrEqual(0.02);
    expect(Math.abs(floor)).toBeLessThan(0.005);
  });

  it("path integral: median distance to the curve 0.30 to 0.36, acceptance 0.20 to 0.24", () => {
    expect(path.medianDistance).toBeGreaterThanOrEqual(0.3);
    expect(path.medianDistance).toBeLessThanOrEqual(0.36);
    expect(path.acceptance).toBeGreaterThanOrEqual(0.2);
    expect(path.acceptance).toBeLessThanOrEqual(0.24);
  });

  it("first order: energy distance at least 3 times the path integral's, median distance 0.6 to 0.75", () => {
    expect(firstOrder.energyDistance).toBeGreaterThanOrEqual(3 * path.energyDistance);
    expect(firstOrder.medianDistance).toBeGreaterThanOrEqual(0.6);
    expect(firstOrder.medianDistance).toBeLessThanOrEqual(0.75);
  });
});
