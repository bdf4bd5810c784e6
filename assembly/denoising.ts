import { addVector, forward, gather, output, sumOfFour } from "./forward";
import {
  clean,
  decoderIn,
  dim,
  encoderIn,
  groups,
  hiddenBiasIn,
  noisy,
  parameters,
  row,
  scratch,
  unitBlock,
} from "./layout";

/**
 * Adds |r(x~) - x|^2 and, where it is wanted, half of its gradient to `sums`, for the samples from `begin` to `end`.
 *
 * Samples pass through all hidden units in groups of four, forward and backward, and two hidden units share a vector. Several groups
 * take each step together, so that weights that are loaded from a distant cache are used many times. The sums do not depend on the
 * number of these groups, since the groups add their contributions one after the other.
 */
export function addDenoising(begin: usize, end: usize, sums: usize, withGradient: bool): void {
  const samples: usize = 4 * groups;
  const coordinates: usize = 8 * samples * dim;
  const inputs = scratch;
  const targets = inputs + coordinates;
  const errors = targets + coordinates;
  const hidden = errors + coordinates;
  for (let i = begin; i < end; i += samples) {
    const count = min<usize>(samples, end - i);
    const together: usize = (count + 3) / 4;
    gather(noisy + 8 * i * dim, count, inputs);
    forward(inputs, together, hidden);
    gather(clean + 8 * i * dim, count, targets);
    output(count, hidden, targets, errors, sums);
    if (withGradient) backward(inputs, errors, together, hidden, sums);
  }
}

/** Adds the contributions of groups of four samples to the gradients of W, b and V, one block of hidden units after the other. */
function backward(inputs: usize, errors: usize, together: usize, hidden: usize, sums: usize): void {
  const length = row;
  const width: usize = 32 * dim;
  const units = unitBlock;
  for (let k: usize = 0; k < length; k += units) {
    const end = min<usize>(length, k + units);
    for (let group: usize = 0; group < together; group++) {
      backwardOfUnits(k, end, inputs + group * width, errors + group * width, hidden + 4 * group * length, sums);
    }
  }
}

/** Adds the contributions of one group of samples to the gradients of some hidden units. */
function backwardOfUnits(first: usize, end: usize, inputs: usize, errors: usize, hidden: usize, sums: usize): void {
  const width: usize = 32 * dim;
  const decoder = decoderIn(parameters);
  const hiddenBiasSlope = hiddenBiasIn(sums);
  const encoderSlope = encoderIn(sums);
  const decoderSlope = decoderIn(sums);
  const errorsEnd = errors + width;
  const inputsEnd = inputs + width;
  const one = f64x2.splat(1);
  for (let k = first; k < end; k += 16) {
    const h0 = v128.load(hidden + 4 * k);
    const h1 = v128.load(hidden + 4 * k, 16);
    const h2 = v128.load(hidden + 4 * k, 32);
    const h3 = v128.load(hidden + 4 * k, 48);
    // g: half of the derivative by h, and below by b + W x.
    let g0 = f64x2.splat(0);
    let g1 = g0;
    let g2 = g0;
    let g3 = g0;
    // The address of two of the four hidden units of a panel.
    const at = (k >> 5) * width + (k & 16);
    let v = decoder + at;
    let toV = decoderSlope + at;
    for (let e = errors; e < errorsEnd; e += 32) {
      const weight = v128.load(v);
      const e0 = v128.load64_splat(e);
      const e1 = v128.load64_splat(e, 8);
      const e2 = v128.load64_splat(e, 16);
      const e3 = v128.load64_splat(e, 24);
      g0 = f64x2.add(g0, f64x2.mul(weight, e0));
      g1 = f64x2.add(g1, f64x2.mul(weight, e1));
      g2 = f64x2.add(g2, f64x2.mul(weight, e2));
      g3 = f64x2.add(g3, f64x2.mul(weight, e3));
      addVector(toV, sumOfFour(f64x2.mul(h0, e0), f64x2.mul(h1, e1), f64x2.mul(h2, e2), f64x2.mul(h3, e3)));
      v += 32;
      toV += 32;
    }
    g0 = f64x2.mul(g0, f64x2.sub(one, f64x2.mul(h0, h0)));
    g1 = f64x2.mul(g1, f64x2.sub(one, f64x2.mul(h1, h1)));
    g2 = f64x2.mul(g2, f64x2.sub(one, f64x2.mul(h2, h2)));
    g3 = f64x2.mul(g3, f64x2.sub(one, f64x2.mul(h3, h3)));
    addVector(hiddenBiasSlope + k, sumOfFour(g0, g1, g2, g3));
    let toW = encoderSlope + at;
    for (let x = inputs; x < inputsEnd; x += 32) {
      const sum = sumOfFour(
        f64x2.mul(g0, v128.load64_splat(x)),
        f64x2.mul(g1, v128.load64_splat(x, 8)),
        f64x2.mul(g2, v128.load64_splat(x, 16)),
        f64x2.mul(g3, v128.load64_splat(x, 24)),
      );
      addVector(toW, sum);
      toW += 32;
    }
  }
}
