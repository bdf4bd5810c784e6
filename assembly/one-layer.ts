// Jacobians V diag(h') W of a network with one layer, for two points at a time: each vector has a number of each of the two.
// src/autoencoder/network/one-layer-jacobian.ts plans the memory of this module.
export { slopesInPlace } from "./slopes";

/**
 * Writes b + W x of two points.
 * @param points a vector for each coordinate
 * @param encoder W, shape (hidden, dim)
 * @param hiddenBias b, shape (hidden)
 * @param units a vector for each hidden unit
 */
export function preactivate(
  points: usize,
  dim: usize,
  encoder: usize,
  hiddenBias: usize,
  hidden: usize,
  units: usize,
): void {
  const pointsEnd = points + 16 * dim;
  const end = units + 16 * hidden;
  for (; units < end; units += 16) {
    let sum = v128.load64_splat(hiddenBias);
    hiddenBias += 8;
    for (let x = points; x < pointsEnd; x += 16) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(encoder), v128.load(x)));
      encoder += 8;
    }
    v128.store(units, sum);
  }
}

/**
 * Writes V diag(h') W of two points, in blocks of two rows and two columns, or the last one twice.
 * @param decoder V, shape (dim, hidden)
 * @param slopes h', a vector for each hidden unit
 * @param jacobians a vector for each entry, row by row
 */
export function writeJacobians(
  encoder: usize,
  decoder: usize,
  dim: usize,
  hidden: usize,
  slopes: usize,
  jacobians: usize,
): void {
  for (let a: usize = 0; a < dim; a += 2) {
    const nextRow = min<usize>(a + 1, dim - 1);
    for (let b: usize = 0; b < dim; b += 2) {
      const nextColumn = min<usize>(b + 1, dim - 1) - b;
      const first = decoder + 8 * hidden * a;
      const second = decoder + 8 * hidden * nextRow;
      const to = jacobians + 16 * b;
      writeBlock(
        encoder + 8 * b,
        8 * nextColumn,
        8 * dim,
        first,
        second,
        hidden,
        slopes,
        to + 16 * dim * a,
        to + 16 * dim * nextRow,
      );
    }
  }
}

/** Writes four entries, whose sums over the hidden units are local variables: each waits for its last addition. */
function writeBlock(
  column: usize,
  nextColumn: usize,
  step: usize,
  first: usize,
  second: usize,
  hidden: usize,
  slopes: usize,
  toFirst: usize,
  toSecond: usize,
): void {
  let r0 = f64x2.splat(0);
  let r1 = r0;
  let s0 = r0;
  let s1 = r0;
  for (let k: usize = 0; k < hidden; k++) {
    const slope = v128.load(slopes + 16 * k);
    const r = f64x2.mul(v128.load64_splat(first + 8 * k), slope);
    const s = f64x2.mul(v128.load64_splat(second + 8 * k), slope);
    const w0 = v128.load64_splat(column);
    const w1 = v128.load64_splat(column + nextColumn);
    column += step;
    r0 = f64x2.add(r0, f64x2.mul(r, w0));
    r1 = f64x2.add(r1, f64x2.mul(r, w1));
    s0 = f64x2.add(s0, f64x2.mul(s, w0));
    s1 = f64x2.add(s1, f64x2.mul(s, w1));
  }
  v128.store(toFirst, r0);
  v128.store(toFirst + 2 * nextColumn, r1);
  v128.store(toSecond, s0);
  v128.store(toSecond + 2 * nextColumn, s1);
}
