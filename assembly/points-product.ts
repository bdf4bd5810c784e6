// Sums points by products, in many dimensions. With a = (x - c) / sigma and b = (y - c) / sigma, where c is the middle of the
// block's queries, the exponent is a . b - |a|^2 / 2 - |b|^2 / 2. This takes two operations for each coordinate in place of three.
// A tile of points is converted to b once for all queries of the block.
import { addPairTo, addTo, centerOf, count, first, movedGroup, TILE } from "./points-block";
import { coordinates, dim, inverseSigma, order, pitch } from "./points-plan";
import { both, row, weigh } from "./points-weights";

/**
 * The length of a row. After the weights follow |b|^2 / 2 of each point, and b in an array for each axis. Rows are 16 bytes longer
 * than whole cache lines.
 */
const ROW: usize = 8 * (TILE + 2);

/** Adds points `begin` to `end` to the sums of the block. */
export function addProducts(begin: usize, end: usize): void {
  for (; begin < end; begin += TILE) {
    const points = min(TILE, end - begin);
    moveTile(begin << 3, points << 3);
    for (let q: usize = 0; q < count; q += 4) {
      findExponents(movedGroup(q), points << 3);
      for (let j: usize = 0; j < 4; j++) {
        store<f64>(tileMasses() + 8 * j, weigh(q + j, row(j), begin << 3, (begin + points) << 3));
      }
      if (order > 0) addMoments(q, points << 3);
    }
  }
}

function halves(): usize {
  return row(4);
}

function tile(): usize {
  return row(5);
}

/** The position of the sums of the four queries' weights in this tile. */
function tileMasses(): usize {
  return tile() + dim * ROW;
}

/** Writes b and |b|^2 / 2 of the points of a tile. Points that are missing in the last group of four are 0. */
function moveTile(begin: usize, bytes: usize): void {
  const d = dim;
  const scale = f64x2.splat(inverseSigma);
  const whole = (bytes + 31) & ~31;
  memory.fill(halves(), 0, whole);
  for (let a: usize = 0; a < d; a++) {
    const center = f64x2.splat(centerOf(a));
    const from = coordinates + a * pitch + begin;
    const to = tile() + a * ROW;
    if (bytes < whole) memory.fill(to, 0, whole);
    for (let k: usize = 0; k < bytes; k += 16) {
      const b = f64x2.mul(f64x2.sub(v128.load(from + k), center), scale);
      v128.store(to + k, b);
      const half = halves() + k;
      v128.store(half, f64x2.add(v128.load(half), f64x2.mul(b, b)));
    }
    // After an odd number of points the last pair has read what follows them in memory, which may be no number.
    if (bytes & 8) store<f64>(to + bytes, 0);
  }
  if (bytes & 8) store<f64>(halves() + bytes, 0);
  for (let k: usize = 0; k < whole; k += 16) {
    v128.store(halves() + k, f64x2.mul(v128.load(halves() + k), f64x2.splat(0.5)));
  }
}

/** Writes the exponents, for four queries and four points at a time. */
function findExponents(queries: usize, bytes: usize): void {
  const last = queries + 32 * dim;
  for (let k: usize = 0; k < bytes; k += 32) {
    let b = tile() + k;
    let p0 = f64x2.neg(f64x2.add(v128.load(halves() + k), v128.load64_splat(last)));
    let p1 = f64x2.neg(f64x2.add(v128.load(halves() + k), v128.load64_splat(last, 8)));
    let p2 = f64x2.neg(f64x2.add(v128.load(halves() + k), v128.load64_splat(last, 16)));
    let p3 = f64x2.neg(f64x2.add(v128.load(halves() + k), v128.load64_splat(last, 24)));
    let r0 = f64x2.neg(f64x2.add(v128.load(halves() + k, 16), v128.load64_splat(last)));
    let r1 = f64x2.neg(f64x2.add(v128.load(halves() + k, 16), v128.load64_splat(last, 8)));
    let r2 = f64x2.neg(f64x2.add(v128.load(halves() + k, 16), v128.load64_splat(last, 16)));
    let r3 = f64x2.neg(f64x2.add(v128.load(halves() + k, 16), v128.load64_splat(last, 24)));
    for (let a = queries; a < last; a += 32) {
      const u = v128.load(b);
      const v = v128.load(b, 16);
      const a0 = v128.load64_splat(a);
      const a1 = v128.load64_splat(a, 8);
      const a2 = v128.load64_splat(a, 16);
      const a3 = v128.load64_splat(a, 24);
      p0 = f64x2.add(p0, f64x2.mul(u, a0));
      p1 = f64x2.add(p1, f64x2.mul(u, a1));
      p2 = f64x2.add(p2, f64x2.mul(u, a2));
      p3 = f64x2.add(p3, f64x2.mul(u, a3));
      r0 = f64x2.add(r0, f64x2.mul(v, a0));
      r1 = f64x2.add(r1, f64x2.mul(v, a1));
      r2 = f64x2.add(r2, f64x2.mul(v, a2));
      r3 = f64x2.add(r3, f64x2.mul(v, a3));
      b += ROW;
    }
    v128.store(row(0) + k, p0);
    v128.store(row(0) + k, r0, 16);
    v128.store(row(1) + k, p1);
    v128.store(row(1) + k, r1, 16);
    v128.store(row(2) + k, p2);
    v128.store(row(2) + k, r2, 16);
    v128.store(row(3) + k, p3);
    v128.store(row(3) + k, r3, 16);
  }
}

/**
 * Adds weights times b - a to the sums of four queries, two axes at a time. If their number is odd, the last axis is computed
 * twice.
 */
function addMoments(q: usize, bytes: usize): void {
  const d = dim;
  const w = row(0);
  for (let a: usize = 0; a < d; a += 2) {
    const c = min(a + 1, d - 1);
    const across = (c - a) * ROW;
    let b = tile() + a * ROW;
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let t0 = s0;
    let t1 = s0;
    let t2 = s0;
    let t3 = s0;
    for (let k = w; k < w + bytes; k += 16) {
      const u = v128.load(b);
      const v = v128.load(b + across);
      const w0 = v128.load(k);
      const w1 = v128.load(k + ROW);
      const w2 = v128.load(k + 2 * ROW);
      const w3 = v128.load(k + 3 * ROW);
      s0 = f64x2.add(s0, f64x2.mul(u, w0));
      s1 = f64x2.add(s1, f64x2.mul(u, w1));
      s2 = f64x2.add(s2, f64x2.mul(u, w2));
      s3 = f64x2.add(s3, f64x2.mul(u, w3));
      t0 = f64x2.add(t0, f64x2.mul(v, w0));
      t1 = f64x2.add(t1, f64x2.mul(v, w1));
      t2 = f64x2.add(t2, f64x2.mul(v, w2));
      t3 = f64x2.add(t3, f64x2.mul(v, w3));
      b += 16;
    }
    if (c === a) {
      addLast(q, 0, s0);
      addLast(q, 1, s1);
      addLast(q, 2, s2);
      addLast(q, 3, s3);
      return;
    }
    addDifferences(q, a, 0, s0, t0);
    addDifferences(q, a, 1, s1, t1);
    addDifferences(q, a, 2, s2, t2);
    addDifferences(q, a, 3, s3, t3);
  }
}

/** Adds the sums of weights times b minus those of weights times a, for two axes of the j-th of four queries. */
function addDifferences(q: usize, axis: usize, j: usize, one: v128, other: v128): void {
  const from = movedGroup(q) + 32 * axis + 8 * j;
  const a = v128.load_lane<f64>(from + 32, v128.load_zero<f64>(from), 1);
  const sums = f64x2.add(v128.shuffle<f64>(one, other, 0, 2), v128.shuffle<f64>(one, other, 1, 3));
  const masses = v128.load64_splat(tileMasses() + 8 * j);
  addPairTo(first + 8 * ((q + j) * dim + axis), f64x2.sub(sums, f64x2.mul(a, masses)));
}

/** Adds the same sums for the last axis if the number of axes is odd. */
function addLast(q: usize, j: usize, pair: v128): void {
  const axis = dim - 1;
  const a = load<f64>(movedGroup(q) + 32 * axis + 8 * j);
  addTo(first + 8 * ((q + j) * dim + axis), both(pair) - a * load<f64>(tileMasses() + 8 * j));
}
