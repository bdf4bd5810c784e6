import erfcinv from "@stdlib/math-base-special-erfcinv";

/** Blom's offset, by which the normal scores of ranks come closest to expected order statistics. */
const OFFSET = 3 / 8;

/**
 * Normal scores: each value becomes z = Phi^-1((rank - 3/8) / (n + 1/4)), values that are equal get their average rank.
 * Whatever the distribution was, heavy tails included, the scores are standard normal; what is left is how values are
 * ordered.
 * @returns as many, in the same order
 */
export function rankNormalise(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const n = sorted.length;
  // The score of sorted[i], where i is the first of equal values.
  const scores = new Float64Array(n);
  for (let first = 0; first < n; ) {
    let after = first + 1;
    while (after < n && sorted[after] === sorted[first]) after += 1;
    const rank = (first + after + 1) / 2;
    scores[first] = normalQuantile((rank - OFFSET) / (n - 2 * OFFSET + 1));
    first = after;
  }
  return values.map((value) => scores[firstNotBelow(sorted, value)]);
}

function normalQuantile(probability: number): number {
  return -Math.SQRT2 * erfcinv(2 * probability);
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
