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
  /** Steps of the warm-up. */
  readonly steps: number;
  /** The proposal that it began with. */
  readonly initial: number;
  /** The acceptance that it was adapted to. */
  readonly target: number;
}

export interface WarmUp {
  readonly proposal: number;
  /** Where the chains are after it, (chains, d). */
  readonly positions: Float64Array;
  readonly adaptation: Adaptation;
  /** Whether Ctrl-C ended it. */
  readonly interrupted: boolean;
  /** Steps behind it. */
  readonly iteration: number;
}

/**
 * Adapts the proposal to the best acceptance in many dimensions, 0.234 of mh and 0.574 of mala.
 * @param initial where the proposal begins
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
