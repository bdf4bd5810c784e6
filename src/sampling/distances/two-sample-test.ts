import { checkWhole } from "../../numerics/check.ts";
import { checkRng, type Rng } from "../../numerics/random/random.ts";
import { rescale } from "../rescale.ts";
import { checkSamples } from "./check-samples.ts";

/** A test of whether two samples come from the same distribution. */
export interface TwoSampleTest {
  /** The energy distance of the samples, see `energyDistance`. */
  readonly energyDistance: number;
  /**
   * The fraction of random divisions of all points into two samples whose distance is at least as large: (1 + count) / (1 +
   * permutations).
   */
  readonly pValue: number;
  readonly permutations: number;
}

/**
 * The permutation test of the energy distance (Székely and Rizzo, InterStat 5, 2004). It is exact for any distribution, if all
 * points of both samples are independent. The least p-value is 1 / (1 + permutations). Memory grows with the square of n + m:
 * 2000 points take 32 megabytes. The time of a permutation grows with the square of the smaller of n and m.
 * @param x shape (n, d), n >= 2
 * @param y shape (m, d), m >= 2
 * @throws InputError for samples that are not finite points of that dimension
 */
export function energyTest(
  x: Float64Array,
  y: Float64Array,
  dim: number,
  rng: Rng,
  permutations: number = 999,
): TwoSampleTest {
  checkSamples(x, y, dim, 2);
  checkRng("rng", rng);
  checkWhole("permutations", permutations);
  const pooled = new Float64Array(x.length + y.length);
  pooled.set(x);
  pooled.set(y, x.length);
  const { values, divisors } = rescale(pooled);
  const distances = distancesWithin(values, dim);
  const n = x.length / dim;
  const order = Uint32Array.from({ length: pooled.length / dim }, (_, i) => i);
  const observed = distances.between(order, n);
  // Divisions whose distances differ only by the order of summation count as equal.
  const threshold = observed - 1e-12 * distances.mean;
  let asFar = 0;
  for (let k = 0; k < permutations; k++) {
    shuffle(order, rng);
    if (distances.between(order, n) >= threshold) asFar += 1;
  }
  return {
    energyDistance: divisors.reduce((value, divisor) => value / divisor, observed),
    pValue: (1 + asFar) / (1 + permutations),
    permutations,
  };
}

/** Computes all distances between points, and from them the energy distance between the first n points in an order and the others. */
function distancesWithin(
  points: Float64Array,
  dim: number,
): { readonly mean: number; between(order: Uint32Array, n: number): number } {
  const count = points.length / dim;
  const matrix = new Float64Array(count * count);
  const rowSums = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let squared = 0;
      for (let a = 0; a < dim; a++) squared += (points[i * dim + a] - points[j * dim + a]) ** 2;
      const distance = Math.sqrt(squared);
      matrix[i * count + j] = distance;
      matrix[j * count + i] = distance;
      rowSums[i] += distance;
      rowSums[j] += distance;
      total += 2 * distance;
    }
  }
  const between = (order: Uint32Array, n: number): number => {
    const m = count - n;
    // Only the distances within the smaller sample are summed: the others follow from the sums of rows.
    const smaller = n <= m ? order.subarray(0, n) : order.subarray(n);
    let [within, rows] = [0, 0];
    for (let i = 0; i < smaller.length; i++) {
      const row = smaller[i] * count;
      rows += rowSums[smaller[i]];
      for (let j = 0; j < i; j++) within += 2 * matrix[row + smaller[j]];
    }
    const across = rows - within;
    const others = total - within - 2 * across;
    const [withinFirst, withinSecond] = n <= m ? [within, others] : [others, within];
    return (2 * across) / (n * m) - withinFirst / (n * (n - 1)) - withinSecond / (m * (m - 1));
  };
  return { mean: total / (count * (count - 1)), between };
}

/** Shuffles an order in place by the algorithm of Fisher and Yates. */
function shuffle(order: Uint32Array, rng: Rng): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(rng.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
}
