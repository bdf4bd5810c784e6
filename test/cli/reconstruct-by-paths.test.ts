import { expect, test } from "vitest";
import { unrelatedGaussians } from "../../src/claims/evidence/mixtures.ts";
import { scorebook } from "./scorebook-on-thread.ts";

const sigma = 0.2;
/** Three Gaussians in R^3 with nothing in common, for whose contractive optimum there is no other method. */
const { components } = unrelatedGaussians(3);
const density: string = JSON.stringify({ kind: "gaussianMixture", components });
const options: readonly string[] = ["--density", density, "--method", "rcae", "--sigma", `${sigma}`];

test("reconstruct above 2 dimensions: the usual keys, and standard errors of r and dr/dx in the same shapes", () => {
  const { status, stdout } = scorebook(["reconstruct", ...options, "--at", "[[0,0,0],[0.5,0,-0.5]]", "--json"]);
  expect(status).toBe(0);
  const answer = JSON.parse(stdout);
  const keys = ["r", "jacobian", "score", "scoreEstimate", "hessianEstimate", "errorEstimate", "jacobianErrorEstimate"];
  const ofAverages = ["standardError", "jacobianStandardError", "bias", "jacobianBias"];
  const about = ["errors", "method", "computedBy", "sigma", "points", "dim", "warnings"];
  expect(Object.keys(answer)).toEqual([...keys, ...ofAverages, ...about]);
  for (const [value, error] of [
    ["r", "standardError"],
    ["jacobian", "jacobianStandardError"],
  ]) {
    const flat = answer[error].flat(2) as number[];
    expect(flat).toHaveLength(answer[value].flat(2).length);
    expect(Math.min(...flat)).toBeGreaterThan(0);
    expect(Math.max(...flat)).toBeLessThan(0.01);
  }
  // Of order sigma^2 from the score, not of another sign or size.
  answer.scoreEstimate.flat().forEach((estimate: number, i: number) => {
    expect(Math.abs(estimate - answer.score.flat()[i])).toBeLessThan(25 * sigma ** 2);
  });
});

test("reconstruct as a table: errors after ±, the bias below; the same every time", () => {
  const args = ["reconstruct", ...options, "--at", "[[0,0,0]]"];
  const { stdout } = scorebook(args);
  expect(stdout).toMatch(/± \(/);
  expect(stdout).toMatch(/by Langevin paths.* bias of r from finite steps: at most [\d.e-]+\.\n$/);
  expect(scorebook(args).stdout).toBe(stdout);
});

test("loss above 2 dimensions: with its standard error, within d sigma^2", () => {
  const { status, stdout } = scorebook(["loss", ...options, "--json"]);
  expect(status).toBe(0);
  const { optimalLoss, standardError } = JSON.parse(stdout);
  expect(standardError).toBeGreaterThan(0);
  expect(standardError).toBeLessThan(0.01 * optimalLoss);
  expect(optimalLoss).toBeGreaterThan(0);
  expect(optimalLoss).toBeLessThan(3 * sigma ** 2);
  expect(scorebook(["loss", ...options]).stdout).toMatch(/\(standard error [\d.e-]+\)/);
});

test("a sigma whose paths would take too many steps is refused in one sentence", () => {
  const { status, stdout, stderr } = scorebook([
    ...["reconstruct", "--density", density, "--method", "rcae", "--sigma", "100", "--at", "[[0,0,0]]"],
  ]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/--sigma: must be at most [\d.]+ for Langevin paths/);
});
