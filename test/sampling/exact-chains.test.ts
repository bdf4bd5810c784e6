import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Density } from "../../src/density/density.ts";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { projectRoot } from "../../src/project.ts";
import { optimalReconstruction } from "../../src/reconstruction/optimal.ts";
import { type Reconstruction, scoreEstimate } from "../../src/reconstruction/reconstruction.ts";
import { type ChainDraws, runChains } from "../../src/sampling/chains/chain-run.ts";
import { coordinateDraws } from "../../src/sampling/diagnostics/chain-quantity.ts";
import { meanOfChains } from "../../src/sampling/diagnostics/mean-of-chains.ts";
import { type Energy, pathDifference, smoothedEnergy } from "../../src/sampling/energy/energy-difference.ts";
import { midpointRule } from "../../src/sampling/energy/path-rule.ts";
import { mala, malaOnEnergy } from "../../src/sampling/steps/langevin.ts";
import { metropolisOnEnergy } from "../../src/sampling/steps/metropolis-hastings.ts";

/** Mean, variance and third central moment of a density; the last two add up when noise is added. */
interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
}

interface Case extends Moments {
  readonly name: string;
  readonly expression: string;
  readonly domain: readonly [number, number];
}

/** By `chain-moments.py`, with mpmath. */
const cases: readonly Case[] = JSON.parse(
  readFileSync(join(projectRoot(), "test/fixtures/chain-moments.json"), "utf8"),
);

const densityOf = ({ expression, domain }: Case): EnergyDensity => new EnergyDensity({ expression, domain: [domain] });

/** Means -2 and 1: from that of all, 0.1, they are -2.1 and 0.9. */
const mixture = new GaussianMixture([
  { weight: 0.3, mean: [-2], covariance: [[0.25]] },
  { weight: 0.7, mean: [1], covariance: [[1]] },
]);
const momentsOfMixture: Moments = {
  mean: 0.1,
  variance: 0.3 * (0.25 + 2.1 ** 2) + 0.7 * (1 + 0.9 ** 2),
  third: 0.3 * (-(2.1 ** 3) - 3 * 2.1 * 0.25) + 0.7 * (0.9 ** 3 + 3 * 0.9),
};

const SIGMA = 0.3;
const CHAINS = 60;

/** (mean of f - expectation) / standard error, of the three moments of p_sigma: (x - mean)^k. */
function zScores({ draws, chains, dim }: ChainDraws, coordinate: number, { mean, variance, third }: Moments): number[] {
  const x = coordinateDraws(draws, chains, dim, coordinate);
  return [mean, variance + SIGMA ** 2, third].map((expected, k) => {
    const measured = meanOfChains(k === 0 ? x : x.map((value) => (value - mean) ** (k + 1)), chains);
    return (measured.mean - expected) / measured.standardError;
  });
}

/** 48 z-scores in all: one beyond 4.5 has a probability of 3.3e-4. */
const LARGEST_Z = 4.5;

/** mh and mala on -log p_sigma, with a step that suits a density of this variance. */
function exactChains(p: Density, { variance }: Moments): readonly ChainDraws[] {
  const r = optimalReconstruction(p, "dae", SIGMA);
  const energy = energyOf(r);
  const score = (points: Float64Array): Float64Array => scoreEstimate(r, points);
  const length = Math.sqrt(variance + SIGMA ** 2);
  const samplers = [
    metropolisOnEnergy({ dim: 1, energy, proposal: 2.4 * length }),
    malaOnEnergy({ dim: 1, score, energy, step: length ** 2 }),
  ];
  const starts = p.sample(createRng(1), CHAINS);
  return samplers.map((sampler) =>
    runChains(sampler as Parameters<typeof runChains>[0], createRng(2), starts, { steps: 450, burnIn: 50 }),
  );
}

function energyOf(r: Reconstruction): Energy {
  const energy = smoothedEnergy(r);
  if (!energy) throw new Error("the optimal denoiser of a density knows p_sigma");
  return energy;
}

describe(`chains on the exact energy -log p_sigma: mean, variance and third moment within ${LARGEST_Z} standard errors (p = 7e-6 of each), seed 2`, () => {
  const check = (run: ChainDraws, coordinate: number, moments: Moments): void => {
    for (const z of zScores(run, coordinate, moments)) expect(Math.abs(z)).toBeLessThan(LARGEST_Z);
  };

  it.each(cases)("$name, mh and mala", (one) => {
    for (const run of exactChains(densityOf(one), one)) check(run, 0, one);
  });

  it("an asymmetric mixture, mh and mala", () => {
    for (const run of exactChains(mixture, momentsOfMixture)) check(run, 0, momentsOfMixture);
  });

  it("two of them side by side in the plane, mala", () => {
    // Without Gumbel's tail, whose third moment would take many more draws to have normal errors.
    const [first, second] = [cases[0], cases[5]];
    const expression = `${first.expression} + ${second.expression.replaceAll(/x(?!p)/g, "y")}`;
    const p = new EnergyDensity({ expression, domain: [first.domain, second.domain] });
    const r = optimalReconstruction(p, "dae", SIGMA);
    const score = (points: Float64Array): Float64Array => scoreEstimate(r, points);
    const sampler = malaOnEnergy({ dim: 2, score, energy: energyOf(r), step: 0.6 });
    const run = runChains(sampler, createRng(2), p.sample(createRng(1), 12), { steps: 250, burnIn: 50 });
    check(run, 0, first);
    check(run, 1, second);
  });
});

it.each([cases[0], cases[2]])(
  "by the midpoint of the path instead, $name: the mean is off by more than 7 standard errors, seed 2",
  (one) => {
    const p = densityOf(one);
    const r = optimalReconstruction(p, "dae", SIGMA);
    const score = (points: Float64Array): Float64Array => scoreEstimate(r, points);
    const energyDifference = pathDifference(r, midpointRule);
    const sampler = mala({ dim: 1, score, energyDifference, step: one.variance + SIGMA ** 2 });
    const run = runChains(sampler, createRng(2), p.sample(createRng(1), CHAINS), { steps: 450, burnIn: 50 });
    expect(Math.abs(zScores(run, 0, one)[0])).toBeGreaterThan(7);
  },
);
