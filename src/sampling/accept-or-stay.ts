import exp from "@stdlib/math-base-special-exp";
import type { Rng } from "../numerics/random/random.ts";

/**
 * The decision of Metropolis and Hastings for each chain: what is proposed with probability min(1, exp(-cost)), else where it
 * was. One uniform number for each chain, whatever the cost; a cost that is not a number is refused.
 * @param positions where the chains are, (chains, d)
 * @param proposed where they might go, (chains, d)
 * @param cost minus the logarithm of the acceptance ratio, (chains)
 */
export function acceptOrStay(
  rng: Rng,
  positions: Float64Array,
  proposed: Float64Array,
  cost: Float64Array,
): { readonly positions: Float64Array; readonly accepted: Uint8Array } {
  const chains = cost.length;
  const dim = positions.length / chains;
  const accepted = new Uint8Array(chains);
  const next = positions.slice();
  for (let chain = 0; chain < chains; chain++) {
    if (!isBelowExponential(rng.uniform(), cost[chain])) continue;
    accepted[chain] = 1;
    for (let j = chain * dim; j < (chain + 1) * dim; j++) next[j] = proposed[j];
  }
  return { positions: next, accepted };
}

/** More than what rounding makes of the bounds below. */
const ROUNDING = 1e-15;

/** Whether u, from [0, 1), is below exp(-cost): most of the time 1 - cost < exp(-cost) < 1 / (1 + cost) tells. */
function isBelowExponential(u: number, cost: number): boolean {
  if (u < 1 - cost - ROUNDING) return true;
  if (u * (1 + cost) > 1 + ROUNDING) return false;
  // Not Math.exp, whose last bit is the engine's: one decision in 10^16 that turns, and the chain is another one from there on.
  return u < exp(-cost);
}
