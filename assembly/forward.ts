// What losses have in common: four samples on their way through the hidden units, two of which share a vector.
import { clean, decoderIn, dim, encoderIn, hiddenBiasIn, lastIn, outputBiasIn, parameters, row } from "./layout";
import { tanhInPlace } from "./tanh";

/** Writes up to four points, (count, d), as vectors of twice the same number, coordinate by coordinate; 0 for those that are missing. */
export function spread(points: usize, count: usize, to: usize): void {
  const d = dim;
  for (let a: usize = 0; a < d; a++) {
    for (let s: usize = 0; s < 4; s++) {
      const value = s < count ? load<f64>(points + 8 * (s * d + a)) : 0;
      v128.store(to + 64 * a + 16 * s, f64x2.splat(value));
    }
  }
}

/** tanh(b + W x) of four samples: for two hidden units each, four vectors. */
export function forward(inputs: usize, hidden: usize): void {
  // Globals are not kept in registers.
  const length = row;
  const encoder = encoderIn(parameters);
  const hiddenBias = hiddenBiasIn(parameters);
  const inputsEnd = inputs + 64 * dim;
  for (let k: usize = 0; k < length; k += 32) {
    // Four units at once, y the first two and z the others: a coordinate is loaded once for all of them.
    let y0 = v128.load(hiddenBias + k);
    let y1 = y0;
    let y2 = y0;
    let y3 = y0;
    let z0 = v128.load(hiddenBias + k, 16);
    let z1 = z0;
    let z2 = z0;
    let z3 = z0;
    let w = encoder + k;
    for (let x = inputs; x < inputsEnd; x += 64) {
      const wy = v128.load(w);
      const wz = v128.load(w, 16);
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const x2 = v128.load(x, 32);
      const x3 = v128.load(x, 48);
      y0 = f64x2.add(y0, f64x2.mul(wy, x0));
      y1 = f64x2.add(y1, f64x2.mul(wy, x1));
      y2 = f64x2.add(y2, f64x2.mul(wy, x2));
      y3 = f64x2.add(y3, f64x2.mul(wy, x3));
      z0 = f64x2.add(z0, f64x2.mul(wz, x0));
      z1 = f64x2.add(z1, f64x2.mul(wz, x1));
      z2 = f64x2.add(z2, f64x2.mul(wz, x2));
      z3 = f64x2.add(z3, f64x2.mul(wz, x3));
      w += length;
    }
    const h = hidden + 4 * k;
    v128.store(h, y0);
    v128.store(h, y1, 16);
    v128.store(h, y2, 32);
    v128.store(h, y3, 48);
    v128.store(h, z0, 64);
    v128.store(h, z1, 80);
    v128.store(h, z2, 96);
    v128.store(h, z3, 112);
  }
  tanhInPlace(hidden, length >> 1);
}

/**
 * Writes r(x~) - x of the samples from `first` on, coordinate by coordinate, as vectors of twice the same number, 0 for
 * those that are missing; and adds its square, and half the gradient of c, to `sums`.
 */
export function output(first: usize, count: usize, hidden: usize, errors: usize, sums: usize): void {
  const d = dim;
  const length = row;
  for (let a: usize = 0; a < d; a++) {
    let r0 = f64x2.splat(0);
    let r1 = r0;
    let r2 = r0;
    let r3 = r0;
    const decoder = decoderIn(parameters) + a * length;
    for (let k: usize = 0; k < length; k += 16) {
      const v = v128.load(decoder + k);
      const h = hidden + 4 * k;
      r0 = f64x2.add(r0, f64x2.mul(v, v128.load(h)));
      r1 = f64x2.add(r1, f64x2.mul(v, v128.load(h, 16)));
      r2 = f64x2.add(r2, f64x2.mul(v, v128.load(h, 32)));
      r3 = f64x2.add(r3, f64x2.mul(v, v128.load(h, 48)));
    }
    const bias = load<f64>(outputBiasIn(parameters) + 8 * a);
    const target = clean + 8 * (first * d + a);
    const e0 = both(r0) + bias - load<f64>(target);
    const e1 = count > 1 ? both(r1) + bias - load<f64>(target + 8 * d) : 0;
    const e2 = count > 2 ? both(r2) + bias - load<f64>(target + 16 * d) : 0;
    const e3 = count > 3 ? both(r3) + bias - load<f64>(target + 24 * d) : 0;
    const e = errors + 64 * a;
    v128.store(e, f64x2.splat(e0));
    v128.store(e, f64x2.splat(e1), 16);
    v128.store(e, f64x2.splat(e2), 32);
    v128.store(e, f64x2.splat(e3), 48);
    add(outputBiasIn(sums) + 8 * a, e0 + e1 + (e2 + e3));
    add(lastIn(sums), e0 * e0 + e1 * e1 + (e2 * e2 + e3 * e3));
  }
}

/** Adds to a number in memory. */
export function add(to: usize, value: f64): void {
  store<f64>(to, load<f64>(to) + value);
}

/** Adds to a vector in memory. */
export function addVector(to: usize, value: v128): void {
  v128.store(to, f64x2.add(v128.load(to), value));
}

/** The sum of the two numbers of a vector. */
export function both(vector: v128): f64 {
  return f64x2.extract_lane(vector, 0) + f64x2.extract_lane(vector, 1);
}

/** In pairs: two additions don't have to wait for one another. */
export function sumOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  return f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
}
