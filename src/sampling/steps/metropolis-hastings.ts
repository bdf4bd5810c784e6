import { checkFunction, checkObject, checkWhole } from "../../numerics/check.ts";
import { normals, type Rng } from "../../numerics/random/random.ts";
import type { ChainState, Sampler } from "../chains/sampler.ts";
import type { Energy, EnergyDifference } from "../energy/energy-difference.ts";
import { type AxisLengths, alongAxes } from "./axis-lengths.ts";
import { type MetropolisInfo, metropolisStep } from "./metropolis-step.ts";

/** Draws a proposal x' for each of n points x. The density of x' given x must be that of x given x'. (n, d) -> (n, d). */
export type SymmetricProposal = (rng: Rng, positions: Float64Array) => Float64Array;

export interface MetropolisHastingsOptions {
  readonly dim: number;
  readonly energyDifference: EnergyDifference;
  /**
   * sigma_MH, the standard deviation of a Gaussian random walk, either one for all coordinates or one for each, or another symmetric
   * proposal.
   */
  readonly proposal: AxisLengths | SymmetricProposal;
}

/**
 * Metropolis-Hastings with a symmetric proposal. x' is accepted with probability min(1, exp(-(E(x') - E(x)))). With differences from
 * a reconstruction this is claim H1 of the paper. It leaves p invariant if the differences are those of E = -log p. A proposal
 * whose difference is NaN is rejected.
 * @throws InputError for a proposal that is not a positive number
 */
export function metropolisHastings(options: MetropolisHastingsOptions): Sampler<ChainState, MetropolisInfo> {
  checkOptions(options, "energyDifference");
  const { dim, energyDifference, proposal } = options;
  checkFunction("energyDifference", energyDifference);
  const propose = symmetricProposal(proposal, dim);
  return {
    dim,
    start: (positions) => ({ positions }),
    step: (rng, { positions }) => {
      const proposed = propose(rng, positions);
      const { positions: next, info } = metropolisStep(rng, dim, { positions, proposed, energyDifference });
      return { state: { positions: next }, info };
    },
  };
}

/** Chains with the energies at their positions. */
export interface EnergyState extends ChainState {
  /** The energies at the positions, shape (chains). */
  readonly energies: Float64Array;
}

export interface MetropolisOnEnergyOptions extends Omit<MetropolisHastingsOptions, "energyDifference"> {
  /** The energy E = -log p up to a constant. It is Infinity where p is 0. (n, d) -> (n). */
  readonly energy: Energy;
}

/** `metropolisHastings` with an energy, which is computed once for each proposal. */
export function metropolisOnEnergy(options: MetropolisOnEnergyOptions): Sampler<EnergyState, MetropolisInfo> {
  checkOptions(options, "energy");
  const { dim, energy, proposal } = options;
  checkFunction("energy", energy);
  const propose = symmetricProposal(proposal, dim);
  return {
    dim,
    start: (positions) => ({ positions, energies: energy(positions) }),
    step: (rng, { positions, energies }) => {
      const proposed = propose(rng, positions);
      const arrived = energy(proposed);
      const difference = new Float64Array(arrived.length);
      for (let chain = 0; chain < difference.length; chain++) difference[chain] = arrived[chain] - energies[chain];
      const moved = metropolisStep(rng, dim, { positions, proposed, energyDifference: () => difference });
      const kept = energies.slice();
      const { accepted } = moved.info;
      for (let chain = 0; chain < kept.length; chain++) if (accepted[chain]) kept[chain] = arrived[chain];
      return { state: { positions: moved.positions, energies: kept }, info: moved.info };
    },
  };
}

function checkOptions(options: Pick<MetropolisHastingsOptions, "dim">, energy: string): void {
  checkObject("options", options, `dim, ${energy} and proposal`);
  checkWhole("dim", options.dim);
}

function symmetricProposal(proposal: AxisLengths | SymmetricProposal, dim: number): SymmetricProposal {
  if (typeof proposal === "function") return proposal;
  const lengths = alongAxes("proposal", proposal, dim);
  return (rng, positions) => {
    const proposed = normals(rng, positions.length);
    for (let i = 0; i < proposed.length; i += dim) {
      for (let a = 0; a < dim; a++) proposed[i + a] = positions[i + a] + lengths[a] * proposed[i + a];
    }
    return proposed;
  };
}
