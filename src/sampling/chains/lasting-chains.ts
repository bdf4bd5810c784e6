import type { ChainDraws } from "./chain-run.ts";
import { checkRun } from "./chain-run.ts";
import { isFinitePoint } from "./finite-points.ts";

/**
 * The chains that have not diverged, whose draws are all finite.
 * @returns `run` itself if none has diverged
 */
export function lastingChains(run: ChainDraws): ChainDraws {
  checkRun("run", run);
  const { dim, chains, kept, draws, acceptance } = run;
  // A chain that has diverged stays NaN, so its last draw shows it.
  const lasts = (chain: number): boolean => kept === 0 || isFinitePoint(draws, (kept - 1) * chains + chain, dim);
  const lasting = Array.from({ length: chains }, (_, chain) => chain).filter(lasts);
  if (lasting.length === chains) return run;
  const picked = new Float64Array(kept * lasting.length * dim);
  for (let k = 0; k < kept; k++) {
    lasting.forEach((chain, i) => {
      const start = (k * chains + chain) * dim;
      picked.set(draws.subarray(start, start + dim), (k * lasting.length + i) * dim);
    });
  }
  return {
    dim,
    chains: lasting.length,
    kept,
    draws: picked,
    acceptance: acceptance && Float64Array.from(lasting, (chain) => acceptance[chain]),
  };
}
