// The part that the losses share: groups of four samples pass through the hidden units, two of which share a vector.
import { dim, encoderIn, hiddenBiasIn, lastIn, outputBiasIn, pairs, parameters, row, unitBlock } from "./layout";
import { tanhInPlace } from "./tanh";

/**
 * Writes points, (count, d), in groups of four: for each coordinate, the four numbers. They are 0 for missing points.
 */
export function gather(points: usize, count: usize, to: usize): void {
  const d = dim;
  const point: usize = 8 * d;
  for (let i: usize = 0; i < count; i += 4) {
    const first = points + i * point;
    const left = min<usize>(4, count - i);
    for (let a: usize = 0; a < point; a += 8) {
      for (let s: usize = 0; s < 4; s++) store<f64>(to + 8 * s, s < left ? load<f64>(first + s * point + a) : 0);
      to += 32;
    }
  }
}

/** Writes tanh(b + W x) of groups of four samples, one block of hidden units after the other for all groups. */
export function forward(inputs: usize, groups: usize, hidden: usize): void {
  const length = row;
  const width: usize = 32 * dim;
  const units = unitBlock;
  for (let k: usize = 0; k < length; k += units) {
    const end = min<usize>(length, k + units);
    for (let group: usize = 0; group < groups; group++) {
      forwardOfUnits(k, end, inputs + group * width, hidden + 4 * group * length);
    }
  }
  tanhInPlace(hidden, groups * (length >> 1));
}

/** Writes b + W x of some hidden units for one group of samples. Every two units have four vectors, one for each sample. */
function forwardOfUnits(first: usize, end: usize, inputs: usize, hidden: usize): void {
  const width: usize = 32 * dim;
  const inputsEnd = inputs + width;
  const hiddenBias = hiddenBiasIn(parameters);
  let w = encoderIn(parameters) + (first >> 5) * width;
  for (let k = first; k < end; k += 32) {
    // Four units are computed at once, y for the first two and z for the others, so that a coordinate is loaded once for all four.
    let y0 = v128.load(hiddenBias + k);
    let y1 = y0;
    let y2 = y0;
    let y3 = y0;
    let z0 = v128.load(hiddenBias + k, 16);
    let z1 = z0;
    let z2 = z0;
    let z3 = z0;
    for (let x = inputs; x < inputsEnd; x += 32) {
      const wy = v128.load(w);
      const wz = v128.load(w, 16);
      const x0 = v128.load64_splat(x);
      y0 = f64x2.add(y0, f64x2.mul(wy, x0));
      z0 = f64x2.add(z0, f64x2.mul(wz, x0));
      const x1 = v128.load64_splat(x, 8);
      y1 = f64x2.add(y1, f64x2.mul(wy, x1));
      z1 = f64x2.add(z1, f64x2.mul(wz, x1));
      const x2 = v128.load64_splat(x, 16);
      y2 = f64x2.add(y2, f64x2.mul(wy, x2));
      z2 = f64x2.add(z2, f64x2.mul(wz, x2));
      const x3 = v128.load64_splat(x, 24);
      y3 = f64x2.add(y3, f64x2.mul(wy, x3));
      z3 = f64x2.add(z3, f64x2.mul(wz, x3));
      w += 32;
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
}

/** Writes V h of groups of four samples, coordinate by coordinate. Two rows of V are used at once, for all groups. */
export function decode(hidden: usize, groups: usize, to: usize): void {
  const length = row;
  const width: usize = 32 * dim;
  let rows = pairs;
  for (let a: usize = 0; a < width; a += 64) {
    for (let group: usize = 0; group < groups; group++) {
      const h = hidden + 4 * group * length;
      const r = to + group * width + a;
      if (a + 32 < width) decodeTwo(rows, h, r);
      else decodeLast(rows, h, r);
    }
    rows += 2 * length;
  }
}

/** Writes two coordinates of V h for four samples. */
function decodeTwo(rows: usize, hidden: usize, to: usize): void {
  const end = rows + 2 * row;
  let r0 = f64x2.splat(0);
  let r1 = r0;
  let r2 = r0;
  let r3 = r0;
  let s0 = r0;
  let s1 = r0;
  let s2 = r0;
  let s3 = r0;
  for (let v = rows; v < end; v += 32) {
    const vr = v128.load(v);
    const vs = v128.load(v, 16);
    const h0 = v128.load(hidden);
    r0 = f64x2.add(r0, f64x2.mul(vr, h0));
    s0 = f64x2.add(s0, f64x2.mul(vs, h0));
    const h1 = v128.load(hidden, 16);
    r1 = f64x2.add(r1, f64x2.mul(vr, h1));
    s1 = f64x2.add(s1, f64x2.mul(vs, h1));
    const h2 = v128.load(hidden, 32);
    r2 = f64x2.add(r2, f64x2.mul(vr, h2));
    s2 = f64x2.add(s2, f64x2.mul(vs, h2));
    const h3 = v128.load(hidden, 48);
    r3 = f64x2.add(r3, f64x2.mul(vr, h3));
    s3 = f64x2.add(s3, f64x2.mul(vs, h3));
    hidden += 64;
  }
  v128.store(to, sumsOf(r0, r1));
  v128.store(to, sumsOf(r2, r3), 16);
  v128.store(to, sumsOf(s0, s1), 32);
  v128.store(to, sumsOf(s2, s3), 48);
}

/** Writes the last coordinate of V h if their number is odd. */
function decodeLast(rows: usize, hidden: usize, to: usize): void {
  const end = rows + 2 * row;
  let r0 = f64x2.splat(0);
  let r1 = r0;
  let r2 = r0;
  let r3 = r0;
  for (let v = rows; v < end; v += 32) {
    const vr = v128.load(v);
    r0 = f64x2.add(r0, f64x2.mul(vr, v128.load(hidden)));
    r1 = f64x2.add(r1, f64x2.mul(vr, v128.load(hidden, 16)));
    r2 = f64x2.add(r2, f64x2.mul(vr, v128.load(hidden, 32)));
    r3 = f64x2.add(r3, f64x2.mul(vr, v128.load(hidden, 48)));
    hidden += 64;
  }
  v128.store(to, sumsOf(r0, r1));
  v128.store(to, sumsOf(r2, r3), 16);
}

/**
 * Writes r(x~) - x of samples, in groups of four and coordinate by coordinate. It is 0 for missing samples. Also adds its square, and
 * half of the gradient of c, to `sums`.
 *
 * @param targets x, in groups of four as `gather` writes them
 */
export function output(count: usize, hidden: usize, targets: usize, errors: usize, sums: usize): void {
  const d = dim;
  decode(hidden, (count + 3) / 4, errors);
  const bias = outputBiasIn(parameters);
  const biasSums = outputBiasIn(sums);
  let loss = load<f64>(lastIn(sums));
  let e = errors;
  let x = targets;
  for (let i: usize = 0; i < count; i += 4) {
    const left = count - i;
    for (let a: usize = 0; a < 8 * d; a += 8) {
      const c = load<f64>(bias + a);
      const e0 = load<f64>(e) + c - load<f64>(x);
      const e1 = left > 1 ? load<f64>(e, 8) + c - load<f64>(x, 8) : 0;
      const e2 = left > 2 ? load<f64>(e, 16) + c - load<f64>(x, 16) : 0;
      const e3 = left > 3 ? load<f64>(e, 24) + c - load<f64>(x, 24) : 0;
      store<f64>(e, e0);
      store<f64>(e, e1, 8);
      store<f64>(e, e2, 16);
      store<f64>(e, e3, 24);
      add(biasSums + a, e0 + e1 + (e2 + e3));
      loss += e0 * e0 + e1 * e1 + (e2 * e2 + e3 * e3);
      e += 32;
      x += 32;
    }
  }
  store<f64>(lastIn(sums), loss);
}

/** Adds a value to a number in memory. */
export function add(to: usize, value: f64): void {
  store<f64>(to, load<f64>(to) + value);
}

/** Adds a value to a vector in memory. */
export function addVector(to: usize, value: v128): void {
  v128.store(to, f64x2.add(v128.load(to), value));
}

/** The sum of the two numbers of a vector. */
export function both(vector: v128): f64 {
  return f64x2.extract_lane(vector, 0) + f64x2.extract_lane(vector, 1);
}

/** A vector with the sum of the two numbers of a, and that of b. */
function sumsOf(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** The sum of four vectors. Pairs are added first, since the processor computes two independent additions at the same time. */
export function sumOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  return f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
}
