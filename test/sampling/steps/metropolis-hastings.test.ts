import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mixtureCdf } from "../../../src/claims/evidence/mixture-cdf.ts";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { ChainRun, runChains } from "../../../src/sampling/chains/chain-run.ts";
import { ksPValue } from "../../../src/sampling/distances/goodness-of-fit.ts";
import { exactDifference, pathDifference } from "../../../src/sampling/energy/energy-difference.ts";
import { gaussLegendreRule } from "../../../src/sampling/energy/path-rule.ts";
import { metropolisHastings, metropolisOnEnergy } from "../../../src/sampling/steps/metropolis-hastings.ts";
import { scriptedRng } from "../../support/scripted-rng.ts";

const quadratic = (points: Float64Array): Float64Array => points.map((x) => x ** 2 / 2);
const difference = (from: Float64Array, to: Float64Array): Float64Array =>
  from.map((x, i) => (to[i] ** 2 - x ** 2) / 2);

describe("metropolisHastings", () => {
  it("takes what costs nothing whatever the uniform number, and what costs c exactly where it is below exp(-c)", () => {
    const proposed = Float64Array.of(0.5, 1.2, 1.2, 1, Number.NaN);
    const sampler = metropolisHastings({ dim: 1, energyDifference: difference, proposal: () => proposed });
    const start = sampler.start(Float64Array.of(1, 1, 1, 1, 1));
    const ratio = Math.exp(-(1.2 ** 2 - 1) / 2);
    const uniforms = [1 - 2 ** -53, ratio * (1 - 1e-12), ratio * (1 + 1e-12), 1 - 2 ** -53, 0];
    const { state, info } = sampler.step(scriptedRng({ uniforms }), start);
    expect([...info.accepted]).toEqual([1, 1, 0, 1, 0]);
    expect([...state.positions]).toEqual([0.5, 1.2, 1, 1, 1]);
    expect(info.proposed).toBe(proposed);
    expect(info.energyDifference[0]).toBe(-0.375);
    expect([...start.positions]).toEqual([1, 1, 1, 1, 1]);
  });

  it("moves whole points: accepted ones with all of their coordinates, refused ones with none", () => {
    const proposed = Float64Array.of(1, 2, 3, 4);
    const sampler = metropolisHastings({
      dim: 2,
      energyDifference: () => Float64Array.of(50, -1),
      proposal: () => proposed,
    });
    const { state } = sampler.step(scriptedRng({ uniforms: [0.5, 0.5] }), sampler.start(new Float64Array(4)));
    expect([...state.positions]).toEqual([0, 0, 3, 4]);
  });

  it("proposes x + σ_MH z", () => {
    const sampler = metropolisHastings({ dim: 2, energyDifference: () => Float64Array.of(0), proposal: 0.1 });
    const { info } = sampler.step(
      scriptedRng({ normals: [1, -2], uniforms: [0.5] }),
      sampler.start(Float64Array.of(3, 4)),
    );
    expect([...info.proposed]).toEqual([3 + 0.1, 4 - 0.2]);
  });

  it("on an energy goes the same way as on its differences, and knows where it is", () => {
    const byDifferences = metropolisHastings({ dim: 1, energyDifference: difference, proposal: 1.5 });
    const byEnergy = metropolisOnEnergy({ dim: 1, energy: quadratic, proposal: 1.5 });
    const [first, second] = [createRng(5), createRng(5)];
    let one = byDifferences.start(Float64Array.of(0, 1, 2));
    let other = byEnergy.start(Float64Array.of(0, 1, 2));
    for (let k = 0; k < 50; k++) {
      one = byDifferences.step(first, one).state;
      other = byEnergy.step(second, other).state;
    }
    expect([...other.positions]).toEqual([...one.positions]);
    expect([...other.energies]).toEqual([...quadratic(other.positions)]);
  });

  it("is in detailed balance on six points of a line, π(x) P(x, y) = π(y) P(y, x), to 2 / 2000 of what is counted", () => {
    const energies = [0, 1.3, -0.7, 2.1, 0.4, 0.4];
    const weights = energies.map((energy) => Math.exp(-energy));
    const uniforms = Array.from({ length: 2000 }, (_, k) => (k + 0.5) / 2000);
    const flow = (x: number, y: number): number => {
      const sampler = metropolisOnEnergy({
        dim: 1,
        energy: (points) => points.map((at) => energies[at]),
        proposal: (_rng, positions) => positions.map(() => y),
      });
      const { info } = sampler.step(
        scriptedRng({ uniforms }),
        sampler.start(new Float64Array(uniforms.length).fill(x)),
      );
      return (weights[x] * info.accepted.reduce((sum, one) => sum + one, 0)) / uniforms.length;
    };
    for (const x of energies.keys()) {
      for (const y of energies.keys()) {
        expect(Math.abs(flow(x, y) - flow(y, x))).toBeLessThanOrEqual((Math.max(weights[x], weights[y]) * 2) / 2000);
      }
    }
  });

  it("keeps the density of the denoiser's energy differences: 4000 exact draws of p_σ are such draws after 40 steps, KS p > 1e-3; with the wrong sign p < 1e-6, seed 1", () => {
    const mixture = threeBumps();
    const sigma = 0.4;
    const blurred = mixture.smoothed(sigma);
    const along = pathDifference(optimalReconstruction(mixture, "dae", sigma), gaussLegendreRule(6));
    const pValue = (energyDifference: typeof along): number => {
      const rng = createRng(1);
      const sampler = metropolisHastings({ dim: 1, energyDifference, proposal: 0.8 });
      const { draws } = runChains(sampler, rng, blurred.sample(rng, 4000), { steps: 40, thin: 40 });
      return ksPValue(draws, mixtureCdf(blurred));
    };
    expect(pValue(along)).toBeGreaterThan(1e-3);
    expect(pValue((from, to) => along(to, from))).toBeLessThan(1e-6);
  });

  it("arrives from elsewhere: 2000 chains from 3 after 300 steps, KS p > 1e-3, seed 2; after 3 steps p < 1e-6", () => {
    const density = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const rng = createRng(2);
    const sampler = metropolisHastings({ dim: 1, energyDifference: exactDifference(density), proposal: 2 });
    const { draws } = runChains(sampler, rng, new Float64Array(2000).fill(3), { steps: 300, thin: 3 });
    expect(ksPValue(draws.slice(-2000), mixtureCdf(density))).toBeGreaterThan(1e-3);
    expect(ksPValue(draws.slice(0, 2000), mixtureCdf(density))).toBeLessThan(1e-6);
  });

  it("passes Geweke's test: θ ~ N(0, 1), y | θ ~ N(θ, 0.5²), y drawn anew and θ stepped in turn 25 times leave θ ~ N(0, 1), KS p > 1e-3, seed 3; where the steps take the likelihood for N(θ, 0.25²), p < 1e-6", () => {
    const prior = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const pValue = (deviation: number): number => {
      const rng = createRng(3);
      let theta: Float64Array = prior.sample(rng, 4000);
      for (let round = 0; round < 25; round++) {
        const y = theta.map((mean) => mean + 0.5 * rng.normal());
        const energy = (at: Float64Array): Float64Array =>
          at.map((value, i) => value ** 2 / 2 + (y[i] - value) ** 2 / (2 * deviation ** 2));
        const sampler = metropolisOnEnergy({ dim: 1, energy, proposal: 0.9 });
        theta = sampler.step(rng, sampler.start(theta)).state.positions;
      }
      return ksPValue(theta, mixtureCdf(prior));
    };
    expect(pValue(0.5)).toBeGreaterThan(1e-3);
    expect(pValue(0.25)).toBeLessThan(1e-6);
  });

  it("gives the same bytes for the same seed, and chains don't depend on how far a run went before it was looked at", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const sampler = metropolisHastings({ dim: 1, energyDifference: difference, proposal: 1 });
        const whole = runChains(sampler, createRng(seed), new Float64Array(3), { steps: 20 });
        const watched = new ChainRun(sampler, createRng(seed), new Float64Array(3), { steps: 20 });
        while (!watched.done) {
          watched.step();
          watched.draws();
        }
        expect(watched.draws()).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a proposal of %s", (proposal) => {
    expect(() => metropolisHastings({ dim: 1, energyDifference: difference, proposal })).toThrow(
      `proposal must be a positive number, not ${proposal}`,
    );
  });
});
