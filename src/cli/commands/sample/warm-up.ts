import type { Rng } from "../../../numerics/random/random.ts";
import { ChainRun } from "../../../sampling/chains/chain-run.ts";
import type { ChainState, Sampler } from "../../../sampling/chains/sampler.ts";
import {
  adaptedProposal,
  adaptingSampler,
  malaTarget,
  metropolisTarget,
} from "../../../sampling/steps/adapt-proposal.ts";
import type { MetropolisInfo } from "../../../sampling/steps/metropolis-step.ts";
import { runSampling } from "./run-sampling.ts";
import type { SamplerName } from "./sampling-options.ts";

/** How a proposal was adapted, before the first step that counts. */
export interface Adaptation {
  /** The number of steps of the warm-up. */
  readonly steps: number;
  /** The proposal at the beginning of the warm-up. */
  readonly initial: number;
  /** The acceptance to which the proposal was adapted. */
  readonly target: number;
}

export interface WarmUp {
  readonly proposal: number;
  /** The positions of the chains after the warm-up, (chains, d). */
  readonly positions: Float64Array;
  readonly adaptation: Adaptation;
  /** Whether Ctrl-C ended the warm-up. */
  readonly interrupted: boolean;
  /** The number of steps that were done. */
  readonly iteration: number;
}

/**
 * Adapts the proposal to the acceptance that is best in many dimensions, 0.234 for mh and 0.574 for mala.
 * @param initial the proposal at the beginning
 * @param starts (chains, d)
 */
export async function warmUp(
  samplerFor: (proposal: number) => Sampler<ChainState, MetropolisInfo>,
  method: Exclude<SamplerName, "langevin">,
  rng: Rng,
  starts: Float64Array,
  { initial, steps }: { readonly initial: number; readonly steps: number },
): Promise<WarmUp> {
  const target = method === "mh" ? metropolisTarget : malaTarget;
  const run = new ChainRun(adaptingSampler({ samplerFor, initial, target }), rng, starts, { steps, burnIn: steps - 1 });
  const { interrupted, iteration } = await runSampling(run, "warm-up");
  return {
    proposal: adaptedProposal(run.state),
    positions: run.state.positions,
    adaptation: { steps, initial, target: target.acceptance },
    interrupted,
    iteration,
  };
}
