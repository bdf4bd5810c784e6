import { InputError } from "../numerics/input-error.ts";
import type { ChainDraws } from "./chain-run.ts";

/**
 * The kept positions of one of many chains, in order.
 * @returns shape (kept, d)
 * @throws InputError for a chain that there is not
 */
export function chainPath({ dim, chains, kept, draws }: ChainDraws, chain: number): Float64Array {
  if (!(Number.isInteger(chain) && chain >= 0 && chain < chains)) {
    throw new InputError(`chain must be a whole number from 0 to ${chains - 1}, not ${chain}`);
  }
  const path = new Float64Array(kept * dim);
  for (let k = 0; k < kept; k++) {
    const start = (k * chains + chain) * dim;
    path.set(draws.subarray(start, start + dim), k * dim);
  }
  return path;
}
