import { describe, expect, it } from "vitest";
import { numericalOptima, type Optima } from "../../src/claims/evidence/optima.ts";
import { j1 } from "../../src/claims/j1-second-derivative.ts";
import { expectToFail, expectToHold, failures, isSmall } from "../support/claims.ts";
import { breakages } from "../support/distort.ts";

describe("claim j1", () => {
  it("holds, every check within its tolerance and every order within 0.05", { timeout: 240_000 }, () => {
    // A remainder below its bound is a range, whose ends are 0 and the bound.
    expectToHold(j1, (check) => check.range?.[0] === 0 || isSmall(check));
  });

  it.each(breakages)(
    "fails with $name in both optima, in exact statements and in orders",
    { timeout: 240_000 },
    ({ optima }) => {
      expectToFail(j1.verify(optima));
    },
  );

  it("fails where one entry of the contractive optimum's Jacobian, in d ≥ 2, is off by σ³", {
    timeout: 240_000,
  }, () => {
    const skewed: Optima = {
      ...numericalOptima,
      rcae: (density, sigma) => {
        const optimum = numericalOptima.rcae(density, sigma);
        const jacobian = (points: Float64Array): Float64Array =>
          optimum.jacobian(points).map((entry, i) => (i % optimum.dim ** 2 === 1 ? entry + sigma ** 3 : entry));
        const { dim, method, errorEstimate, jacobianErrorEstimate } = optimum;
        const evaluate = (points: Float64Array): Float64Array => optimum.evaluate(points);
        const optimalLoss = (): ReturnType<typeof optimum.optimalLoss> => optimum.optimalLoss();
        return { dim, method, sigma, errorEstimate, jacobianErrorEstimate, evaluate, jacobian, optimalLoss };
      },
    };
    const failed = failures(j1.verify(skewed));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every((name) => name.includes("RCAE"))).toBe(true);
  });
});
