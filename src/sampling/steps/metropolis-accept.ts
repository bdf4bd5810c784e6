import exp from "@stdlib/math-base-special-exp";
import { type Rng, uniforms } from "../../numerics/random/random.ts";

/** One uniform number on [0, 1) for each chain. It is drawn even if the decision does not need it. */
export function uniformNumbers(rng: Rng, chains: number): Float64Array {
  return uniforms(rng, chains);
}

/**
 * The Metropolis-Hastings decision for each chain. A chain moves to the proposal with probability min(1, exp(-cost)), and stays
 * otherwise. A proposal with a cost of NaN is rejected.
 * @param uniforms independent numbers, uniform on [0, 1), shape (chains)
 * @param positions the positions of the chains, shape (chains, d)
 * @param proposed the proposed positions, shape (chains, d)
 * @param cost minus the logarithm of the acceptance ratio, shape (chains)
 */
export function metropolisAccept(
  uniforms: Float64Array,
  positions: Float64Array,
  proposed: Float64Array,
  cost: Float64Array,
): { readonly positions: Float64Array; readonly accepted: Uint8Array } {
  const chains = cost.length;
  const dim = positions.length / chains;
  const accepted = new Uint8Array(chains);
  const next = positions.slice();
  for (let chain = 0; chain < chains; chain++) {
    if (!isAccepted(uniforms[chain], cost[chain])) continue;
    accepted[chain] = 1;
    for (let j = chain * dim; j < (chain + 1) * dim; j++) next[j] = proposed[j];
  }
  return { positions: next, accepted };
}

/** A bound on the rounding of the bounds below. */
const ROUNDING = 1e-15;

/** Whether u, from [0, 1), is below exp(-cost). In most cases 1 - cost < exp(-cost) < 1 / (1 + cost) decides. */
export function isAccepted(u: number, cost: number): boolean {
  if (u < 1 - cost - ROUNDING) return true;
  if (u * (1 + cost) > 1 + ROUNDING) return false;
  // Math.exp may differ in its last bit from one engine to another, and a decision that differs changes the whole chain.
  return u < exp(-cost);
}

/** The probability min(1, exp(-cost)). It is 0 for a cost of NaN. */
export function acceptanceProbability(cost: number): number {
  return Number.isNaN(cost) ? 0 : Math.min(1, exp(-cost));
}
