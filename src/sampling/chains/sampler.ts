import { checkObject } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";

/** The state of many Markov chains that are stepped together. */
export interface ChainState {
  /** Shape (chains, d). */
  readonly positions: Float64Array;
}

/** Information about a step, beside the state. */
export interface StepInfo {
  /** 1 for each chain that accepted its proposal, 0 for each that stayed, (chains); left out where nothing can be rejected. */
  readonly accepted?: Uint8Array;
}

/** A Markov transition on R^d, for many chains at once. */
export interface Sampler<State extends ChainState = ChainState, Info extends StepInfo = StepInfo> {
  /** Dimension d. */
  readonly dim: number;
  /** The state of chains at these positions, (chains, d). */
  start(positions: Float64Array): State;
  /** One step of every chain. It is pure: it does not change the given state, and the same state and random numbers give the same step. */
  step(rng: Rng, state: State): { readonly state: State; readonly info: Info };
}

/** @throws InputError for an argument that is not a sampler */
export function checkSampler<State extends ChainState, Info extends StepInfo>(
  argument: string,
  sampler: Sampler<State, Info>,
): void {
  checkObject(argument, sampler, "a sampler, with dim, start and step", {
    methods: ["start", "step"],
    numbers: ["dim"],
  });
}
