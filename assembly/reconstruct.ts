import { both, decode, forward, gather } from "./forward";
import { dim, encoderIn, hiddenBiasIn, noisy, outputBiasIn, pairs, parameters, row, scratch } from "./layout";
import { tanhInPlace } from "./tanh";

/**
 * Replaces the points from `begin` to `end` by their r(x) = c + V tanh(b + W x).
 *
 * It processes four points at a time, as in training. A single point that is left, such as that of a single chain, is processed by
 * itself. The operations for each number and their order are the same, so that r(x) does not depend on the other points.
 */
export function reconstruct(begin: usize, end: usize): void {
  const inputs = scratch;
  const hidden = inputs + 32 * dim;
  for (let i = begin; i < end; i += 4) {
    const points = noisy + 8 * i * dim;
    const left = min<usize>(4, end - i);
    if (left === 1) {
      forwardOne(points, hidden);
      decodeOne(hidden, points);
    } else {
      gather(points, left, inputs);
      forward(inputs, 1, hidden);
      // The inputs are no longer needed.
      decode(hidden, 1, inputs);
      write(inputs, left, points);
    }
  }
}

/** Adds c to V h of up to four points, which are given coordinate by coordinate, and writes the results, (count, d). */
function write(outputs: usize, count: usize, to: usize): void {
  const point: usize = 8 * dim;
  const bias = outputBiasIn(parameters);
  for (let a: usize = 0; a < point; a += 8) {
    const c = load<f64>(bias + a);
    for (let s: usize = 0; s < count; s++) store<f64>(to + s * point + a, load<f64>(outputs + 8 * s) + c);
    outputs += 32;
  }
}

/** Writes tanh(b + W x) of one point. */
function forwardOne(point: usize, hidden: usize): void {
  preactivate(point, hidden);
  tanhInPlace(hidden, row >> 3);
}

/** Writes b + W x of one point. */
export function preactivate(point: usize, hidden: usize): void {
  const length = row;
  const hiddenBias = hiddenBiasIn(parameters);
  const end = point + 8 * dim;
  let w = encoderIn(parameters);
  for (let k: usize = 0; k < length; k += 32) {
    let y = v128.load(hiddenBias + k);
    let z = v128.load(hiddenBias + k, 16);
    for (let x = point; x < end; x += 8) {
      const value = v128.load64_splat(x);
      y = f64x2.add(y, f64x2.mul(v128.load(w), value));
      z = f64x2.add(z, f64x2.mul(v128.load(w, 16), value));
      w += 32;
    }
    v128.store(hidden + k, y);
    v128.store(hidden + k, z, 16);
  }
}

/** Writes c + V h of one point. Four rows of V are used at once, or fewer at the end. */
function decodeOne(hidden: usize, to: usize): void {
  const length = row;
  const rows = dim;
  const last = pairs + length * ((rows - 1) & ~1);
  for (let a: usize = 0; a < rows; a += 4) {
    let first = pairs + length * a;
    // If there is no second pair of rows, the last pair is used again.
    let second = min<usize>(first + 2 * length, last);
    let r0 = f64x2.splat(0);
    let r1 = r0;
    let r2 = r0;
    let r3 = r0;
    for (let h = hidden; h < hidden + length; h += 16) {
      const units = v128.load(h);
      r0 = f64x2.add(r0, f64x2.mul(v128.load(first), units));
      r1 = f64x2.add(r1, f64x2.mul(v128.load(first, 16), units));
      r2 = f64x2.add(r2, f64x2.mul(v128.load(second), units));
      r3 = f64x2.add(r3, f64x2.mul(v128.load(second, 16), units));
      first += 32;
      second += 32;
    }
    writeOne(to, a, r0);
    if (a + 1 < rows) writeOne(to, a + 1, r1);
    if (a + 2 < rows) writeOne(to, a + 2, r2);
    if (a + 3 < rows) writeOne(to, a + 3, r3);
  }
}

/** Writes the coordinate a of r(x). */
function writeOne(to: usize, a: usize, sums: v128): void {
  store<f64>(to + 8 * a, both(sums) + load<f64>(outputBiasIn(parameters) + 8 * a));
}
