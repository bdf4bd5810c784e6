import { describe, expect, it } from "vitest";
import { type SpuriousParts, spuriousParts, x1 } from "../../src/claims/x1-spurious-maxima.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";

const [more, much, staged] = spuriousParts.cures();
/** One seed is enough to see what fails. */
const oneSeed: SpuriousParts = { ...spuriousParts, littleNoise: () => spuriousParts.littleNoise().slice(0, 1) };

describe("claim x1", { timeout: 60_000 }, () => {
  it("holds: shares of at least 0.01 with too little noise, of exactly 0 with more, and every other check within its tolerance", () => {
    expectToHold(x1, ({ name, predicted, tolerance }) => {
      if (name.startsWith("share of 225")) return predicted - tolerance >= 0.01 - 1e-12;
      if (name.startsWith("false attractors nearer")) return tolerance === 0;
      // Where an eigenvalue above 1, or a p that is as large all around, would fail.
      if (name.startsWith("largest |eigen")) return predicted + tolerance <= 1;
      return tolerance <= (predicted === 0 ? 0.01 : 0.05 * Math.abs(predicted));
    });
  });

  it("shows it for three seeds and three cures", () => {
    expect(spuriousParts.littleNoise()).toHaveLength(3);
    for (const { networks } of [more, much, staged]) expect(networks).toHaveLength(3);
  });

  it.each<[string, Partial<SpuriousParts>, readonly RegExp[]]>([
    [
      "networks trained with enough noise in the place of those with too little",
      { littleNoise: () => more.networks.slice(0, 1) },
      [/^share of 225 starts/, /^a false attractor that is a maximum/],
    ],
    [
      "networks trained with too little noise in the place of a cure",
      { cures: () => [{ ...more, networks: spuriousParts.littleNoise() }, much, staged] },
      [/^the same share of starts, trained with σ = 0.01/, /^the same share of chains, trained with σ = 0.01/],
    ],
    [
      "networks trained with too little noise that are said to have had much",
      {
        muchNoise: () =>
          spuriousParts.littleNoise().map(({ dim, evaluate, jacobian }) => ({ dim, evaluate, jacobian, sigma: 0.03 })),
      },
      [/^false attractors nearer to the spiral than 4 σ/],
    ],
    [
      "energy differences with a wrong sign",
      {
        energyDifference: (r) => {
          const difference = spuriousParts.energyDifference(r);
          return (from, to) => difference(from, to).map((value) => -value);
        },
      },
      [/^p on a circle/],
    ],
    [
      "no sigma squared in the energy differences",
      {
        energyDifference: (r) => {
          const difference = spuriousParts.energyDifference(r);
          return (from, to) => difference(from, to).map((value) => value * r.sigma ** 2);
        },
      },
      [/^p on a circle/, /^share of 30 chains/],
    ],
    [
      "a distance that nothing is beyond",
      { distance: 1 },
      [/^share of 225 starts/, /^a false attractor that is a maximum/],
    ],
    ["a distance that the spiral's own sinks are beyond", { distance: 1e-4 }, [/^the same share of starts/]],
  ])("fails with %s", (_name, parts, affected) => {
    const report = x1.verify({ ...oneSeed, ...parts });
    expectToFail(report);
    const failed = failures(report);
    for (const pattern of affected) {
      expect(failed.some((name) => pattern.test(name))).toBe(true);
    }
  });
});
