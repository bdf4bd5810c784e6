import { rounded } from "../shared/rounded.ts";
import type { Merging, PointsNumbers } from "./points-numbers.ts";
import type { PointsState } from "./points-state.ts";

/** Modes that the sentence names one by one. */
const MOST_NAMED = 4;

/** What the pictures show, for those who do not see them. */
export function pointsSentence({ points, sigma }: PointsState, { modes }: PointsNumbers, merging: Merging): string {
  const found = modes.modes.filter(({ kind }) => kind === "mode");
  const share = (starts: number): string => `${Math.round((100 * starts) / modes.labels.length)} %`;
  const named = found
    .slice(0, MOST_NAMED)
    .map(({ at, starts }) => `(${rounded(at[0])}, ${rounded(at[1])}) with ${share(starts)} of the square`);
  const more = found.length > MOST_NAMED ? `, and ${found.length - MOST_NAMED} more` : "";
  const last = merging.counts.findIndex((_, k) => merging.counts.subarray(k).every((count) => count === 1));
  const merged =
    last === -1 ? "" : ` From σ = ${rounded(merging.sigmas[last], 2)} on all points share one fixed point.`;
  return (
    `${points.length} ${points.length === 1 ? "point" : "points"}. At σ = ${rounded(sigma)} the arrows r(x) − x lead to ` +
    `${found.length} ${found.length === 1 ? "fixed point" : "fixed points"}: ${named.join("; ")}${more}.${merged}`
  );
}
