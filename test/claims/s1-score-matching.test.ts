import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScoreMatchingParts, s1, scoreMatchingParts } from "../../src/claims/s1-score-matching.ts";
import { contractiveLoss, expectation } from "../../src/reconstruction/losses.ts";
import { mixtures, planeWaves } from "../support/arbitraries.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";

const CONTRACTIVE = /^(L_RCAE|\|r − x\|²)/;
const DENOISING = /^(L_DAE\(x \+ σ² ψ\) against σ⁴|\|r\(x̃\) − x\|²)/;
const MATCHING = /against (½ E\|ψ − s\|²|−\[p ψ\])/;

describe("claim s1", { timeout: 60_000 }, () => {
  it("holds, every check within its tolerance", () => {
    expectToHold(s1);
  });

  it.each<[string, Partial<ScoreMatchingParts>, readonly RegExp[]]>([
    ["a missing ½ of |ψ|²", { matching: (square, divergence) => square + divergence }, [CONTRACTIVE, MATCHING]],
    ["a wrong sign of tr ∇ψ", { matching: (square, divergence) => square / 2 - divergence }, [CONTRACTIVE, MATCHING]],
    [
      "a missing 2 before σ⁴",
      {
        contractive: (dim, sigma, matching, squared) => sigma ** 2 * dim + sigma ** 4 * matching + sigma ** 6 * squared,
      },
      [CONTRACTIVE],
    ],
    ["a wrong sign of ∇log q", { corruptionScore: (noise, sigma) => noise / sigma ** 2 }, [DENOISING]],
    ["σ for σ² in ∇log q", { corruptionScore: (noise, sigma) => -noise / sigma }, [DENOISING]],
  ])("fails with %s, in nothing that does not use it and in most of what does", (_name, parts, affected) => {
    const report = s1.verify({ ...scoreMatchingParts, ...parts });
    expectToFail(report);
    const failed = failures(report);
    for (const name of failed) expect(affected.some((pattern) => pattern.test(name))).toBe(true);
    for (const pattern of affected) {
      const all = report.checks.filter(({ name }) => pattern.test(name)).length;
      // E|s|² = −E tr ∇s makes some combinations the same.
      expect(failed.filter((name) => pattern.test(name)).length).toBeGreaterThan(all / 2);
    }
  });

  it("its identity for the contractive loss holds for random mixtures, waves and sigmas in 1-D, within the stated errors", () => {
    fc.assert(
      fc.property(mixtures(1), planeWaves(1), fc.double({ min: 0.05, max: 2, noNaN: true }), (mixture, psi, sigma) => {
        const loss = contractiveLoss(
          mixture,
          {
            evaluate: (x) => psi.value(x).map((value, i) => x[i] + sigma ** 2 * value),
            jacobian: (x) => psi.jacobian(x).map((slope) => 1 + sigma ** 2 * slope),
          },
          sigma,
        );
        const matching = expectation(mixture, (x) => {
          const slope = psi.jacobian(x);
          return psi.value(x).map((value, i) => value ** 2 / 2 + slope[i]);
        });
        const squared = expectation(mixture, (x) => psi.jacobian(x).map((slope) => slope ** 2));
        const predicted = scoreMatchingParts.contractive(1, sigma, matching.value, squared.value);
        const errors = 2 * sigma ** 4 * matching.errorEstimate + sigma ** 6 * squared.errorEstimate;
        expect(Math.abs(loss.value - predicted)).toBeLessThanOrEqual(loss.errorEstimate + errors);
        expect(loss.errorEstimate + errors).toBeLessThan(1e-10 * (1 + loss.value));
      }),
      { seed: 1, numRuns: 20 },
    );
  });
});
