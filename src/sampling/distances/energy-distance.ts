import { lengthBetween } from "../rescale.ts";
import { checkSamples } from "./check-samples.ts";

/**
 * The energy distance of two distributions, 2 E|X - Y| - E|X - X'| - E|Y - Y'|, estimated from a sample of each. It is 0 for equal
 * distributions and positive for different ones (Székely and Rizzo, Journal of Statistical Planning and Inference 143, 2013). It is a
 * length, in the units of the points.
 *
 * The estimate is the average over all pairs of different points (the U-statistic), and therefore unbiased. Between two samples of
 * the same distribution its mean is 0 and its sign is random. Its size there is the least distance that can be detected. All n m +
 * (n² + m²) / 2 pairs are computed.
 * @param x shape (n, d), n >= 2
 * @param y shape (m, d), m >= 2
 * @throws InputError for samples that are not finite points of that dimension
 */
export function energyDistance(x: Float64Array, y: Float64Array, dim: number): number {
  checkSamples(x, y, dim, 2);
  return lengthBetween(x, y, (a, b) => 2 * meanAcross(a, b, dim) - meanWithin(a, dim) - meanWithin(b, dim));
}

function meanAcross(x: Float64Array, y: Float64Array, dim: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += dim) sum += distancesTo(x, i, y, 0, dim);
  return sum / ((x.length / dim) * (y.length / dim));
}

function meanWithin(x: Float64Array, dim: number): number {
  const n = x.length / dim;
  let sum = 0;
  for (let i = 0; i < x.length; i += dim) sum += distancesTo(x, i, x, i + dim, dim);
  return (2 * sum) / (n * (n - 1));
}

/**
 * The sum of the distances from the point that begins at x[i] to all points of y from y[from] on. It is computed as four interleaved
 * sums, because the processor would wait for each term of a single sum.
 */
function distancesTo(x: Float64Array, i: number, y: Float64Array, from: number, dim: number): number {
  const point = x.slice(i, i + dim);
  let sum = 0;
  let j = from;
  for (; j + 4 * dim <= y.length; j += 4 * dim) {
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let a = 0; a < dim; a++) {
      const at = j + a;
      const value = point[a];
      const one = value - y[at];
      const two = value - y[at + dim];
      const three = value - y[at + 2 * dim];
      const four = value - y[at + 3 * dim];
      first += one * one;
      second += two * two;
      third += three * three;
      fourth += four * four;
    }
    sum += Math.sqrt(first) + Math.sqrt(second) + (Math.sqrt(third) + Math.sqrt(fourth));
  }
  for (; j < y.length; j += dim) {
    let squared = 0;
    for (let a = 0; a < dim; a++) squared += (point[a] - y[j + a]) ** 2;
    sum += Math.sqrt(squared);
  }
  return sum;
}
