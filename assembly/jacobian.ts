import { columns, dim, hidden, jacobians, noisy, pairs, row, scratch, slopeConstants } from "./layout";
import { preactivate } from "./reconstruct";
import { slopesInPlace } from "./slopes";

/**
 * Writes dr/dx = V diag(tanh') W of the first `count` points at `noisy` to `jacobians`, (count, d, d). The operations for each number
 * and their order are those of `OneLayer.jacobian`. A vector holds two numbers of a row of dr/dx, never two parts of one sum.
 */
export function jacobian(count: usize): void {
  const slopes = scratch;
  const weights = slopes + row;
  const size: usize = 8 * dim * dim;
  for (let i: usize = 0; i < count; i++) {
    preactivate(noisy + 8 * i * dim, slopes);
    slopesInPlace(slopes, row >> 3, slopeConstants);
    for (let a: usize = 0; a < dim; a += 2) {
      weigh(pairs + a * row, slopes, weights);
      writeTwoRows(weights, a, jacobians + i * size);
    }
  }
}

/** Multiplies two rows of V by tanh'. For every hidden unit, the product of the first row is followed by that of the second one. */
function weigh(rows: usize, slopes: usize, weights: usize): void {
  const end = slopes + row;
  for (let s = slopes; s < end; s += 16) {
    const slope = v128.load(s);
    const first = f64x2.mul(v128.load(rows), slope);
    const second = f64x2.mul(v128.load(rows, 16), slope);
    v128.store(weights, v128.shuffle<f64>(first, second, 0, 2));
    v128.store(weights, v128.shuffle<f64>(first, second, 1, 3), 16);
    rows += 32;
    weights += 32;
  }
}

/** Writes two rows of dr/dx, or the last one. Four columns of W are used at once, or fewer at the end. */
function writeTwoRows(weights: usize, a: usize, to: usize): void {
  const length: usize = 2 * row;
  const end = weights + 16 * hidden;
  const last = columns + length * ((dim - 1) >> 1);
  for (let b: usize = 0; b < dim; b += 4) {
    let first = columns + length * (b >> 1);
    // If there is no second pair of columns, the last pair is used again.
    let second = min<usize>(first + length, last);
    let r0 = f64x2.splat(0);
    let r1 = r0;
    let s0 = r0;
    let s1 = r0;
    for (let w = weights; w < end; w += 16) {
      const r = v128.load64_splat(w);
      const s = v128.load64_splat(w, 8);
      const w0 = v128.load(first);
      const w1 = v128.load(second);
      r0 = f64x2.add(r0, f64x2.mul(r, w0));
      r1 = f64x2.add(r1, f64x2.mul(r, w1));
      s0 = f64x2.add(s0, f64x2.mul(s, w0));
      s1 = f64x2.add(s1, f64x2.mul(s, w1));
      first += 16;
      second += 16;
    }
    writePair(to, a, b, r0);
    writePair(to, a, b + 2, r1);
    writePair(to, a + 1, b, s0);
    writePair(to, a + 1, b + 2, s1);
  }
}

/** Writes the entries in row a and the columns b and b + 1, as far as there are such. */
function writePair(to: usize, a: usize, b: usize, entries: v128): void {
  if (a >= dim || b >= dim) return;
  const at = to + 8 * (a * dim + b);
  if (b + 1 < dim) v128.store(at, entries);
  else v128.store64_lane(at, entries, 0);
}
