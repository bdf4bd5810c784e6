import { describe, expect, it } from "vitest";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { type Reconstruction, scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";
import { runChains } from "../../../src/sampling/chains/chain-run.ts";
import { smoothedEnergy } from "../../../src/sampling/energy/energy-difference.ts";
import { MOST_NODES, refinedPathDifference } from "../../../src/sampling/energy/refined-path.ts";
import { mala, malaOnEnergy } from "../../../src/sampling/steps/langevin.ts";
import { isAccepted } from "../../../src/sampling/steps/metropolis-accept.ts";
import { metropolisHastings, metropolisOnEnergy } from "../../../src/sampling/steps/metropolis-hastings.ts";
import { networkPathIntegral } from "../../support/network-path-integral.ts";

const SIGMA = 0.4;

/** An untied network whose hidden units turn over a length of about 1 / steepness. */
function network(steepness: number): OneLayer {
  const rng = createRng(8);
  const [dim, hidden] = [3, 20];
  return new OneLayer(
    {
      encoder: normals(rng, hidden * dim, steepness),
      hiddenBias: normals(rng, hidden, steepness),
      decoder: normals(rng, dim * hidden, 0.3 / Math.sqrt(hidden)),
      outputBias: normals(rng, dim, 0.1),
    },
    SIGMA,
  );
}

describe("refinedPathDifference", () => {
  it.each([0.5, 2, 8])("without decisions: the closed form of a network of steepness %d, to 1e-11", (steepness) => {
    const r = network(steepness);
    const rng = createRng(1);
    const from = normals(rng, 300, 0.5);
    const to = from.map((x) => x + 0.1 * rng.normal());
    const exact = networkPathIntegral(r, from, to);
    refinedPathDifference(r)(from, to).forEach((value, i) => {
      expect(Math.abs(value - exact[i])).toBeLessThan(1e-11 * Math.max(1, Math.abs(exact[i])));
    });
  });

  it("looks again, with more points, at pairs that are open, and only at those", () => {
    const r = network(8);
    const asked: number[] = [];
    const counting: Reconstruction = {
      dim: r.dim,
      sigma: r.sigma,
      evaluate: (points) => {
        asked.push(points.length / r.dim);
        return r.evaluate(points);
      },
      jacobian: (points) => r.jacobian(points),
    };
    const from = normals(createRng(2), 12);
    const to = from.map((x) => x + 0.5);
    const seen: number[] = [];
    const refined = refinedPathDifference(counting).refine?.(from, to, (pair, _difference, error) => {
      expect(error).toBeGreaterThan(0);
      seen.push(pair);
      return pair === 2 || (pair === 1 && seen.filter((one) => one === 1).length < 2);
    });
    // 4 pairs with 1 and 2 points, then pairs 1 and 2 with 4, and pair 2 with 8 to 64.
    expect(asked).toEqual([4, 8, 8, 8, 16, 32, 64]);
    expect([...(refined?.nodes ?? [])]).toEqual([2, 4, MOST_NODES, 2]);
    expect(refined?.undecided).toBe(1);
    const exact = networkPathIntegral(r, from, to);
    expect(Math.abs((refined?.difference[2] ?? 0) - exact[2])).toBeLessThan(1e-11);
    expect(Math.abs((refined?.difference[0] ?? 0) - exact[0])).toBeGreaterThan(1e-6);
  });

  it.each([
    [0.5, 0, 0],
    [2, 0, 20],
    [8, 0, 50],
    [40, 10, 100],
    [200, 30, 100],
  ])(
    "of 10,000 decisions on a network of steepness %d at most %d are not those of the closed form, seed 3; of the midpoint's more than %d are not; at most 50 stay open",
    (steepness, most, midpoint) => {
      const r = network(steepness);
      const rng = createRng(3);
      const from = normals(rng, 30_000, 0.5);
      const to = from.map((x) => x + 0.25 * rng.normal());
      const uniforms = Float64Array.from({ length: 10_000 }, () => rng.uniform());
      const refined = refinedPathDifference(r).refine?.(
        from,
        to,
        (i, value, error) => isAccepted(uniforms[i], value - error) !== isAccepted(uniforms[i], value + error),
      );
      const exact = networkPathIntegral(r, from, to);
      const turned = (by: Float64Array | undefined): number =>
        uniforms.filter((u, i) => isAccepted(u, exact[i]) !== isAccepted(u, by?.[i] ?? Number.NaN)).length;
      expect(turned(refined?.difference)).toBeLessThanOrEqual(most);
      expect(turned(refined?.coarse)).toBeGreaterThan(midpoint);
      expect(refined?.undecided).toBeLessThanOrEqual(50);
    },
  );

  it.each([
    ["exp(x) - 2*x", [-12, 4], 1.2],
    ["x + exp(-x)", [-4, 40], 1.5],
    ["x", [0, 1], 0.5],
  ] as const)(
    "on the optimal denoiser of %s the chains are those of the exact energy, byte for byte, seed 4",
    (expression, domain, proposal) => {
      const density = new EnergyDensity({ expression, domain: [domain] });
      const r = optimalReconstruction(density, "dae", 0.3);
      const energy = smoothedEnergy(r);
      if (!energy) throw new Error("the optimal denoiser knows p_sigma");
      const score = (points: Float64Array): Float64Array => scoreEstimate(r, points);
      const starts = density.sample(createRng(5), 50);
      const energyDifference = refinedPathDifference(r);
      const options = { dim: 1, score, step: proposal ** 2 / 2 };
      const draws = (sampler: Parameters<typeof runChains>[0]): Float64Array =>
        runChains(sampler, createRng(4), starts, { steps: 100 }).draws;
      expect(draws(mala({ ...options, energyDifference }) as Parameters<typeof runChains>[0])).toEqual(
        draws(malaOnEnergy({ ...options, energy }) as Parameters<typeof runChains>[0]),
      );
      expect(draws(metropolisHastings({ dim: 1, energyDifference, proposal }))).toEqual(
        draws(metropolisOnEnergy({ dim: 1, energy, proposal }) as Parameters<typeof runChains>[0]),
      );
    },
  );
});
