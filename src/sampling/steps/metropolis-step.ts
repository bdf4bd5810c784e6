import type { Rng } from "../../numerics/random/random.ts";
import type { StepInfo } from "../chains/sampler.ts";
import type { EnergyDifference, RefinedDifferences } from "../energy/energy-difference.ts";
import { isAccepted, metropolisAccept, uniformNumbers } from "./metropolis-accept.ts";

/** Information about a Metropolis-Hastings step. All arrays except `proposed` have the shape (chains). */
export interface MetropolisInfo extends StepInfo {
  /** The proposals x', shape (chains, d). */
  readonly proposed: Float64Array;
  /** The energy differences E(x') - E(x). */
  readonly energyDifference: Float64Array;
  /** Minus the logarithm of the acceptance ratio. x' is accepted with probability min(1, exp(-cost)). */
  readonly cost: Float64Array;
  /** The uniform numbers of the decisions. x' is accepted if its number is below exp(-cost). */
  readonly uniforms: Float64Array;
  readonly accepted: Uint8Array;
  /** Details of the differences, if their computation depends on the decisions. */
  readonly refined?: RefinedDifferences;
}

/** A proposal for each chain, and the parts of its acceptance ratio. */
export interface Proposal {
  /** The positions x, shape (chains, d). */
  readonly positions: Float64Array;
  /** The proposals x', shape (chains, d). */
  readonly proposed: Float64Array;
  readonly energyDifference: EnergyDifference;
  /** log q(x' | x) - log q(x | x'), shape (chains). Undefined if the proposal is symmetric. */
  readonly correction?: Float64Array;
}

/**
 * A Metropolis-Hastings step. The chain moves to x' with probability min(1, exp(-(E(x') - E(x)) - correction)), and stays at x
 * otherwise. The uniform numbers are drawn before the differences are computed, so that each difference can be computed as exactly as
 * its decision requires.
 */
export function metropolisStep(
  rng: Rng,
  dim: number,
  { positions, proposed, energyDifference, correction }: Proposal,
): { readonly positions: Float64Array; readonly info: MetropolisInfo } {
  const uniforms = uniformNumbers(rng, positions.length / dim);
  const costOf = (chain: number, difference: number): number => difference + (correction ? correction[chain] : 0);
  const refined = energyDifference.refine?.(positions, proposed, (chain, difference, errorEstimate) => {
    const cost = costOf(chain, difference);
    return isAccepted(uniforms[chain], cost - errorEstimate) !== isAccepted(uniforms[chain], cost + errorEstimate);
  });
  const difference = refined?.difference ?? energyDifference(positions, proposed);
  const cost = correction ? difference.map((value, chain) => costOf(chain, value)) : difference;
  const { positions: next, accepted } = metropolisAccept(uniforms, positions, proposed, cost);
  const info = { proposed, energyDifference: difference, cost, uniforms, accepted };
  return { positions: next, info: refined ? { ...info, refined } : info };
}
