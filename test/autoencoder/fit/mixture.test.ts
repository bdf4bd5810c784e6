import { describe, expect, it } from "vitest";
import type { FitTask, FittedEstimator } from "../../../src/autoencoder/fit/estimator.ts";
import { holdOut } from "../../../src/autoencoder/fit/held-out-rows.ts";
import { mixture } from "../../../src/autoencoder/fit/mixture.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

/** Four narrow clouds at the corners of a square. */
const clouds = new GaussianMixture(
  [-2, 2].flatMap((x) => [-2, 2].map((y) => ({ weight: 1 / 4, mean: [x, y], covariance: 0.05 }))),
);
const task: FitTask = { sigmas: [0.3], range: [0.3, 0.3], seed: 1, steps: 1, hidden: [] };
const inFile = ({ content }: FittedEstimator): number =>
  content?.kind === "density" && content.density.kind === "mixture" ? content.density.components.length : 0;

describe("the number of components of a mixture", () => {
  const held = holdOut(clouds.sample(createRng(1), 150), 2, 1);

  it("is no less than four of four clouds, in every fold, and for all rows it is that which the folds found together", async () => {
    const fitted = (await mixture.fitFolds?.(held.folds, task)) ?? [];
    expect(fitted).toHaveLength(5);
    for (const one of fitted) {
      expect(inFile(one)).toBeGreaterThanOrEqual(4);
      expect(one.components).toBe(fitted[0].components);
    }
    expect(inFile(await mixture.fit(held.final, task, fitted[0]))).toBe(fitted[0].components);
  });

  it("in a fold does not depend on what its own held-out rows say", async () => {
    // The rows that the first fold holds out are replaced by rows far away, of which no mixture knows.
    const [first, ...others] = held.folds;
    const changed = [{ ...first, test: first.test.map((x) => x + 1000) }, ...others];
    const [plain, moved] = [await mixture.fitFolds?.(held.folds, task), await mixture.fitFolds?.(changed, task)];
    expect(moved?.[0].content).toEqual(plain?.[0].content);
  });

  it("of a fit to one part is no less than four, too", async () => {
    for (const seed of [1, 2, 3]) expect(inFile(await mixture.fit(held.final, { ...task, seed }))).toBeGreaterThan(3);
  });
});
