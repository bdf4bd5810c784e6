import { describe, expect, it } from "vitest";
import { h1, type SamplingParts, samplingParts } from "../../src/claims/h1-sampling.ts";
import { noiseLevel } from "../../src/reconstruction/reconstruction.ts";
import type { EnergyDifference } from "../../src/sampling/energy/energy-difference.ts";
import { metropolisHastings } from "../../src/sampling/steps/metropolis-hastings.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";

const times =
  (factor: number, difference: EnergyDifference): EnergyDifference =>
  (from, to) =>
    difference(from, to).map((value) => factor * value);

describe("claim h1", { timeout: 120_000 }, () => {
  it("holds: balance to 1e-10, distributions to 0.08, variances to 7 %, the trained network's chains to a third of what the first-order rule is off", () => {
    expectToHold(h1, ({ name, predicted, tolerance }) => {
      if (name.includes("log p_σ(x)")) return tolerance < 1e-10;
      if (name.includes("Kolmogorov")) return tolerance < 0.08;
      if (name.includes("variance")) return tolerance < 0.07 * predicted;
      if (name.includes("mean distance") || name.includes("the same, as on"))
        return tolerance <= 0.1 * predicted + 1e-12;
      if (name.includes("energy distance")) return tolerance <= 1 / 3;
      return tolerance < 0.03 * predicted;
    });
  });

  it.each<[string, Partial<SamplingParts>, readonly RegExp[], number]>([
    [
      "a wrong sign in the energy difference",
      { path: (r, rule) => times(-1, samplingParts.path(r, rule)) },
      [/α\(x, x′\)/, /steps from one point/, /by the path integral/, /figure 6/],
      9,
    ],
    [
      "σ for σ² in the energy difference",
      { path: (r, rule) => times(noiseLevel(r), samplingParts.path(r, rule)) },
      [/α\(x, x′\)/, /steps from one point/, /by the path integral/, /figure 6/],
      9,
    ],
    [
      "the first-order rule in place of the path integral",
      { path: (r) => samplingParts.firstOrder(r) },
      [/α\(x, x′\)/, /steps from one point/, /by the path integral/, /figure 6/],
      9,
    ],
    [
      "the path integral in place of the first-order rule",
      { firstOrder: (r) => samplingParts.path(r, { nodes: Float64Array.of(0.5), weights: Float64Array.of(1) }) },
      [/by the first-order rule/, /figure 6/],
      3,
    ],
    [
      "proposals that drift, without a correction for it",
      {
        sampler: ({ proposal, ...options }) =>
          metropolisHastings({
            ...options,
            proposal:
              typeof proposal === "number"
                ? (rng, x) => x.map((value) => value + proposal * (0.3 + rng.normal()))
                : proposal,
          }),
      },
      [/steps from one point/],
      3,
    ],
    [
      "every proposal taken",
      {
        sampler: (options) =>
          metropolisHastings({ ...options, energyDifference: (from) => new Float64Array(from.length / options.dim) }),
      },
      [/α\(x, x′\)/, /steps from one point/, /by the path integral/, /figure 6/],
      9,
    ],
  ])("fails with %s", (_name, parts, affected, least) => {
    const report = h1.verify({ ...samplingParts, ...parts });
    expectToFail(report);
    const failed = failures(report);
    for (const pattern of affected) expect(failed.some((name) => pattern.test(name))).toBe(true);
    expect(failed.length).toBeGreaterThanOrEqual(least);
  });
});
