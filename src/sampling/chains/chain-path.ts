import { checkWhole } from "../../numerics/check.ts";
import type { ChainDraws } from "./chain-run.ts";
import { checkRun } from "./chain-run.ts";

/**
 * The kept positions of one chain, in order.
 * @returns shape (kept, d)
 * @throws InputError for a chain that does not exist
 */
export function chainPath(run: ChainDraws, chain: number): Float64Array {
  checkRun("run", run);
  const { dim, chains, kept, draws } = run;
  checkWhole("chain", chain, 0, chains - 1);
  const path = new Float64Array(kept * dim);
  for (let k = 0; k < kept; k++) {
    const start = (k * chains + chain) * dim;
    path.set(draws.subarray(start, start + dim), k * dim);
  }
  return path;
}
