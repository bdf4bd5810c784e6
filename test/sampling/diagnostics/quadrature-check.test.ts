import { describe, expect, it } from "vitest";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { ChainRun } from "../../../src/sampling/chains/chain-run.ts";
import { QuadratureCheck, type QuadratureReport } from "../../../src/sampling/diagnostics/quadrature-check.ts";
import { type EnergyDifference, pathDifference } from "../../../src/sampling/energy/energy-difference.ts";
import { gaussLegendreRule } from "../../../src/sampling/energy/path-rule.ts";
import { refinedPathDifference } from "../../../src/sampling/energy/refined-path.ts";
import { metropolisHastings } from "../../../src/sampling/steps/metropolis-hastings.ts";
import { metropolisStep } from "../../../src/sampling/steps/metropolis-step.ts";
import { scriptedRng } from "../../support/scripted-rng.ts";

/** r - x = -x^3 on the line with sigma = 1: E = x^4 / 4, of which the midpoint misses a part, and two points nothing. */
const quartic = {
  dim: 1,
  sigma: 1,
  evaluate: (points: Float64Array): Float64Array => points.map((x) => x - x ** 3),
  jacobian: (points: Float64Array): Float64Array => points.map((x) => 1 - 3 * x * x),
};

/** From 0 to 1 and from 0 to 2: 1/4 and 4 exactly, 1/8 and 2 by the midpoint. */
const from = Float64Array.of(0, 0);
const proposed = Float64Array.of(1, 2);

/** Steps of two chains with these uniform numbers each time. */
function checked(nodes: number | null, uniforms: readonly number[], steps: number): QuadratureReport | null {
  const energyDifference =
    nodes === null ? refinedPathDifference(quartic) : pathDifference(quartic, gaussLegendreRule(nodes));
  const check = new QuadratureCheck(quartic, nodes);
  for (let k = 0; k < steps; k++) {
    const { info } = metropolisStep(scriptedRng({ uniforms }), 1, { positions: from, proposed, energyDifference });
    check.add(from, info);
  }
  return check.report();
}

describe("QuadratureCheck, by hand", () => {
  it("K points as given against 2 K: mean difference, effect on the acceptance, and decisions that turn", () => {
    // u = 0.8 is below exp(-1/8) = 0.88 and above exp(-1/4) = 0.78.
    expect(checked(1, [0.8, 1e-9], 1)).toEqual({
      comparison: {
        nodes: 1,
        against: 2,
        proposals: 2,
        meanDifference: expect.closeTo((1 / 8 + 2) / 2, 13),
        acceptanceEffect: expect.closeTo((Math.exp(-1 / 8) - Math.exp(-1 / 4) + Math.exp(-2) - Math.exp(-4)) / 2, 13),
        reversed: 1,
      },
      refinement: null,
      reversedFraction: 0.5,
      decisions: 2,
    });
  });

  it("an exact rule: no decision is reversed, to rounding", () => {
    const report = checked(2, [0.8, 1e-9], 1);
    expect(report?.comparison).toMatchObject({ nodes: 2, against: 4, reversed: 0 });
    expect(report?.comparison.meanDifference).toBeLessThan(1e-14);
    expect(report?.reversedFraction).toBe(0);
  });

  it("the first step and every 20th after it are compared", () => {
    expect(checked(1, [0.8, 1e-9], 20)?.comparison.proposals).toBe(2);
    expect(checked(1, [0.8, 1e-9], 21)?.comparison.proposals).toBe(4);
  });

  it("as many points as decisions need: the midpoint is compared on all steps, decisions are held against 32 points", () => {
    const report = checked(null, [0.8, 1e-9], 20);
    expect(report?.comparison).toMatchObject({ nodes: 1, against: 2, proposals: 40, reversed: 20 });
    expect(report).toMatchObject({ reversedFraction: 0, decisions: 2 });
    // Of u = 0.8 the midpoint and two points disagree, so that four are taken; of u = 1e-9, below exp(-4 - 8 · 2), nothing can turn.
    expect(report?.refinement).toEqual({ meanNodes: 3, largestNodes: 4, refined: 20, undecided: 0 });
  });

  it("is null before the first step", () => {
    expect(new QuadratureCheck(quartic, 1).report()).toBeNull();
  });

  it("counts a proposal that is no number as refused by both rules", () => {
    const lost: EnergyDifference = () => Float64Array.of(Number.NaN, Number.NaN);
    const far = Float64Array.of(Number.NaN, Number.NaN);
    const check = new QuadratureCheck(quartic, 1);
    const step = { positions: from, proposed: far, energyDifference: lost };
    check.add(from, metropolisStep(scriptedRng({ uniforms: [0, 0] }), 1, step).info);
    expect(check.report()?.comparison).toMatchObject({ acceptanceEffect: 0, reversed: 0, meanDifference: Number.NaN });
  });
});

describe("on a network of steep units, seed 1", () => {
  const rng = createRng(1);
  const network = new OneLayer(
    {
      encoder: normals(rng, 60, 8),
      hiddenBias: normals(rng, 20, 8),
      decoder: normals(rng, 60, 0.07),
      outputBias: normals(rng, 3, 0.1),
    },
    0.4,
  );
  const run = (nodes: number | null): QuadratureReport | null => {
    const energyDifference =
      nodes === null ? refinedPathDifference(network) : pathDifference(network, gaussLegendreRule(nodes));
    const sampler = metropolisHastings({ dim: 3, energyDifference, proposal: 0.4 });
    const chains = new ChainRun(sampler, createRng(2), normals(createRng(3), 150, 0.4), { steps: 400 });
    const check = new QuadratureCheck(network, nodes);
    while (!chains.done) {
      const { positions } = chains.state;
      check.add(positions, chains.step());
    }
    return check.report();
  };

  it("a finer rule reverses more than 0.5 % of the decisions of the midpoint rule, and none of those of 32 points", () => {
    expect(run(1)?.reversedFraction).toBeGreaterThan(0.005);
    expect(run(32)?.reversedFraction).toBe(0);
  });

  it("as many points as needed turn at most one of 1000 decisions, with fewer than 6 points on average", () => {
    const report = run(null);
    expect(report?.decisions).toBe(1000);
    expect(report?.reversedFraction).toBeLessThanOrEqual(0.001);
    expect(report?.refinement?.meanNodes).toBeLessThan(6);
    expect(report?.refinement?.undecided).toBe(0);
    expect(report?.comparison.reversed).toBeGreaterThan(100);
  });
});
