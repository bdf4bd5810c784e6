import { describe, expect, it } from "vitest";
import type { ClaimReport } from "../../src/claims/claim-report.ts";
import { type ContractionParts, contractionParts, p1 } from "../../src/claims/p1-denoising-is-contraction.ts";
import { expectationRule, weightedSum } from "../../src/reconstruction/any-dimension/expectation-rule.ts";
import { rowDots, scaledField } from "../../src/reconstruction/field/vector-field.ts";
import { expectToFail, expectToHold, failures, isSmall } from "../support/claims.ts";

const { gap, planeWaveGap } = contractionParts;

function broken(parts: Partial<ContractionParts>): ClaimReport {
  return p1.verify({ ...contractionParts, ...parts });
}

describe("claim p1", { timeout: 120_000 }, () => {
  it("holds, every check within its tolerance and every order within 0.05", () => {
    // Where the hypothesis is met, the gap over σ² is below a bound; where it is not, the gap is a hundred times that.
    expectToHold(p1, (check) => (check.range ? check.tolerance < 3e-3 : isSmall(check)));
  });

  it("fails with a wrong sign, r = x − σ² h, in exact statements and in orders", () => {
    const report = broken({
      gap: (density, u, sigma) => gap(density, scaledField(u, -1), sigma),
      planeWaveGap: (mixture, h, amplitude, sigma) => planeWaveGap(mixture, h, -amplitude, sigma),
    });
    expectToFail(report);
    // Only r = x + σ² s is uphill.
    expect(failures(report).filter((name) => name.startsWith("order"))).toEqual(
      expect.arrayContaining([expect.stringContaining("r = x + σ² s, paper")]),
    );
  });

  it("fails with σ for σ² in r, in exact statements and in orders", () => {
    expectToFail(
      broken({
        gap: (density, u, sigma) => gap(density, scaledField(u, 1 / sigma), sigma),
        planeWaveGap: (mixture, h, amplitude, sigma) => planeWaveGap(mixture, h, amplitude / sigma, sigma),
      }),
    );
  });

  it("fails with half of the contraction's penalty, in exact statements and in orders", () => {
    const report = broken({
      gap: (density, u, sigma) => {
        const { nodes, weights } = expectationRule(density);
        const { dim } = u;
        const jacobian = u.jacobian(nodes).map((entry, k) => entry + (Math.floor(k / dim) % dim === k % dim ? 1 : 0));
        const { value, errorEstimate } = gap(density, u, sigma);
        const penalty = weightedSum(weights, rowDots(jacobian, jacobian, dim ** 2));
        return { value: value + (sigma ** 2 / 2) * penalty, errorEstimate };
      },
    });
    expectToFail(report);
    expect(failures(report).some((name) => name.startsWith("L_DAE(r) − L_RCAE(r)"))).toBe(true);
  });

  it("says of r = x + σ sin(x/σ), which tends to x, that its gap over σ² is −1/2 to 1e-7, far beyond the bound", () => {
    const rows = p1.verify().checks.filter(({ name }) => name.startsWith("hypothesis"));
    expect(rows).toHaveLength(6);
    const [met, notMet] = ["hypothesis met", "hypothesis not met"].map((start) =>
      rows.filter(({ name }) => name.startsWith(start)),
    );
    for (const [i, { measured, predicted, tolerance }] of notMet.entries()) {
      expect(predicted).toBe(-0.5);
      expect(tolerance).toBeLessThan(1e-7);
      expect(Math.abs(measured)).toBeGreaterThan(100 * met[i].tolerance);
    }
  });

  it.each<[string, Partial<ContractionParts>]>([
    [
      "a wrong sign in the σ⁶, no |Δs|² in the σ⁸ and a factor ½ in the σ² coefficient",
      {
        shrinking: (third, product) => third - product,
        towardsScore: (_laplacian, advection, stretching) => stretching / 4 - advection / 2,
        unchanging: (product) => product / 2,
      },
    ],
    [
      "no Δ div h in the σ⁶, the σ⁸ coefficient twice as large and a wrong sign in the σ² coefficient",
      {
        shrinking: (_third, product) => product,
        towardsScore: (laplacian, advection, stretching) =>
          2 * contractionParts.towardsScore(laplacian, advection, stretching),
        unchanging: (product) => -product,
      },
    ],
  ])("fails with %s, each in every density", (_name, parts) => {
    const report = broken(parts);
    const limits = report.checks.filter(({ name }) => name.startsWith("gap / σ"));
    expect(report.verdict).toBe("fails");
    expect(limits).toHaveLength(11);
    expect(limits.map(({ verdict }) => verdict)).toEqual(limits.map(() => "fails"));
  });
});
