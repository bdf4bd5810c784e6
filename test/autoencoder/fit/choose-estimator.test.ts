import { describe, expect, it } from "vitest";
import { chooseEstimator } from "../../../src/autoencoder/fit/choose-estimator.ts";

/** Losses of four rows that differ by far more from row to row than from estimator to estimator. */
const rows = [1, 5, 20, 100];
const losses = (...changes: readonly number[]): Float64Array => Float64Array.from(rows, (row, i) => row + changes[i]);

describe("the estimator that is kept", () => {
  it("is the best where it is ahead by more than the standard error of the difference, however much rows differ", () => {
    const choice = chooseEstimator([
      { name: "identity", losses: losses(0, 0, 0, 0) },
      { name: "gaussian", losses: losses(-0.1, -0.1, -0.1, -0.1) },
      { name: "deep", losses: losses(-0.2, -0.3, -0.2, -0.3) },
    ]);
    expect(choice).toEqual({
      chosen: "deep",
      best: "deep",
      reason: "deep has the lowest held-out loss, and none that is simpler is within one standard error of it",
    });
  });

  it("is the simplest within one standard error of the best, in whatever order they come", () => {
    const choice = chooseEstimator([
      { name: "deep", losses: losses(-0.5, 0.3, -0.2, 0.2) },
      { name: "mixture", losses: losses(0, 0, 0, 0) },
      { name: "identity", losses: losses(1, 1, 1, 1) },
    ]);
    expect([choice.chosen, choice.best]).toEqual(["mixture", "deep"]);
    expect(choice.reason).toBe(
      "mixture is within one standard error of the lowest held-out loss, that of deep, and simpler",
    );
  });
});
