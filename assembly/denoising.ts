import { addVector, forward, output, spread, sumOfFour } from "./forward";
import { decoderIn, dim, encoderIn, hiddenBiasIn, noisy, parameters, row, scratch } from "./layout";

/**
 * Adds up, over samples `begin` to `end`, |r(x~) - x|^2 and half its gradient, in `sums`.
 *
 * Four samples at a time pass through all hidden units, forward and back, and two hidden units share a vector. What is
 * noted down of the four, their hidden values, stays in the processor's own cache.
 */
export function addDenoising(begin: usize, end: usize, sums: usize): void {
  const inputs = scratch;
  const errors = inputs + 64 * dim;
  const hidden = errors + 64 * dim;
  for (let i = begin; i < end; i += 4) {
    const count = min<usize>(4, end - i);
    spread(noisy + 8 * i * dim, count, inputs);
    forward(inputs, hidden);
    output(i, count, hidden, errors, sums);
    backward(inputs, errors, hidden, sums);
  }
}

/** What four samples add to the gradients of W, b and V. */
function backward(inputs: usize, errors: usize, hidden: usize, sums: usize): void {
  const length = row;
  const decoder = decoderIn(parameters);
  const encoderSlope = encoderIn(sums);
  const hiddenBiasSlope = hiddenBiasIn(sums);
  const decoderSlope = decoderIn(sums);
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
      addVector(toV, sum);
      v += length;
      toV += length;
    }
    g0 = f64x2.mul(g0, f64x2.sub(one, f64x2.mul(h0, h0)));
    g1 = f64x2.mul(g1, f64x2.sub(one, f64x2.mul(h1, h1)));
    g2 = f64x2.mul(g2, f64x2.sub(one, f64x2.mul(h2, h2)));
    g3 = f64x2.mul(g3, f64x2.sub(one, f64x2.mul(h3, h3)));
    addVector(hiddenBiasSlope + k, sumOfFour(g0, g1, g2, g3));
    let toW = encoderSlope + k;
    for (let x = inputs; x < inputsEnd; x += 64) {
      const sum = sumOfFour(
        f64x2.mul(g0, v128.load(x)),
        f64x2.mul(g1, v128.load(x, 16)),
        f64x2.mul(g2, v128.load(x, 32)),
        f64x2.mul(g3, v128.load(x, 48)),
      );
      addVector(toW, sum);
      toW += length;
    }
  }
}
