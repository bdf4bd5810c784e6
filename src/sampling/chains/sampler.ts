import { checkObject } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";

/** The state of many Markov chains that are stepped together. */
export interface ChainState {
  /** Shape (chains, d). */
  readonly positions: Float64Array;
}

/** Information about a step, besides the new state. */
export interface StepInfo {
  /**
   * 1 for each chain that accepted its proposal and 0 for each other chain, shape (chains). Undefined for samplers that cannot
   * reject.
   */
  readonly accepted?: Uint8Array;
}

/** A Markov transition on R^d, for many chains at once. */
export interface Sampler<State extends ChainState = ChainState, Info extends StepInfo = StepInfo> {
  /** The dimension d. */
  readonly dim: number;
  /** The state of chains at given positions, shape (chains, d). */
  start(positions: Float64Array): State;
  /**
   * Makes one step of every chain. It does not change the given state, and the same state and random numbers give the same step.
   */
  step(rng: Rng, state: State): { readonly state: State; readonly info: Info };
}

/** Checks that an argument is a sampler. @throws InputError */
export function checkSampler<State extends ChainState, Info extends StepInfo>(
  argument: string,
  sampler: Sampler<State, Info>,
): void {
  checkObject(argument, sampler, "a sampler, with dim, start and step", {
    methods: ["start", "step"],
    numbers: ["dim"],
  });
}
