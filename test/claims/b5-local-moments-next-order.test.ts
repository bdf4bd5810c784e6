import { describe, expect, it } from "vitest";
import { b5, realNextOrderParts } from "../../src/claims/b5-local-moments-next-order.ts";
import { localExpansion } from "../../src/density/local/local-expansion.ts";
import { relativeLaplacianGradient } from "../../src/density/local/relative-laplacians.ts";
import { expansionBreakages, fourthOrderTimes } from "../support/break-local.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";

/** Mass and mean have a limit and an order in each of 5 cases; so does the comparison with the denoiser. */
const CASES = 5;

describe("claim b5", () => {
  it("holds, every check within its tolerance and every order within 0.05", { timeout: 60_000 }, () => {
    expectToHold(b5);
  });

  it.each(expansionBreakages)(
    "fails with $name in both expansions, in limits and in orders",
    { timeout: 60_000 },
    ({ expansion }) => {
      expectToFail(b5.verify({ ...realNextOrderParts, expansion }));
    },
  );

  it.each([
    { name: "a wrong sign", factor: () => -1 },
    { name: "a missing factor of 2", factor: () => 0.5 },
    { name: "d + 2 for d + 4", factor: (dim: number) => (dim + 4) / (dim + 2) },
  ])(
    "fails with $name in the fourth order alone, in every limit and every order",
    { timeout: 60_000 },
    ({ factor }) => {
      const failed = failures(b5.verify({ ...realNextOrderParts, expansion: fourthOrderTimes(factor) }));
      expect(failed).toHaveLength(4 * CASES);
    },
  );

  it("fails without the mean's term s Δp / p, which comes from dividing by the mass", { timeout: 60_000 }, () => {
    const report = b5.verify({
      ...realNextOrderParts,
      expansion: (density, point, radius, order) => {
        const { massExcess, shift } = localExpansion(density, point, radius, order);
        if (order === 2) return { massExcess, shift };
        const { dim } = density;
        const gradient = relativeLaplacianGradient(density, point);
        const second = localExpansion(density, point, radius, 2).shift;
        const factor = radius ** 4 / (2 * (dim + 2) * (dim + 4));
        return { massExcess, shift: second.map((value, a) => value + factor * gradient[a]) };
      },
    });
    expectToFail(report);
    expect(failures(report)).toHaveLength(2 * CASES);
  });

  it.each([
    { name: "a wrong sign", factor: () => -1 },
    { name: "delta^3 for delta^4", factor: (radius: number) => 1 / radius },
    { name: "a missing factor of 2", factor: () => 0.5 },
  ])("fails with $name in the comparison with Gaussian noise", { timeout: 60_000 }, ({ factor }) => {
    const report = b5.verify({
      ...realNextOrderParts,
      meanAgainstDenoiser: (density, point, radius) =>
        realNextOrderParts.meanAgainstDenoiser(density, point, radius).map((value) => factor(radius) * value),
    });
    expectToFail(report);
    expect(failures(report)).toHaveLength(2 * CASES);
    expect(failures(report).every((name) => name.includes("r*_DAE"))).toBe(true);
  });
});
