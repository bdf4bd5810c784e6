import type { ChainDraws } from "../../../sampling/chain-run.ts";

/**
 * What chains went through as CSV: a header chain,step,x1,...,xd, then a line for each draw, chain after chain.
 * Chains are counted from 1; a step is counted from the start of the chain, burn-in included. Every digit that there is.
 */
export function drawsTable({ dim, chains, kept, draws }: ChainDraws, burnIn: number, keepEvery: number): string {
  const names = Array.from({ length: dim }, (_, a) => `x${a + 1}`);
  const lines = [["chain", "step", ...names].join(",")];
  for (let chain = 0; chain < chains; chain++) {
    for (let k = 0; k < kept; k++) {
      const first = (k * chains + chain) * dim;
      lines.push(`${chain + 1},${burnIn + (k + 1) * keepEvery},${draws.subarray(first, first + dim).join(",")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
