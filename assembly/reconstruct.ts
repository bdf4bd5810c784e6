import { both, forward, spread } from "./forward";
import { decoderIn, dim, encoderIn, hiddenBiasIn, noisy, outputBiasIn, parameters, row, scratch } from "./layout";
import { tanhInPlace } from "./tanh";

/**
 * Replaces points `begin` to `end` by their r(x) = c + V tanh(b + W x).
 *
 * Four points at a time, as in training, and one by itself where one is left, which is what a single chain is: with the
 * same operations for each number in the same order, so that r(x) does not depend on the points beside x.
 */
export function reconstruct(begin: usize, end: usize): void {
  const inputs = scratch;
  const hidden = inputs + 64 * dim;
  for (let i = begin; i < end; i += 4) {
    const points = noisy + 8 * i * dim;
    const left = min<usize>(4, end - i);
    if (left === 1) {
      forwardOne(points, hidden);
      decodeOne(hidden, points);
    } else {
      spread(points, left, inputs);
      forward(inputs, hidden);
      decode(hidden, left, points);
    }
  }
}

/** Writes c + V h of up to four points, (count, d): two rows of V at once, of which an odd last one is taken twice. */
function decode(hidden: usize, count: usize, to: usize): void {
  const d = dim;
  const length = row;
  for (let a: usize = 0; a < d; a += 2) {
    const b = min<usize>(a + 1, d - 1);
    const decoder = decoderIn(parameters) + a * length;
    const next = (b - a) * length;
    let r0 = f64x2.splat(0);
    let r1 = r0;
    let r2 = r0;
    let r3 = r0;
    let s0 = r0;
    let s1 = r0;
    let s2 = r0;
    let s3 = r0;
    let h = hidden;
    for (let v = decoder; v < decoder + length; v += 16) {
      const vr = v128.load(v);
      const vs = v128.load(v + next);
      const h0 = v128.load(h);
      const h1 = v128.load(h, 16);
      const h2 = v128.load(h, 32);
      const h3 = v128.load(h, 48);
      r0 = f64x2.add(r0, f64x2.mul(vr, h0));
      r1 = f64x2.add(r1, f64x2.mul(vr, h1));
      r2 = f64x2.add(r2, f64x2.mul(vr, h2));
      r3 = f64x2.add(r3, f64x2.mul(vr, h3));
      s0 = f64x2.add(s0, f64x2.mul(vs, h0));
      s1 = f64x2.add(s1, f64x2.mul(vs, h1));
      s2 = f64x2.add(s2, f64x2.mul(vs, h2));
      s3 = f64x2.add(s3, f64x2.mul(vs, h3));
      h += 64;
    }
    write(to, a, r0, s0, b);
    if (count > 1) write(to + 8 * d, a, r1, s1, b);
    if (count > 2) write(to + 16 * d, a, r2, s2, b);
    if (count > 3) write(to + 24 * d, a, r3, s3, b);
  }
}

/** tanh(b + W x) of one point. */
function forwardOne(point: usize, hidden: usize): void {
  const length = row;
  const encoder = encoderIn(parameters);
  const hiddenBias = hiddenBiasIn(parameters);
  const end = point + 8 * dim;
  for (let k: usize = 0; k < length; k += 32) {
    let y = v128.load(hiddenBias + k);
    let z = v128.load(hiddenBias + k, 16);
    let w = encoder + k;
    for (let x = point; x < end; x += 8) {
      const value = v128.load64_splat(x);
      y = f64x2.add(y, f64x2.mul(v128.load(w), value));
      z = f64x2.add(z, f64x2.mul(v128.load(w, 16), value));
      w += length;
    }
    v128.store(hidden + k, y);
    v128.store(hidden + k, z, 16);
  }
  tanhInPlace(hidden, length >> 3);
}

/** Writes c + V h of one point: four rows of V at once, the last of which is taken again where there are fewer. */
function decodeOne(hidden: usize, to: usize): void {
  const d = dim;
  const length = row;
  for (let a: usize = 0; a < d; a += 4) {
    const b = min<usize>(a + 1, d - 1);
    const c = min<usize>(a + 2, d - 1);
    const e = min<usize>(a + 3, d - 1);
    const first = decoderIn(parameters) + a * length;
    const second = decoderIn(parameters) + b * length;
    const third = decoderIn(parameters) + c * length;
    const fourth = decoderIn(parameters) + e * length;
    let r0 = f64x2.splat(0);
    let r1 = r0;
    let r2 = r0;
    let r3 = r0;
    for (let k: usize = 0; k < length; k += 16) {
      const h = v128.load(hidden + k);
      r0 = f64x2.add(r0, f64x2.mul(v128.load(first + k), h));
      r1 = f64x2.add(r1, f64x2.mul(v128.load(second + k), h));
      r2 = f64x2.add(r2, f64x2.mul(v128.load(third + k), h));
      r3 = f64x2.add(r3, f64x2.mul(v128.load(fourth + k), h));
    }
    write(to, a, r0, r1, b);
    write(to, c, r2, r3, e);
  }
}

/** Writes coordinates a and b of r(x). */
function write(to: usize, a: usize, sumA: v128, sumB: v128, b: usize): void {
  const bias = outputBiasIn(parameters);
  store<f64>(to + 8 * a, both(sumA) + load<f64>(bias + 8 * a));
  store<f64>(to + 8 * b, both(sumB) + load<f64>(bias + 8 * b));
}
