import gamma from "@stdlib/math-base-special-gamma";
import { describe, expect, it } from "vitest";
import { realLocalParts } from "../../src/claims/evidence/local-cases.ts";
import { m1 } from "../../src/claims/m1-local-moments.ts";
import { localExpansion } from "../../src/density/local/local-expansion.ts";
import { unitBallVolume } from "../../src/numerics/quadrature/ball-integrals.ts";
import { expansionBreakages } from "../support/break-local.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";

describe("claim m1", () => {
  it("holds, every check within its tolerance and every order within 0.05", { timeout: 60_000 }, () => {
    expectToHold(m1);
  });

  it.each(expansionBreakages)(
    "fails with $name in both expansions, in limits and in orders",
    { timeout: 60_000 },
    ({ expansion }) => {
      const report = m1.verify({ ...realLocalParts, expansion });
      expectToFail(report);
      // Everything but the volumes, in every dimension.
      expect(failures(report)).toHaveLength(report.checks.length - 5);
    },
  );

  it("fails with a Gamma argument off by 1/2 in V_d, in every volume", { timeout: 60_000 }, () => {
    const volume = (dim: number): number => (unitBallVolume(dim) * gamma(1 + dim / 2)) / gamma(dim / 2 + 0.5);
    const failed = failures(m1.verify({ ...realLocalParts, volume }));
    expect(failed).toHaveLength(5);
    expect(failed.every((name) => name.startsWith("Z_δ / δ^d"))).toBe(true);
  });

  it("fails with Δ log p for Δp / p in the mass, and only there", { timeout: 60_000 }, () => {
    const report = m1.verify({
      ...realLocalParts,
      expansion: (density, point, radius, order) => {
        const { massExcess, shift } = localExpansion(density, point, radius, order);
        const square = density.score(point).reduce((sum, value) => sum + value ** 2, 0);
        return { massExcess: massExcess - (radius ** 2 / (2 * (density.dim + 2))) * square, shift };
      },
    });
    expectToFail(report);
    expect(failures(report).every((name) => name.includes("Z_δ"))).toBe(true);
  });
});
