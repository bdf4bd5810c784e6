import { expect, test } from "vitest";
import { chooseSigma } from "../../../src/autoencoder/fit/choose-sigma.ts";
import type { LossesAtSigma } from "../../../src/autoencoder/fit/compare-estimators.ts";
import type { EstimatorName } from "../../../src/autoencoder/fit/estimator.ts";

const at = (sigma: number, gaussian: number, mixture: number, chosen: EstimatorName): LossesAtSigma => ({
  sigma,
  relativeToIdentity: { identity: 1, gaussian, mixture, points: 2 },
  standardError: {},
  choice: { chosen, best: chosen, reason: "" },
});
const grid = [
  at(0.1, 0.99, 0.985, "gaussian"),
  at(0.2, 0.9, 0.85, "mixture"),
  at(0.5, 0.7, 0.45, "mixture"),
  at(1, 0.4, 0.35, "mixture"),
];

test("each purpose has the sigma that it needs", () => {
  expect(chooseSigma(grid, "sampling").sigma).toBe(0.2);
  expect(chooseSigma(grid, "denoising").sigma).toBe(0.5);
  expect(chooseSigma(grid, "modes").sigma).toBe(0.5);
});

test("where no sigma of the grid is what a purpose needs, the reason says so", () => {
  const flat = [at(0.1, 0.99, 0.99, "gaussian"), at(0.2, 0.95, 0.96, "gaussian")];
  expect(chooseSigma(flat, "denoising")).toEqual({
    sigma: 0.2,
    reason: "it is the largest sigma of the grid, and at none of them is half of the noise removed",
  });
  expect(chooseSigma(flat, "sampling").reason).toMatch(/at none of them is anything learnt/);
  expect(chooseSigma(flat, "modes").reason).toMatch(/at no sigma of the grid do the data differ from one Gaussian/);
});
