import erfcinv from "@stdlib/math-base-special-erfcinv";
import { argsort } from "../../numerics/sorting/argsort.ts";

/** The offset of Blom, with which the normal scores of ranks are closest to expected order statistics. */
const OFFSET = 3 / 8;

/**
 * Replaces each value by its normal score z = Phi^-1((rank - 3/8) / (n + 1/4)), where equal values get their average rank. The
 * scores are standard normal for any distribution, including heavy-tailed ones, and depend only on the order of the values.
 * @returns the scores, in the order of the values
 */
export function rankNormalise(values: Float64Array): Float64Array {
  const n = values.length;
  const order = argsort(values);
  const scores = new Float64Array(n);
  for (let first = 0; first < n; ) {
    let after = first + 1;
    while (after < n && values[order[after]] === values[order[first]]) after += 1;
    // Ranks count from 1: this is the average of first + 1 to after.
    const rank = (first + 1 + after) / 2;
    const score = normalQuantile((rank - OFFSET) / (n - 2 * OFFSET + 1));
    for (let k = first; k < after; k++) scores[order[k]] = score;
    first = after;
  }
  return scores;
}

function normalQuantile(probability: number): number {
  return -Math.SQRT2 * erfcinv(2 * probability);
}
