import erfc from "@stdlib/math-base-special-erfc";
import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { ChainRun, runChains } from "../../../src/sampling/chains/chain-run.ts";
import type { ChainState, Sampler } from "../../../src/sampling/chains/sampler.ts";
import { ksPValue } from "../../../src/sampling/distances/goodness-of-fit.ts";
import {
  type AcceptanceTarget,
  adaptedProposal,
  adaptingSampler,
  adaptProposal,
  malaTarget,
  metropolisTarget,
} from "../../../src/sampling/steps/adapt-proposal.ts";
import { malaOnEnergy } from "../../../src/sampling/steps/langevin.ts";
import { metropolisOnEnergy } from "../../../src/sampling/steps/metropolis-hastings.ts";
import type { MetropolisInfo } from "../../../src/sampling/steps/metropolis-step.ts";
import { scriptedRng } from "../../support/scripted-rng.ts";

/** Chains that stay, of which each proposal has this cost. It needs no random numbers. */
const stub =
  (cost: (proposal: number) => readonly number[]) =>
  (proposal: number): Sampler<ChainState, MetropolisInfo> => ({
    dim: 1,
    start: (positions) => ({ positions }),
    step: (_rng, state) => {
      const costs = Float64Array.from(cost(proposal));
      const empty = new Float64Array(costs.length);
      const accepted = new Uint8Array(costs.length);
      return { state, info: { proposed: empty, energyDifference: costs, cost: costs, uniforms: empty, accepted } };
    },
  });

const none = scriptedRng({});
const target: AcceptanceTarget = { acceptance: 0.3, slope: 0.5 };

/** N(0, 1) in each coordinate, in a unit of `scale`. */
const gaussian = (dim: number, scale: number): { energy: (points: Float64Array) => Float64Array } => ({
  energy: (points) =>
    Float64Array.from({ length: points.length / dim }, (_, i) =>
      points.subarray(i * dim, (i + 1) * dim).reduce((sum, x) => sum + (x / scale) ** 2 / 2, 0),
    ),
});

const meanOf = (values: Float64Array | null): number =>
  values ? values.reduce((sum, value) => sum + value, 0) / values.length : Number.NaN;

describe("adaptingSampler, one step after the other", () => {
  it("moves log proposal by n^-0.6 (mean acceptance - target) / slope, n - 1 crossings so far, NaN counting as 0; averages with weights n^-0.75", () => {
    // Acceptance probabilities 1/2, 1, 0, 0, and in the second step after it none: once it has turned.
    const costs = [[Math.LN2, -1, Number.NaN, Infinity], [Math.LN2, -1, Number.NaN, Infinity], [9e9], [9e9]];
    const sampler = adaptingSampler({ samplerFor: stub(() => costs.shift() ?? []), initial: 2, target });
    const states = [sampler.start(new Float64Array(4))];
    for (let k = 0; k < 4; k++) states.push(sampler.step(none, states[k]).state);
    const missed = 1.5 / 4 - 0.3;
    const moves = [missed / 0.5, missed / 0.5, (2 ** -0.6 * -0.3) / 0.5, (2 ** -0.6 * -0.3) / 0.5];
    const weights = [1, 1, 2 ** -0.75, 2 ** -0.75];
    let [log, average] = [Math.LN2, Math.LN2];
    states.slice(1).forEach((state, k) => {
      log += moves[k];
      average += weights[k] * (log - average);
      expect(state.logProposal).toBeCloseTo(log, 14);
      expect(state.averageLogProposal).toBeCloseTo(average, 14);
      expect(state).toMatchObject({ taken: k + 1, crossings: k < 2 ? 0 : 1, side: k < 2 ? 1 : -1 });
    });
    expect(states[0]).toMatchObject({ taken: 0, crossings: 0, side: 0 });
    expect(states[0].logProposal).toBeCloseTo(Math.LN2, 15);
  });

  it("makes each step with the proposal that the step before left", () => {
    const asked: number[] = [];
    const samplerFor = (proposal: number): Sampler<ChainState, MetropolisInfo> => {
      asked.push(proposal);
      return stub(() => [0])(proposal);
    };
    const sampler = adaptingSampler({ samplerFor, initial: 1, target });
    const first = sampler.step(none, sampler.start(new Float64Array(1))).state;
    sampler.step(none, first);
    expect(asked[2]).toBeCloseTo(Math.exp(first.logProposal), 12);
  });

  it.each([1e-12, 1e-3, 0.03, 1, 30, 1e3, 1e12])(
    "from %d times the right proposal, 200 steps come to within 5 % of it, for an acceptance that falls smoothly",
    (factor) => {
      const right = 0.37;
      // exp(-cost) is 0.3 at the right proposal, and falls by 0.5 for a unit of log proposal there.
      const acceptance = (proposal: number): number => 0.3 / (0.3 + 0.7 * (proposal / right) ** (0.5 / 0.21));
      const options = { samplerFor: stub((proposal) => [-Math.log(acceptance(proposal))]), target };
      const { proposal } = adaptProposal({ ...options, initial: factor * right }, none, new Float64Array(1), 200);
      expect(Math.abs(proposal / right - 1)).toBeLessThan(0.05);
    },
  );

  it("stays a number where everything is accepted for ever, or nothing", () => {
    for (const cost of [-1, Infinity]) {
      const options = { samplerFor: stub(() => [cost]), initial: 1, target: { acceptance: 0.5, slope: 1e-4 } };
      const { proposal } = adaptProposal(options, none, new Float64Array(1), 100);
      expect(proposal ** 2).toBeGreaterThan(0);
      expect(proposal ** 2).toBeLessThan(Infinity);
    }
  });

  it.each([0, -1, Number.NaN, Infinity])("refuses an initial proposal of %d", (initial) => {
    expect(() => adaptingSampler({ samplerFor: stub(() => [0]), initial, target })).toThrow(
      `initial must be a positive number, not ${initial}`,
    );
  });

  it.each([0, 1.5])("refuses a warm-up of %d steps", (steps) => {
    const options = { samplerFor: stub(() => [0]), initial: 1, target };
    expect(() => adaptProposal(options, none, new Float64Array(1), steps)).toThrow(
      `steps must be a positive whole number, not ${steps}`,
    );
  });
});

describe("the targets: acceptance 2 Phi(-l^k / 2) where l² times it is largest, with its slope, all to 1e-3", () => {
  const acceptanceAt = (l: number, power: number): number => erfc(l ** power / 2 / Math.SQRT2);

  it.each([
    { name: "mh", power: 1, target: metropolisTarget },
    { name: "mala", power: 3, target: malaTarget },
  ])("$name", ({ power, target: { acceptance, slope } }) => {
    const lengths = Array.from({ length: 40_000 }, (_, i) => (i + 1) / 1e4);
    const efficiency = (l: number): number => l ** 2 * acceptanceAt(l, power);
    const best = lengths.reduce((one, other) => (efficiency(other) > efficiency(one) ? other : one));
    expect(Math.abs(acceptanceAt(best, power) - acceptance)).toBeLessThan(1e-3);
    const rise = acceptanceAt(best * Math.exp(-0.01), power) - acceptanceAt(best * Math.exp(0.01), power);
    expect(Math.abs(rise / 0.02 - slope)).toBeLessThan(1e-3);
  });
});

describe("chains on N(0, I)", () => {
  const walk =
    (dim: number, scale = 1) =>
    (proposal: number) =>
      metropolisOnEnergy({ dim, energy: gaussian(dim, scale).energy, proposal });
  const langevin = (dim: number) => (proposal: number) =>
    malaOnEnergy({
      dim,
      energy: gaussian(dim, 1).energy,
      score: (points) => points.map((x) => -x),
      step: proposal ** 2 / 2,
    });
  const exact = (dim: number, chains: number, seed: number): Float64Array => {
    const rng = createRng(seed);
    return Float64Array.from({ length: chains * dim }, () => rng.normal());
  };

  it.each([
    [1, 1],
    [8, 1],
    [64, 1],
    [64, 1e-6],
  ])(
    "mh in %d dimensions, scale %d, from a proposal of one scale: acceptance 0.234 within 0.03, seed 1",
    (dim, scale) => {
      const starts = exact(dim, 50, 2).map((x) => x * scale);
      const samplerFor = walk(dim, scale);
      const warm = adaptProposal({ samplerFor, initial: 1, target: metropolisTarget }, createRng(1), starts, 200);
      const run = runChains(samplerFor(warm.proposal), createRng(3), warm.positions, { steps: 200 });
      expect(Math.abs(meanOf(run.acceptance) - 0.234)).toBeLessThan(0.03);
    },
  );

  it("mh in 64 dimensions with the proposal of one standard deviation accepts less than 0.001", () => {
    expect(meanOf(runChains(walk(64)(1), createRng(3), exact(64, 50, 2), { steps: 200 }).acceptance)).toBeLessThan(
      0.001,
    );
  });

  it.each([
    [2, 1],
    [64, 1],
    [64, 1e-9],
    [2, 1e9],
  ])("mala in %d dimensions, from a proposal of %d: acceptance 0.574 within 0.03, seed 1", (dim, initial) => {
    const samplerFor = langevin(dim);
    const options = { samplerFor, initial, target: malaTarget };
    const warm = adaptProposal(options, createRng(1), exact(dim, 50, 2), 200);
    const run = runChains(samplerFor(warm.proposal), createRng(3), warm.positions, { steps: 200 });
    expect(Math.abs(meanOf(run.acceptance) - 0.574)).toBeLessThan(0.03);
  });

  it("one chain alone, seed 1: within a factor of 1.5 of the proposal that 50 chains find", () => {
    const find = (chains: number): number => {
      const options = { samplerFor: walk(8), initial: 1, target: metropolisTarget };
      return adaptProposal(options, createRng(1), exact(8, chains, 2), 200).proposal;
    };
    expect(Math.abs(Math.log(find(1) / find(50)))).toBeLessThan(Math.log(1.5));
  });

  it("the frozen proposal keeps p: 2000 chains after a warm-up and 30 steps, KS p > 1e-3, seed 4", () => {
    const density = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const energy = (points: Float64Array): Float64Array => density.logPdf(points).map((value) => -value);
    const samplerFor = (proposal: number) => metropolisOnEnergy({ dim: 1, energy, proposal });
    const rng = createRng(4);
    const options = { samplerFor, initial: 0.1, target: metropolisTarget };
    const warm = adaptProposal(options, rng, density.sample(rng, 2000), 100);
    const { draws } = runChains(samplerFor(warm.proposal), rng, warm.positions, { steps: 30, thin: 30 });
    expect(ksPValue(draws, (x) => erfc(-x / Math.SQRT2) / 2)).toBeGreaterThan(1e-3);
  });

  it("is the same whether it runs in one go or step by step, and for the same seed", () => {
    const options = { samplerFor: walk(3), initial: 1, target: metropolisTarget };
    const starts = exact(3, 5, 2);
    const whole = adaptProposal(options, createRng(7), starts, 60);
    const run = new ChainRun(adaptingSampler(options), createRng(7), starts, { steps: 60 });
    while (!run.done) {
      run.step();
      run.draws();
    }
    expect(adaptedProposal(run.state)).toBe(whole.proposal);
    expect(run.state.positions).toEqual(whole.positions);
    expect(adaptProposal(options, createRng(8), starts, 60).proposal).not.toBe(whole.proposal);
  });
});
