// Sums over the nodes of a quadrature on the line. src/reconstruction/line/node-sums.ts plans the memory of this module.
import { exponentialsInPlace } from "./exponentials-in-place";

/**
 * Writes the weights of nodes, exp(logWeight + logKernel distance^2 - largest), and their distances from x, and adds weight and weight
 * times distance to two sums. A vector holds the two sums, so that the terms of each are added in order.
 * @param offsets the offsets of the nodes, and from `logWeights` on the logarithms of their weights, both with room for a multiple of
 * four nodes, as have `weights` and `distances`
 * @param x measured as the offsets are
 */
export function addNodes(
  offsets: usize,
  logWeights: usize,
  count: usize,
  x: f64,
  logKernel: f64,
  largest: f64,
  constants: usize,
  sums: usize,
  weights: usize,
  distances: usize,
): void {
  const place = f64x2.splat(x);
  const kernel = f64x2.splat(logKernel);
  const shift = f64x2.splat(largest);
  const bytes = count << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const distance = f64x2.sub(v128.load(offsets + at), place);
    const square = f64x2.mul(f64x2.mul(kernel, distance), distance);
    v128.store(distances + at, distance);
    v128.store(weights + at, f64x2.sub(f64x2.add(v128.load(logWeights + at), square), shift));
  }
  exponentialsInPlace(weights, (count + 3) & ~3, constants);
  let sum = v128.load(sums);
  for (let at: usize = 0; at < bytes; at += 16) {
    const weight = v128.load(weights + at);
    const moment = f64x2.mul(weight, v128.load(distances + at));
    sum = f64x2.add(sum, v128.shuffle<f64>(weight, moment, 0, 2));
    if (at + 8 < bytes) sum = f64x2.add(sum, v128.shuffle<f64>(weight, moment, 1, 3));
  }
  v128.store(sums, sum);
}

/** The sum of weight (distance - mean)^2, whose terms are added in order. */
export function sumOfSquares(weights: usize, distances: usize, count: usize, mean: f64): f64 {
  const shift = f64x2.splat(mean);
  let sum: f64 = 0;
  const bytes = count << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const deviation = f64x2.sub(v128.load(distances + at), shift);
    const term = f64x2.mul(v128.load(weights + at), f64x2.mul(deviation, deviation));
    sum += f64x2.extract_lane(term, 0);
    if (at + 8 < bytes) sum += f64x2.extract_lane(term, 1);
  }
  return sum;
}
