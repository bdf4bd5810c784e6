import { clean, dim, noisy, parameters, row, scratch, table } from "./layout";
import { tanh2 } from "./tanh";

/**
 * Adds up, over samples `begin` to `end`, |r(x~) - x|^2 and half its gradient, and writes both to `sums`.
 *
 * Four samples at a time pass through all hidden units, forward and back, and two hidden units share a vector. What is
 * noted down of the four, their hidden values, stays in the processor's own cache.
 */
export function addDenoising(begin: usize, end: usize, sums: usize): void {
  // Globals are not kept in registers.
  const d = dim;
  const length = row;
  const inputs = scratch;
  const errors = inputs + 64 * d;
  const hidden = errors + 64 * d;
  const encoder = parameters;
  const hiddenBias = encoder + d * length;
  const decoder = hiddenBias + length;
  const outputBias = decoder + d * length;
  const encoderSlope = sums;
  const hiddenBiasSlope = encoderSlope + d * length;
  const decoderSlope = hiddenBiasSlope + length;
  const outputBiasSlope = decoderSlope + d * length;
  const loss = outputBiasSlope + 8 * d;
  memory.fill(sums, 0, loss + 8 - sums);
  for (let i = begin; i < end; i += 4) {
    const count = min<usize>(4, end - i);
    spread(noisy + 8 * i * d, count, inputs);
    forward(encoder, hiddenBias, inputs, hidden);
    for (let a: usize = 0; a < d; a++) {
      output(
        decoder + a * length,
        load<f64>(outputBias + 8 * a),
        hidden,
        clean + 8 * (i * d + a),
        count,
        errors + 64 * a,
      );
      const e0 = load<f64>(errors + 64 * a);
      const e1 = load<f64>(errors + 64 * a, 16);
      const e2 = load<f64>(errors + 64 * a, 32);
      const e3 = load<f64>(errors + 64 * a, 48);
      store<f64>(outputBiasSlope + 8 * a, load<f64>(outputBiasSlope + 8 * a) + (e0 + e1 + (e2 + e3)));
      store<f64>(loss, load<f64>(loss) + (e0 * e0 + e1 * e1 + (e2 * e2 + e3 * e3)));
    }
    backward(decoder, inputs, errors, hidden, encoderSlope, hiddenBiasSlope, decoderSlope);
  }
}

/** Writes up to four points, (count, d), as vectors of twice the same number, coordinate by coordinate; 0 for those that are missing. */
function spread(points: usize, count: usize, to: usize): void {
  const d = dim;
  for (let a: usize = 0; a < d; a++) {
    for (let s: usize = 0; s < 4; s++) {
      const value = s < count ? load<f64>(points + 8 * (s * d + a)) : 0;
      v128.store(to + 64 * a + 16 * s, f64x2.splat(value));
    }
  }
}

/** tanh(b + W x) of four samples: for two hidden units each, four vectors. */
function forward(encoder: usize, hiddenBias: usize, inputs: usize, hidden: usize): void {
  const length = row;
  const inputsEnd = inputs + 64 * dim;
  const values = table;
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
    v128.store(h, tanh2(y0, values));
    v128.store(h, tanh2(y1, values), 16);
    v128.store(h, tanh2(y2, values), 32);
    v128.store(h, tanh2(y3, values), 48);
    v128.store(h, tanh2(z0, values), 64);
    v128.store(h, tanh2(z1, values), 80);
    v128.store(h, tanh2(z2, values), 96);
    v128.store(h, tanh2(z3, values), 112);
  }
}

/** r(x~) - x of four samples in one coordinate; 0 for those that are missing. */
function output(decoder: usize, bias: f64, hidden: usize, target: usize, count: usize, error: usize): void {
  const length = row;
  let r0 = f64x2.splat(0);
  let r1 = r0;
  let r2 = r0;
  let r3 = r0;
  for (let k: usize = 0; k < length; k += 16) {
    const v = v128.load(decoder + k);
    const h = hidden + 4 * k;
    r0 = f64x2.add(r0, f64x2.mul(v, v128.load(h)));
    r1 = f64x2.add(r1, f64x2.mul(v, v128.load(h, 16)));
    r2 = f64x2.add(r2, f64x2.mul(v, v128.load(h, 32)));
    r3 = f64x2.add(r3, f64x2.mul(v, v128.load(h, 48)));
  }
  const step: usize = 8 * dim;
  v128.store(error, f64x2.splat(both(r0) + bias - load<f64>(target)));
  v128.store(error, f64x2.splat(count > 1 ? both(r1) + bias - load<f64>(target + step) : 0), 16);
  v128.store(error, f64x2.splat(count > 2 ? both(r2) + bias - load<f64>(target + 2 * step) : 0), 32);
  v128.store(error, f64x2.splat(count > 3 ? both(r3) + bias - load<f64>(target + 3 * step) : 0), 48);
}

/** The sum of the two numbers of a vector. */
function both(vector: v128): f64 {
  return f64x2.extract_lane(vector, 0) + f64x2.extract_lane(vector, 1);
}

/** What four samples add to the gradients of W, b and V. */
function backward(
  decoder: usize,
  inputs: usize,
  errors: usize,
  hidden: usize,
  encoderSlope: usize,
  hiddenBiasSlope: usize,
  decoderSlope: usize,
): void {
  const length = row;
  const inputsEnd = inputs + 64 * dim;
  const errorsEnd = errors + 64 * dim;
  const one = f64x2.splat(1);
  for (let k: usize = 0; k < length; k += 16) {
    const h0 = v128.load(hidden + 4 * k);
    const h1 = v128.load(hidden + 4 * k, 16);
    const h2 = v128.load(hidden + 4 * k, 32);
    const h3 = v128.load(hidden + 4 * k, 48);
    // The slope with respect to h, then with respect to b + W x.
    let g0 = f64x2.splat(0);
    let g1 = g0;
    let g2 = g0;
    let g3 = g0;
    let v = decoder + k;
    let toV = decoderSlope + k;
    for (let e = errors; e < errorsEnd; e += 64) {
      const weight = v128.load(v);
      const e0 = v128.load(e);
      const e1 = v128.load(e, 16);
      const e2 = v128.load(e, 32);
      const e3 = v128.load(e, 48);
      g0 = f64x2.add(g0, f64x2.mul(weight, e0));
      g1 = f64x2.add(g1, f64x2.mul(weight, e1));
      g2 = f64x2.add(g2, f64x2.mul(weight, e2));
      g3 = f64x2.add(g3, f64x2.mul(weight, e3));
      const sum = sumOfFour(f64x2.mul(h0, e0), f64x2.mul(h1, e1), f64x2.mul(h2, e2), f64x2.mul(h3, e3));
      v128.store(toV, f64x2.add(v128.load(toV), sum));
      v += length;
      toV += length;
    }
    g0 = f64x2.mul(g0, f64x2.sub(one, f64x2.mul(h0, h0)));
    g1 = f64x2.mul(g1, f64x2.sub(one, f64x2.mul(h1, h1)));
    g2 = f64x2.mul(g2, f64x2.sub(one, f64x2.mul(h2, h2)));
    g3 = f64x2.mul(g3, f64x2.sub(one, f64x2.mul(h3, h3)));
    v128.store(hiddenBiasSlope + k, f64x2.add(v128.load(hiddenBiasSlope + k), sumOfFour(g0, g1, g2, g3)));
    let toW = encoderSlope + k;
    for (let x = inputs; x < inputsEnd; x += 64) {
      const sum = sumOfFour(
        f64x2.mul(g0, v128.load(x)),
        f64x2.mul(g1, v128.load(x, 16)),
        f64x2.mul(g2, v128.load(x, 32)),
        f64x2.mul(g3, v128.load(x, 48)),
      );
      v128.store(toW, f64x2.add(v128.load(toW), sum));
      toW += length;
    }
  }
}

/** In pairs: two additions don't have to wait for one another. */
function sumOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  return f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
}
