import { describe, expect, it } from "vitest";
import { e1, energyDifferences } from "../../src/claims/e1-energy-differences.ts";
import { midpointRule } from "../../src/sampling/energy/path-rule.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";
import { breakages } from "../support/distort.ts";

describe("claim e1", () => {
  it("holds, every check within its tolerance and every order within 0.05", { timeout: 120_000 }, () => {
    expectToHold(e1);
  });

  it.each(breakages)(
    "fails with $name in both optima, in exact statements and in orders",
    { timeout: 120_000 },
    ({ optima }) => {
      expectToFail(e1.verify({ ...energyDifferences, optima }));
    },
  );

  it("fails with the first order in the place of path integrals, in every statement about paths and in none about the first order", {
    timeout: 120_000,
  }, () => {
    const { firstOrder } = energyDifferences;
    const failed = failures(e1.verify({ ...energyDifferences, path: (r) => firstOrder(r) }));
    expect(failed.filter((name) => name.startsWith("path integral of")).length).toBe(4);
    expect(failed.filter((name) => name.startsWith("sum of the differences of a step and of its reverse")).length).toBe(
      4,
    );
    expect(failed.filter((name) => name.includes("around")).length).toBe(4);
    expect(failed.filter((name) => name.includes("midpoint and trapezoid")).length).toBe(8);
    expect(failed.filter((name) => name.startsWith("order in h")).length).toBe(12);
    expect(failed.filter((name) => name.includes("irst-order") || name.startsWith("first order"))).toEqual([]);
  });

  it("fails with a midpoint that is not in the middle, and with the path integral in the place of the first order", {
    timeout: 120_000,
  }, () => {
    const { path } = energyDifferences;
    const shifted: typeof path = (r, { nodes, weights }) =>
      path(r, { nodes: nodes.map((node) => 0.9 * node), weights });
    expectToFail(e1.verify({ ...energyDifferences, path: shifted }));
    const failed = failures(e1.verify({ ...energyDifferences, firstOrder: (r) => path(r, midpointRule) }));
    expect(failed.filter((name) => name.startsWith("first order")).length).toBe(8);
    expect(failed.filter((name) => name.startsWith("order in h of the first-order")).length).toBe(4);
    expect(failed.length).toBe(12);
  });
});
