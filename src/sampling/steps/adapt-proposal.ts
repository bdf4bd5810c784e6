import exp from "@stdlib/math-base-special-exp";
import ln from "@stdlib/math-base-special-ln";
import pow from "@stdlib/math-base-special-pow";
import {
  checkAllFinite,
  checkBetween,
  checkFunction,
  checkObject,
  checkPoints,
  checkPositive,
  checkWhole,
} from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import type { ChainState, Sampler } from "../chains/sampler.ts";
import { acceptanceProbability } from "./metropolis-accept.ts";
import type { MetropolisInfo } from "./metropolis-step.ts";

/** The acceptance to which a proposal's standard deviation is adapted. */
export interface AcceptanceTarget {
  /** The acceptance to reach. */
  readonly acceptance: number;
  /**
   * |d acceptance / d log proposal| at this acceptance, in the limit of many dimensions. It determines the length of the steps of log
   * proposal.
   */
  readonly slope: number;
}

/**
 * The target of Metropolis-Hastings. A proposal l / sqrt(d) has the acceptance 2 Phi(-l / 2). The best l is 2.38, with acceptance
 * 0.234 (Roberts, Gelman and Gilks, Annals of Applied Probability 7, 1997) and slope l phi(l / 2).
 */
export const metropolisTarget: AcceptanceTarget = { acceptance: 0.234, slope: 0.468 };

/**
 * The target of the Metropolis-adjusted Langevin algorithm. The acceptance is 2 Phi(-K l^3 / 2). The best acceptance is 0.574, with
 * K l^3 = 1.124 (Roberts and Rosenthal, Journal of the Royal Statistical Society B 60, 1998) and slope 3 K l^3 phi(K l^3 / 2).
 */
export const malaTarget: AcceptanceTarget = { acceptance: 0.574, slope: 1.149 };

/** The gain after n - 1 crossings is n^-0.6 / slope. The scheme converges for powers from 1/2 to 1. */
const DECAY = 0.6;
/** After n - 1 crossings, the weight of an iterate in the average of the iterates is n^-0.75. */
const FORGETTING = 0.75;
/** The largest |log proposal|, so that the proposal and its square stay in the range of float64. */
const LARGEST_LOG = 300;

export interface AdaptingOptions<State extends ChainState> {
  /** The sampler with this proposal. Their states must not depend on the proposal. */
  readonly samplerFor: (proposal: number) => Sampler<State, MetropolisInfo>;
  /** The initial proposal. */
  readonly initial: number;
  readonly target: AcceptanceTarget;
}

/** Chains whose proposal is being adapted. */
export interface AdaptingState<State extends ChainState> extends ChainState {
  readonly chains: State;
  /** The number of steps that are done. */
  readonly taken: number;
  /** The number of times that the acceptance crossed the target. */
  readonly crossings: number;
  /** The side of the target on which the last acceptance was: 1 above, -1 below, 0 before the first step. */
  readonly side: number;
  /** The logarithm of the proposal for the next step. */
  readonly logProposal: number;
  /**
   * The weighted average of log proposal, which is the result of the adaptation. Values before the first crossings have lost their
   * weight.
   */
  readonly averageLogProposal: number;
}

/**
 * A sampler that changes its proposal after each step, by Robbins and Monro's scheme on its logarithm:
 *
 *     log P_(k+1) = log P_k + n^-0.6 (mean acceptance probability of the chains - target) / slope,
 *
 * where n - 1 is the number of times that the acceptance has crossed the target (Kesten, Annals of Mathematical Statistics 29, 1958).
 * The steps therefore stay long while the proposal is far from its final value: if everything is accepted, or nothing, each step
 * changes the proposal by a factor of 1.4 or more.
 *
 * Use it for a warm-up only: chains whose proposal depends on their past do not sample p exactly. Draw with the fixed proposal
 * that `adaptedProposal` returns at the end. A step depends only on the state and the random numbers.
 * @throws InputError for an initial proposal that is not a positive number
 */
export function adaptingSampler<State extends ChainState>(
  options: AdaptingOptions<State>,
): Sampler<AdaptingState<State>, MetropolisInfo> {
  checkObject("options", options, "samplerFor, initial and target");
  const { samplerFor, initial, target } = options;
  checkFunction("samplerFor", samplerFor);
  checkPositive("initial", initial);
  checkObject("target", target, "an acceptance and its slope, such as metropolisTarget");
  checkBetween("target.acceptance", target.acceptance, 0, 1);
  checkPositive("target.slope", target.slope);
  const first = samplerFor(initial);
  return {
    dim: first.dim,
    start: (positions) => {
      const logProposal = ln(initial);
      const chains = first.start(positions);
      return { positions, chains, taken: 0, crossings: 0, side: 0, logProposal, averageLogProposal: logProposal };
    },
    step: (rng, { chains, taken, crossings, side, logProposal, averageLogProposal }) => {
      const { state, info } = samplerFor(exp(logProposal)).step(rng, chains);
      const missed = meanAcceptance(info.cost) - target.acceptance;
      const nowCrossings = crossings + (Math.sign(missed) === -side && side !== 0 ? 1 : 0);
      const n = nowCrossings + 1;
      const moved = logProposal + (pow(n, -DECAY) * missed) / target.slope;
      const next = Math.max(-LARGEST_LOG, Math.min(moved, LARGEST_LOG));
      return {
        state: {
          positions: state.positions,
          chains: state,
          taken: taken + 1,
          crossings: nowCrossings,
          side: missed === 0 ? side : Math.sign(missed),
          logProposal: next,
          averageLogProposal: averageLogProposal + pow(n, -FORGETTING) * (next - averageLogProposal),
        },
        info,
      };
    },
  };
}

/** The proposal to which the adaptation has led so far. */
export function adaptedProposal(state: Pick<AdaptingState<ChainState>, "averageLogProposal">): number {
  checkObject("state", state, "a state of adaptingSampler", { numbers: ["averageLogProposal"] });
  return exp(state.averageLogProposal);
}

/**
 * Runs a warm-up from beginning to end.
 * @param starts shape (chains, d)
 * @param steps the number of steps of the warm-up, about 200
 * @returns the adapted proposal, and the positions of the chains, (chains, d)
 * @throws InputError for an initial proposal, or a number of steps, that is not positive
 */
export function adaptProposal<State extends ChainState>(
  options: AdaptingOptions<State>,
  rng: Rng,
  starts: Float64Array,
  steps: number,
): { readonly proposal: number; readonly positions: Float64Array } {
  const sampler = adaptingSampler(options);
  checkRng("rng", rng);
  checkPoints("starts", starts, sampler.dim, 1);
  checkAllFinite("starts", starts);
  checkWhole("steps", steps);
  let state = sampler.start(starts.slice());
  for (let k = 0; k < steps; k++) state = sampler.step(rng, state).state;
  return { proposal: adaptedProposal(state), positions: state.positions };
}

function meanAcceptance(cost: Float64Array): number {
  return cost.reduce((sum, value) => sum + acceptanceProbability(value), 0) / cost.length;
}
