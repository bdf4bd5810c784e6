import type { ChainDraws } from "../../../sampling/chains/chain-run.ts";
import { isFinitePoint } from "../../../sampling/chains/finite-points.ts";

/**
 * The draws of chains as CSV: a header chain,step,x1,...,xd, then a line for each draw, chain after chain. Chains are
 * counted from 1; steps are counted from the start of the chain, burn-in included. Numbers have all their digits. A chain
 * that diverged has lines only for its finite positions.
 */
export function drawsTable({ dim, chains, kept, draws }: ChainDraws, burnIn: number, thin: number): string {
  const names = Array.from({ length: dim }, (_, a) => `x${a + 1}`);
  const lines = [["chain", "step", ...names].join(",")];
  for (let chain = 0; chain < chains; chain++) {
    for (let k = 0; k < kept; k++) {
      const draw = k * chains + chain;
      if (!isFinitePoint(draws, draw, dim)) break;
      const point = draws.subarray(draw * dim, (draw + 1) * dim).join(",");
      lines.push(`${chain + 1},${burnIn + (k + 1) * thin},${point}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
