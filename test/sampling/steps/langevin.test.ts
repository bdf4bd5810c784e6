import { describe, expect, it } from "vitest";
import { mixtureCdf } from "../../../src/claims/evidence/mixture-cdf.ts";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";
import { runChains } from "../../../src/sampling/chains/chain-run.ts";
import { ksPValue } from "../../../src/sampling/distances/goodness-of-fit.ts";
import { pathDifference } from "../../../src/sampling/energy/energy-difference.ts";
import { gaussLegendreRule } from "../../../src/sampling/energy/path-rule.ts";
import { mala, malaOnEnergy, unadjustedLangevin } from "../../../src/sampling/steps/langevin.ts";
import { scriptedRng } from "../../support/scripted-rng.ts";

/** N(0, 1). */
const score = (points: Float64Array): Float64Array => points.map((x) => -x);
const energyDifference = (from: Float64Array, to: Float64Array): Float64Array =>
  from.map((x, i) => (to[i] ** 2 - x ** 2) / 2);

describe("unadjustedLangevin", () => {
  it("goes to x + h s(x) + √(2 h) z", () => {
    const sampler = unadjustedLangevin({ dim: 1, score, step: 0.02 });
    const start = sampler.start(Float64Array.of(2, -1));
    const { state, info } = sampler.step(scriptedRng({ normals: [1, -3] }), start);
    expect([...state.positions]).toEqual([2 - 0.04 + 0.2, -1 + 0.02 - 0.6000000000000001]);
    expect(info.accepted).toBeUndefined();
    expect([...start.positions]).toEqual([2, -1]);
  });

  it("a chain that leaves the finite numbers is NaN from then on, and the others go on as if it were not there, seed 1", () => {
    // x' = x - h x^3 + noise: from 30 on it runs away, from 0 it does not.
    const seen: number[] = [];
    const cubic = (points: Float64Array): Float64Array => {
      seen.push(points.length);
      return points.map((x) => -(x ** 3));
    };
    const sampler = unadjustedLangevin({ dim: 1, score: cubic, step: 0.05 });
    const run = (starts: readonly number[]): Float64Array =>
      runChains(sampler, createRng(1), Float64Array.from(starts), { steps: 40 }).draws;
    const draws = run([0, 30, 0.5]);
    const lost = draws.filter((_, i) => i % 3 === 1);
    const first = lost.findIndex(Number.isNaN);
    expect(first).toBeGreaterThan(2);
    expect(lost.slice(0, first).every(Number.isFinite)).toBe(true);
    expect(lost.slice(first).every(Number.isNaN)).toBe(true);
    expect(seen.slice(0, first + 1)).toEqual(new Array(first + 1).fill(3));
    expect(seen.slice(first + 1)).toEqual(new Array(40 - first - 1).fill(2));
    const without = run([0, 1, 0.5]);
    for (const chain of [0, 2]) {
      expect(draws.filter((_, i) => i % 3 === chain)).toEqual(without.filter((_, i) => i % 3 === chain));
    }
  });

  it("on N(0, 1) has the variance 1 / (1 - h/2) of its scheme, h = 0.4, to 4 standard errors of 20,000 chains, seed 1", () => {
    const sampler = unadjustedLangevin({ dim: 1, score, step: 0.4 });
    const { draws } = runChains(sampler, createRng(1), new Float64Array(20_000), { steps: 40, thin: 40 });
    const variance = draws.reduce((sum, x) => sum + x * x, 0) / draws.length;
    const expected = 1 / (1 - 0.4 / 2);
    expect(Math.abs(variance - expected)).toBeLessThan(4 * expected * Math.sqrt(2 / draws.length));
    expect(Math.abs(variance - 1)).toBeGreaterThan(10 * expected * Math.sqrt(2 / draws.length));
  });
});

describe("mala", () => {
  it("takes a move with probability exp(-ΔE) q(x | x') / q(x' | x), by hand", () => {
    const sampler = mala({ dim: 1, score, energyDifference, step: 0.5 });
    const [x, z] = [0.3, 1.7];
    const proposed = x - 0.5 * x + z;
    const logForth = -((proposed - 0.5 * x) ** 2) / 2;
    const logBack = -((x - 0.5 * proposed) ** 2) / 2;
    const ratio = Math.exp(-(proposed ** 2 - x ** 2) / 2 + logBack - logForth);
    expect(ratio).toBeLessThan(0.9);
    for (const [uniform, position] of [
      [ratio * (1 - 1e-9), proposed],
      [ratio * (1 + 1e-9), x],
    ]) {
      const { state } = sampler.step(
        scriptedRng({ normals: [z], uniforms: [uniform] }),
        sampler.start(Float64Array.of(x)),
      );
      expect(state.positions[0]).toBeCloseTo(position, 12);
      expect(state.scores[0]).toBeCloseTo(-position, 12);
    }
  });

  it("on an energy goes the same way as on its differences, and knows score and energy where it is", () => {
    const energy = (points: Float64Array): Float64Array => points.map((x) => x ** 2 / 2);
    const [one, other] = [
      mala({ dim: 1, score, energyDifference, step: 0.7 }),
      malaOnEnergy({ dim: 1, score, energy, step: 0.7 }),
    ];
    const [first, second] = [createRng(5), createRng(5)];
    let byDifferences = one.start(Float64Array.of(0, 1, 2));
    let byEnergy = other.start(Float64Array.of(0, 1, 2));
    for (let k = 0; k < 50; k++) {
      byDifferences = one.step(first, byDifferences).state;
      byEnergy = other.step(second, byEnergy).state;
    }
    expect([...byEnergy.positions]).toEqual([...byDifferences.positions]);
    expect([...byEnergy.energies]).toEqual([...energy(byEnergy.positions)]);
    expect([...byEnergy.scores]).toEqual([...score(byEnergy.positions)]);
  });

  it("refuses a move to where the score, or the energy, is not a number", () => {
    for (const [s, e] of [
      [Number.NaN, 0],
      [0, Number.NaN],
      [0, Number.POSITIVE_INFINITY],
    ]) {
      const wall = (inside: number, outside: number) => (points: Float64Array) =>
        points.map((x) => (x > 1 ? outside : inside));
      const sampler = malaOnEnergy({ dim: 1, score: wall(0, s), energy: wall(0, e), step: 0.5 });
      const { state } = sampler.step(scriptedRng({ normals: [3], uniforms: [0] }), sampler.start(Float64Array.of(0)));
      expect(state).toEqual({
        positions: Float64Array.of(0),
        scores: Float64Array.of(0),
        energies: Float64Array.of(0),
      });
    }
  });

  it("keeps p_σ, which unadjusted steps as long do not: 16,000 exact draws after 30 steps, KS p > 1e-3 against p < 1e-6, seed 2", () => {
    const mixture = threeBumps();
    const blurred = mixture.smoothed(0.4);
    const denoiser = optimalReconstruction(mixture, "dae", 0.4);
    const options = { dim: 1, score: (points: Float64Array) => scoreEstimate(denoiser, points), step: 0.45 };
    const pValue = (sampler: Parameters<typeof runChains>[0]): number => {
      const rng = createRng(2);
      const { draws } = runChains(sampler, rng, blurred.sample(rng, 16_000), { steps: 30, thin: 30 });
      return ksPValue(draws, mixtureCdf(blurred));
    };
    const adjusted = mala({ ...options, energyDifference: pathDifference(denoiser, gaussLegendreRule(6)) });
    expect(pValue(adjusted as Parameters<typeof runChains>[0])).toBeGreaterThan(1e-3);
    expect(pValue(unadjustedLangevin(options))).toBeLessThan(1e-6);
  });

  it.each([0, -0.1, Number.NaN])("refuses a step of %s", (step) => {
    expect(() => unadjustedLangevin({ dim: 1, score, step })).toThrow(`step must be a positive number, not ${step}`);
    expect(() => mala({ dim: 1, score, energyDifference, step })).toThrow("step must be a positive number");
    expect(() => malaOnEnergy({ dim: 1, score, energy: score, step })).toThrow("step must be a positive number");
  });
});
