import { expect, test } from "vitest";
import { fusedReconstruction } from "../../src/autoencoder/kernel/fused-reconstruction.ts";
import { committedModel, curveModels, spiralModels } from "../../src/autoencoder/plans/committed-models.ts";
import { littleNoiseModels, muchNoiseLongModels } from "../../src/autoencoder/plans/noise-level-models.ts";
import { checkScore } from "../../src/check/check-score.ts";
import { testedReconstruction } from "../../src/check/tested-model.ts";
import { distributionOf } from "../../src/cli/inputs/named-data.ts";
import type { Distribution } from "../../src/density/density.ts";
import "../support/models-on-disk.ts";

/** The report of a committed model against the density of its data. */
async function reportOf(model: (typeof spiralModels)[number]) {
  const { network, provenance } = committedModel(model);
  const density = distributionOf(provenance.data.source) as Distribution;
  return checkScore(testedReconstruction(fusedReconstruction(network)), { density });
}

test.each([...spiralModels, ...curveModels])("$name, an error below 0.2, holds", { timeout: 40_000 }, async (model) => {
  const report = await reportOf(model);
  expect(report.faults).toEqual([]);
  expect(report.checks.find(({ id }) => id === "error")?.measured).toBeLessThan(0.2);
});

test.each(muchNoiseLongModels)(
  "$name, an error above 0.3: inexact, maybe with false attractors (X1), and none of the broken kinds",
  { timeout: 40_000 },
  async (model) => {
    const report = await reportOf(model);
    expect(report.checks.find(({ id }) => id === "error")?.measured).toBeGreaterThan(0.3);
    expect(report.faults.map(({ name }) => name).filter((name) => name !== "false attractor")).toEqual(["inexact"]);
  },
);

test("a network trained with too little noise has false attractors (X1)", { timeout: 40_000 }, async () => {
  const report = await reportOf(littleNoiseModels[0]);
  expect(report.faults.map(({ name }) => name)).toContain("false attractor");
});
