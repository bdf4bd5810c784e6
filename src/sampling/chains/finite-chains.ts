import type { ChainDraws } from "./chain-run.ts";
import { checkRun } from "./chain-run.ts";
import { isFinitePoint } from "./finite-points.ts";

/**
 * The chains that have not diverged, whose draws are all finite.
 * @returns `run` itself if none has diverged
 */
export function finiteChains(run: ChainDraws): ChainDraws {
  checkRun("run", run);
  const { dim, chains, kept, draws, acceptance } = run;
  // A chain that has diverged stays NaN, so that its last draw decides.
  const staysFinite = (chain: number): boolean => kept === 0 || isFinitePoint(draws, (kept - 1) * chains + chain, dim);
  const finite = Array.from({ length: chains }, (_, chain) => chain).filter(staysFinite);
  if (finite.length === chains) return run;
  const picked = new Float64Array(kept * finite.length * dim);
  for (let k = 0; k < kept; k++) {
    finite.forEach((chain, i) => {
      const start = (k * chains + chain) * dim;
      picked.set(draws.subarray(start, start + dim), (k * finite.length + i) * dim);
    });
  }
  return {
    dim,
    chains: finite.length,
    kept,
    draws: picked,
    acceptance: acceptance && Float64Array.from(finite, (chain) => acceptance[chain]),
  };
}
