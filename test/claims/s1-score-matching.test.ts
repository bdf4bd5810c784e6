import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScoreMatchingParts, s1, scoreMatchingParts } from "../../src/claims/s1-score-matching.ts";
import { contractiveLoss, expectation } from "../../src/reconstruction/losses.ts";
import { mixtures, planeWaves, points } from "../support/arbitraries.ts";
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

  it("both identities hold point by point for random mixtures' scores in 1 to 6 dimensions, points and noises, to 1e-11", () => {
    const cases = fc
      .integer({ min: 1, max: 6 })
      .chain((dim) => fc.tuple(mixtures(dim), points(dim), points(dim), fc.double({ min: 0.05, max: 2, noNaN: true })));
    fc.assert(
      fc.property(cases, ([mixture, x, noise, sigma]) => {
        const { dim } = mixture;
        const square = (values: Float64Array): number => values.reduce((sum, value) => sum + value ** 2, 0);
        const [psi, jacobian] = [mixture.score(x), mixture.hessian(x)];
        const trace = jacobian.reduce((sum, entry, k) => sum + (Math.floor(k / dim) === k % dim ? entry : 0), 0);
        const slopes = jacobian.map((entry, k) => (Math.floor(k / dim) === k % dim ? 1 : 0) + sigma ** 2 * entry);
        const contractive = sigma ** 4 * square(psi) + sigma ** 2 * square(slopes);
        const matching = scoreMatchingParts.matching(square(psi), trace);
        const predicted = scoreMatchingParts.contractive(dim, sigma, matching, square(jacobian));
        expect(Math.abs(contractive - predicted)).toBeLessThan(1e-11 * (contractive + sigma ** 4 * square(jacobian)));

        const restored = mixture
          .score(x.map((at, k) => at + noise[k]))
          .map((value, k) => noise[k] + sigma ** 2 * value);
        const mismatch = restored.map((value, k) => {
          return (value - noise[k]) / sigma ** 2 - scoreMatchingParts.corruptionScore(noise[k], sigma);
        });
        const scale = square(restored) + square(noise);
        expect(Math.abs(square(restored) - sigma ** 4 * square(mismatch))).toBeLessThanOrEqual(1e-11 * scale);
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});
