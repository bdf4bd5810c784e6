import { type Reconstruction, scoreEstimate } from "../../../reconstruction/reconstruction.ts";
import type { ChainState, Sampler, StepInfo } from "../../../sampling/chains/sampler.ts";
import {
  type Energy,
  type EnergyDifference,
  firstOrderDifference,
  pathDifference,
  smoothedEnergy,
} from "../../../sampling/energy/energy-difference.ts";
import { gaussLegendreRule } from "../../../sampling/energy/path-rule.ts";
import { refinedPathDifference } from "../../../sampling/energy/refined-path.ts";
import type { AxisLengths } from "../../../sampling/steps/axis-lengths.ts";
import { mala, malaOnEnergy, unadjustedLangevin } from "../../../sampling/steps/langevin.ts";
import { metropolisHastings, metropolisOnEnergy } from "../../../sampling/steps/metropolis-hastings.ts";
import type { MetropolisInfo } from "../../../sampling/steps/metropolis-step.ts";
import type { EnergyName, SamplerName } from "./sampling-options.ts";

export interface SamplerChoice {
  readonly method: SamplerName;
  /** The rule for energy differences of mh and mala. */
  readonly energy: EnergyName;
  /** Gauss points of the path integral; null for as many as each decision needs. */
  readonly nodes: number | null;
}

/** The default rule for the energy differences of mh and mala: exact if r knows p_sigma, otherwise the path integral. */
export function defaultEnergy(r: Reconstruction, nodes: number | undefined): EnergyName {
  return r.smoothedLogPdf && nodes === undefined ? "exact" : "path";
}

/** The unit of the proposal along each axis, shape (d), such as the standard deviations of the columns; null for the unit of the data. */
export type ProposalUnit = Float64Array | null;

/**
 * Metropolis chains whose energy differences follow from r.
 * @returns the sampler for a proposal, the standard deviation of the random part of a step, in its unit
 */
export function metropolisFor(
  r: Reconstruction,
  choice: SamplerChoice,
  unit: ProposalUnit,
): (proposal: number) => Sampler<ChainState, MetropolisInfo> {
  const { dim } = r;
  const { method } = choice;
  const score = (points: Float64Array): Float64Array => scoreEstimate(r, points);
  if (choice.energy === "exact") {
    const energy = exactEnergy(r);
    return (proposal) =>
      method === "mh"
        ? metropolisOnEnergy({ dim, energy, proposal: lengths(proposal, unit) })
        : malaOnEnergy({ dim, score, energy, step: timeSteps(proposal, unit) });
  }
  const energyDifference = differenceFor(r, choice);
  return (proposal) =>
    method === "mh"
      ? metropolisHastings({ dim, energyDifference, proposal: lengths(proposal, unit) })
      : mala({ dim, score, energyDifference, step: timeSteps(proposal, unit) });
}

/** Unadjusted Langevin steps with the score estimate. */
export function langevinFor(r: Reconstruction, proposal: number, unit: ProposalUnit): Sampler<ChainState, StepInfo> {
  const score = (points: Float64Array): Float64Array => scoreEstimate(r, points);
  return unadjustedLangevin({ dim: r.dim, score, step: timeSteps(proposal, unit) });
}

/** The time step h of a Langevin step whose noise has the standard deviation `proposal` = sqrt(2 h). */
export function timeStep(proposal: number): number {
  return proposal ** 2 / 2;
}

function lengths(proposal: number, unit: ProposalUnit): AxisLengths {
  return unit ? unit.map((one) => proposal * one) : proposal;
}

function timeSteps(proposal: number, unit: ProposalUnit): AxisLengths {
  return unit ? unit.map((one) => timeStep(proposal * one)) : timeStep(proposal);
}

function exactEnergy(r: Reconstruction): Energy {
  const energy = smoothedEnergy(r);
  if (!energy) throw new Error("the reconstruction does not know p_sigma");
  return energy;
}

function differenceFor(r: Reconstruction, { energy, nodes }: SamplerChoice): EnergyDifference {
  if (energy === "first-order") return firstOrderDifference(r);
  return nodes === null ? refinedPathDifference(r) : pathDifference(r, gaussLegendreRule(nodes));
}
