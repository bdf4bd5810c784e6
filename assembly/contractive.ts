import { add, addVector, both, forward, gather, output, sumOfFour } from "./forward";
import { clean, decoderIn, dim, encoderIn, hiddenBiasIn, lastIn, parameters, row, scratch } from "./layout";

/**
 * Adds |r(x) - x|^2 + sigma^2 |J|_F^2 with J = dr/dx = V diag(h') W, and, where it is wanted, half of its gradient, to `sums`,
 * for the samples from `begin` to `end`. It processes four samples at a time, as `addDenoising` does.
 */
export function addContractive(begin: usize, end: usize, sums: usize, withGradient: bool): void {
  const inputs = scratch;
  const errors = inputs + 32 * dim;
  const jacobians = errors + 32 * dim;
  const hidden = jacobians + 64 * dim * dim;
  const slopes = hidden + 4 * row;
  for (let i = begin; i < end; i += 4) {
    const count = min<usize>(4, end - i);
    gather(clean + 8 * i * dim, count, inputs);
    forward(inputs, 1, hidden);
    output(count, hidden, inputs, errors, sums);
    differentiate(hidden, slopes);
    jacobian(count, slopes, jacobians, sums);
    if (withGradient) backward(inputs, errors, jacobians, hidden, slopes, sums);
  }
}

/** Writes the derivatives tanh' = 1 - tanh^2 of the hidden units for four samples. */
function differentiate(hidden: usize, slopes: usize): void {
  const one = f64x2.splat(1);
  const length: usize = 4 * row;
  for (let k: usize = 0; k < length; k += 16) {
    const h = v128.load(hidden + k);
    v128.store(slopes + k, f64x2.sub(one, f64x2.mul(h, h)));
  }
}

/**
 * Writes sigma^2 J of four samples and adds sigma^2 |J|_F^2 to `sums`. Each element of J is written as four vectors, one for each
 * sample, that hold the number twice. It is 0 for missing samples.
 */
function jacobian(count: usize, slopes: usize, jacobians: usize, sums: usize): void {
  const squaredSigma = load<f64>(lastIn(parameters));
  const end = jacobians + 64 * dim * dim;
  memory.fill(jacobians, 0, end - jacobians);
  addJacobians(slopes, jacobians);
  for (let j = jacobians; j < end; j += 64) {
    const j0 = both(v128.load(j));
    const j1 = count > 1 ? both(v128.load(j, 16)) : 0;
    const j2 = count > 2 ? both(v128.load(j, 32)) : 0;
    const j3 = count > 3 ? both(v128.load(j, 48)) : 0;
    v128.store(j, f64x2.splat(squaredSigma * j0));
    v128.store(j, f64x2.splat(squaredSigma * j1), 16);
    v128.store(j, f64x2.splat(squaredSigma * j2), 32);
    v128.store(j, f64x2.splat(squaredSigma * j3), 48);
    add(lastIn(sums), squaredSigma * (j0 * j0 + j1 * j1 + (j2 * j2 + j3 * j3)));
  }
}

/**
 * Adds V diag(tanh') W of four samples, element by element. The sums over the two units of a vector stay separate. Four units at
 * once.
 */
function addJacobians(slopes: usize, jacobians: usize): void {
  const length = row;
  const width: usize = 32 * dim;
  let encoder = encoderIn(parameters);
  let decoder = decoderIn(parameters);
  for (let k: usize = 0; k < length; k += 32) {
    const y0 = v128.load(slopes + 4 * k);
    const y1 = v128.load(slopes + 4 * k, 16);
    const y2 = v128.load(slopes + 4 * k, 32);
    const y3 = v128.load(slopes + 4 * k, 48);
    const z0 = v128.load(slopes + 4 * k, 64);
    const z1 = v128.load(slopes + 4 * k, 80);
    const z2 = v128.load(slopes + 4 * k, 96);
    const z3 = v128.load(slopes + 4 * k, 112);
    const decoderEnd = decoder + width;
    const encoderEnd = encoder + width;
    let j = jacobians;
    for (; decoder < decoderEnd; decoder += 32) {
      const vy = v128.load(decoder);
      const vz = v128.load(decoder, 16);
      for (let w = encoder; w < encoderEnd; w += 32) {
        const y = f64x2.mul(vy, v128.load(w));
        const z = f64x2.mul(vz, v128.load(w, 16));
        v128.store(j, f64x2.add(f64x2.add(v128.load(j), f64x2.mul(y, y0)), f64x2.mul(z, z0)));
        v128.store(j, f64x2.add(f64x2.add(v128.load(j, 16), f64x2.mul(y, y1)), f64x2.mul(z, z1)), 16);
        v128.store(j, f64x2.add(f64x2.add(v128.load(j, 32), f64x2.mul(y, y2)), f64x2.mul(z, z2)), 32);
        v128.store(j, f64x2.add(f64x2.add(v128.load(j, 48), f64x2.mul(y, y3)), f64x2.mul(z, z3)), 48);
        j += 64;
      }
    }
    encoder = encoderEnd;
  }
}

/** Adds the contributions of four samples to the gradients of W, b and V. */
function backward(inputs: usize, errors: usize, jacobians: usize, hidden: usize, slopes: usize, sums: usize): void {
  const length = row;
  const width: usize = 32 * dim;
  const encoder = encoderIn(parameters);
  const decoder = decoderIn(parameters);
  const encoderSlope = encoderIn(sums);
  const hiddenBiasSlope = hiddenBiasIn(sums);
  const decoderSlope = decoderIn(sums);
  for (let k: usize = 0; k < length; k += 16) {
    // The address of two of the four hidden units of a panel.
    const at = (k >> 5) * width + (k & 16);
    const h0 = v128.load(hidden + 4 * k);
    const h1 = v128.load(hidden + 4 * k, 16);
    const h2 = v128.load(hidden + 4 * k, 32);
    const h3 = v128.load(hidden + 4 * k, 48);
    const s0 = v128.load(slopes + 4 * k);
    const s1 = v128.load(slopes + 4 * k, 16);
    const s2 = v128.load(slopes + 4 * k, 32);
    const s3 = v128.load(slopes + 4 * k, 48);
    // g: sum_a V_ak e_a, half of the derivative by h. p: sum_ab V_ak sigma^2 J_ab W_kb, half of the derivative by h'.
    let g0 = f64x2.splat(0);
    let g1 = g0;
    let g2 = g0;
    let g3 = g0;
    let p0 = g0;
    let p1 = g0;
    let p2 = g0;
    let p3 = g0;
    let j = jacobians;
    for (let a: usize = 0; a < width; a += 32) {
      const v = v128.load(decoder + at + a);
      // q: sum_b sigma^2 J_ab W_kb.
      let q0 = f64x2.splat(0);
      let q1 = q0;
      let q2 = q0;
      let q3 = q0;
      for (let b: usize = 0; b < width; b += 32) {
        const w = v128.load(encoder + at + b);
        const j0 = v128.load(j);
        const j1 = v128.load(j, 16);
        const j2 = v128.load(j, 32);
        const j3 = v128.load(j, 48);
        q0 = f64x2.add(q0, f64x2.mul(w, j0));
        q1 = f64x2.add(q1, f64x2.mul(w, j1));
        q2 = f64x2.add(q2, f64x2.mul(w, j2));
        q3 = f64x2.add(q3, f64x2.mul(w, j3));
        const across = sumOfFour(f64x2.mul(s0, j0), f64x2.mul(s1, j1), f64x2.mul(s2, j2), f64x2.mul(s3, j3));
        addVector(encoderSlope + at + b, f64x2.mul(v, across));
        j += 64;
      }
      p0 = f64x2.add(p0, f64x2.mul(v, q0));
      p1 = f64x2.add(p1, f64x2.mul(v, q1));
      p2 = f64x2.add(p2, f64x2.mul(v, q2));
      p3 = f64x2.add(p3, f64x2.mul(v, q3));
      const e = errors + a;
      const e0 = v128.load64_splat(e);
      const e1 = v128.load64_splat(e, 8);
      const e2 = v128.load64_splat(e, 16);
      const e3 = v128.load64_splat(e, 24);
      g0 = f64x2.add(g0, f64x2.mul(v, e0));
      g1 = f64x2.add(g1, f64x2.mul(v, e1));
      g2 = f64x2.add(g2, f64x2.mul(v, e2));
      g3 = f64x2.add(g3, f64x2.mul(v, e3));
      const direct = sumOfFour(f64x2.mul(h0, e0), f64x2.mul(h1, e1), f64x2.mul(h2, e2), f64x2.mul(h3, e3));
      const penalty = sumOfFour(f64x2.mul(s0, q0), f64x2.mul(s1, q1), f64x2.mul(s2, q2), f64x2.mul(s3, q3));
      addVector(decoderSlope + at + a, f64x2.add(direct, penalty));
    }
    // g becomes half of the derivative by b + W x, where h' = 1 - h^2 has the derivative -2 h h'.
    g0 = f64x2.mul(f64x2.sub(g0, f64x2.mul(f64x2.add(h0, h0), p0)), s0);
    g1 = f64x2.mul(f64x2.sub(g1, f64x2.mul(f64x2.add(h1, h1), p1)), s1);
    g2 = f64x2.mul(f64x2.sub(g2, f64x2.mul(f64x2.add(h2, h2), p2)), s2);
    g3 = f64x2.mul(f64x2.sub(g3, f64x2.mul(f64x2.add(h3, h3), p3)), s3);
    addVector(hiddenBiasSlope + k, sumOfFour(g0, g1, g2, g3));
    for (let b: usize = 0; b < width; b += 32) {
      const x = inputs + b;
      const sum = sumOfFour(
        f64x2.mul(g0, v128.load64_splat(x)),
        f64x2.mul(g1, v128.load64_splat(x, 8)),
        f64x2.mul(g2, v128.load64_splat(x, 16)),
        f64x2.mul(g3, v128.load64_splat(x, 24)),
      );
      addVector(encoderSlope + at + b, sum);
    }
  }
}
