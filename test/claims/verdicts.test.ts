import { describe, expect, it } from "vitest";
import type { ClaimReport } from "../../src/claims/claim-report.ts";
import { ORDER_TOLERANCE } from "../../src/claims/evidence.ts";
import { claims } from "../../src/claims/index.ts";
import { numericalOptima, type Optima } from "../../src/claims/optima.ts";
import { breakages } from "../support/distort.ts";

/** Names of the checks that fail. */
function failures(report: ClaimReport): string[] {
  return report.checks.filter(({ verdict }) => verdict === "fails").map(({ name }) => name);
}

describe.each(claims.map((claim) => [claim.id, claim] as const))("claim %s", (id, claim) => {
  it("holds, every check within its tolerance and every order within 0.05", { timeout: 60_000 }, () => {
    const report = claim.verify();
    expect(failures(report)).toEqual([]);
    expect(report.verdict).toBe("holds");
    expect(report.id).toBe(id);
    expect(ORDER_TOLERANCE).toBe(0.05);
    for (const { measured, expected } of report.orders) expect(Math.abs(measured - expected)).toBeLessThanOrEqual(0.05);
    // A tolerance no smaller than what is measured would let anything pass.
    for (const { predicted, tolerance } of report.checks) {
      expect(tolerance).toBeLessThan(predicted === 0 ? 1e-8 : 0.05 * Math.abs(predicted));
    }
  });

  it.each(breakages)(
    "fails with $name in both optima, in exact statements and in orders",
    { timeout: 60_000 },
    ({ optima }) => {
      const report = claim.verify(optima);
      expect(report.verdict).toBe("fails");
      const failed = failures(report);
      expect(failed.some((name) => name.startsWith("order"))).toBe(true);
      expect(failed.some((name) => !name.startsWith("order"))).toBe(true);
    },
  );
});

describe("what only one claim can see", () => {
  const claim = (id: string) => {
    const found = claims.find((one) => one.id === id);
    if (!found) throw new Error(`no claim ${id}`);
    return found;
  };

  it("b1 fails where the optima are exchanged: their σ⁴ terms differ by ½ Δs", { timeout: 60_000 }, () => {
    const exchanged: Optima = {
      dae: (density, sigma) => numericalOptima.rcae(density, sigma),
      rcae: (density, sigma) => numericalOptima.dae(density, sigma),
    };
    const failed = failures(claim("b1").verify(exchanged));
    // Gaussian data can't tell them apart; the orders drop from 6 to 4.
    expect(failed).toHaveLength(4);
    expect(failed.every((name) => name.startsWith("order"))).toBe(true);
  });

  it("t2 fails where the denoiser stands in for the contractive optimum, in parts (a) and (b)", {
    timeout: 60_000,
  }, () => {
    const denoiser: Optima = { ...numericalOptima, rcae: numericalOptima.dae };
    const failed = failures(claim("t2").verify(denoiser)).join("\n");
    expect(failed).toMatch(/\(a\)/);
    expect(failed).toMatch(/\(b\)/);
  });
});
