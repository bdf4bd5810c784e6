import type { ChainDraws } from "../../../sampling/chains/chain-run.ts";
import { finiteChains } from "../../../sampling/chains/finite-chains.ts";

/**
 * Draws of chains as the JSON that `arviz.from_json` reads: {"posterior": {name: draws by chain and draw}, "attrs": …}, with a
 * variable for each column. A chain that has diverged is left out, because JSON has no infinity and all chains of a variable must
 * have the same number of draws.
 * @param columns the names of the columns, (d); if they are not all different, x1, ..., xd replace them
 * @param attributes further entries of "attrs"
 */
export function arvizJson(
  run: ChainDraws,
  columns: readonly string[],
  attributes: Readonly<Record<string, string | number>>,
): string {
  const { dim, chains, kept, draws } = finiteChains(run);
  const names = new Set(columns).size === dim ? columns : columns.map((_, a) => `x${a + 1}`);
  const posterior = Object.fromEntries(
    names.map((name, a) => [
      name,
      Array.from({ length: chains }, (_, chain) =>
        Array.from({ length: kept }, (_, k) => draws[(k * chains + chain) * dim + a]),
      ),
    ]),
  );
  return `${JSON.stringify({ posterior, attrs: { inference_library: "scorebook", ...attributes } })}\n`;
}
