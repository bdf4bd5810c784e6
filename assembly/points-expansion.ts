// Sums all points of a node by an expansion. With a = (x - center) / sigma and b = (y - center) / sigma, exp(-|x - y|^2 / 2
// sigma^2) is exp(-|a|^2 / 2) exp(a . b) exp(-|b|^2 / 2), and a polynomial in a . b approximates the second factor. The sums of
// exp(-|b|^2 / 2) b^k / k! over the points of the node are computed when they are first needed, and kept.

import { exponential } from "./exponential";
import { addTo, at, boxLower, boxUpper, count, first, logAbove, mass, shift, spare } from "./points-block";
import {
  coordinates,
  degree,
  dim,
  expansions,
  inverseFactorials,
  inverseSigma,
  logShare,
  logTolerance,
  lower,
  monomials,
  nodeEnd,
  nodeStart,
  order,
  pitch,
  raised,
  ranges,
  series,
  seriesErrors,
  shares,
  table,
  termsUpTo,
  upper,
} from "./points-plan";
import { raise } from "./points-weights";

/** The number of terms of an expansion that take as many operations as one point, and the number of terms that one node takes. */
const TERMS_PER_POINT: f64 = 3;
const TERMS_OF_NODE: f64 = 30;
/** The logarithm of the largest factor by which the terms of an expansion may exceed the sum, and rounding errors may grow. */
const LOG_LARGEST_CANCELLATION: f64 = 3;
/** Below this exponent expansions are not used, since only sums over points choose shifts. */
const SMALLEST_EXPONENT: f64 = -300;
/** The ranges of the series are powers of 2^(1/8), from 2^-10 on. */
const PER_OCTAVE: i32 = 8;
const OCTAVES_BELOW_ONE: i32 = 10;
/** 2^(1/8), rounded up and down. */
const STEP: f64 = 1.0905078;
const STEP_DOWN: f64 = 1.0905077;
/** The number of bytes before the sums of an expansion. They hold the state of the sums. */
const HEAD: usize = 16;
const EMPTY: i32 = 0;
const IN_WORK: i32 = 1;
const READY: i32 = 2;

/**
 * Adds the points of a node to the sums of the block by an expansion, if the node has one that is exact enough and takes fewer
 * operations than the points.
 * @param size the number of points
 * @param known a lower bound of the logarithms of all sums
 * @returns whether the points were added
 */
export function addExpansion(node: usize, size: usize, known: f64): bool {
  if (expansions === 0) return false;
  const place = <usize>load<u32>(expansions + 4 * node);
  if (place === 0) return false;
  const d = dim;
  const low = lower + 8 * node * d;
  const high = upper + 8 * node * d;
  let radius: f64 = 0;
  let nearest: f64 = 0;
  let farthest: f64 = 0;
  for (let a: usize = 0; a < 8 * d; a += 8) {
    const half = (load<f64>(high + a) - load<f64>(low + a)) / 2;
    const center = (load<f64>(low + a) + load<f64>(high + a)) / 2;
    const below = load<f64>(boxLower + a) - center;
    const above = load<f64>(boxUpper + a) - center;
    const gap = max(max(below, -above), 0);
    const reach = max(-below, above);
    radius += half * half;
    nearest += gap * gap;
    farthest += reach * reach;
  }
  radius = sqrt(radius) * inverseSigma;
  nearest = sqrt(nearest) * inverseSigma;
  farthest = sqrt(farthest) * inverseSigma;
  if ((-nearest * nearest) / 2 < SMALLEST_EXPONENT) return false;
  // s is the distance, from `nearest` to `farthest`, at which radius s - s^2 / 2 is largest. Its exponential bounds the sum of the
  // absolute values of the terms.
  const s = min(max(radius, nearest), farthest);
  if (load<f64>(logShare + 8 * node) + radius * s - (s * s) / 2 > known + LOG_LARGEST_CANCELLATION) return false;
  // First moments contain the factor b - a, whose length is at most radius + farthest.
  const allowed = logTolerance + known - logAbove(1 + radius + farthest);
  const affordable = <f64>size * TERMS_PER_POINT - TERMS_OF_NODE;
  for (let q: usize = 0; q <= degree; q++) {
    if (<f64>termsUpTo(q) > affordable) return false;
    if (logError(q, radius, nearest, farthest) > allowed) continue;
    makeReady(node, place);
    for (let query: usize = 0; query < count; query += 4) evaluate(node, place + HEAD, radius, q, query);
    return true;
  }
  return false;
}

/**
 * The logarithm of the largest error of the polynomial of degree q times exp(-s^2 / 2), for distances s from the center between
 * `nearest` and `farthest`. Each query has the polynomial for its own range, which is radius s, rounded up. With k = q + 1 and c =
 * 2^(1/8) radius, the error is proportional to s^k exp((c s)^2 / 4 (k + 1)), so that the product has one maximum.
 */
function logError(q: usize, radius: f64, nearest: f64, farthest: f64): f64 {
  const k = <f64>(q + 1);
  const c = STEP * radius;
  const last = rangeOf(radius * farthest) + 1;
  const bend = 1 - (c * c) / (2 * (k + 1));
  if (last >= <i32>ranges || c * farthest > k || bend <= 0) return Infinity;
  const s = min(max(sqrt(k / bend), nearest), farthest);
  const row = <usize>(rangeOf(radius * s) + 1);
  return load<f64>(seriesErrors + 8 * (row * (degree + 1) + q)) - (s * s) / 2;
}

/** The index of the smallest range that is at least z. */
function rangeOf(z: f64): i32 {
  const bits = reinterpret<u64>(z);
  const octave = <i32>(bits >> 52) - 1023;
  if (octave < -OCTAVES_BELOW_ONE) return 0;
  const significand = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  let step = 0;
  let limit: f64 = 1;
  while (significand > limit) {
    step++;
    // Rounded down, since a range that is one step too large does no harm.
    limit *= STEP_DOWN;
  }
  return (octave + OCTAVES_BELOW_ONE) * PER_OCTAVE + min(step, PER_OCTAVE);
}

/** Computes the sums of a node, or waits for the thread that computes them. */
function makeReady(node: usize, place: usize): void {
  if (atomic.load<i32>(place) === READY) return;
  if (atomic.cmpxchg<i32>(place, EMPTY, IN_WORK) === EMPTY) {
    make(node, place + HEAD);
    atomic.store<i32>(place, READY);
    atomic.notify(place);
    return;
  }
  while (atomic.load<i32>(place) === IN_WORK) atomic.wait<i32>(place, IN_WORK, -1);
}

/** Writes the sums of share exp(-|b|^2 / 2) b^k / k!, and of these terms times each coordinate of b, (1 + d, terms). */
function make(node: usize, to: usize): void {
  const d = dim;
  const terms = termsUpTo(degree + 1);
  const powers = (spare + 63) & ~63;
  const sums = powers + 16 * terms;
  const b = sums + 16 * terms;
  memory.fill(sums, 0, 16 * terms);
  const begin = (<usize>load<u32>(nodeStart + 4 * node)) << 3;
  const end = (<usize>load<u32>(nodeEnd + 4 * node)) << 3;
  for (let k = begin; k < end; k += 16) {
    let square = f64x2.splat(0);
    for (let a: usize = 0; a < d; a++) {
      const center = centerOf(node, a);
      const value = f64x2.mul(
        f64x2.sub(v128.load(coordinates + a * pitch + k), f64x2.splat(center)),
        f64x2.splat(inverseSigma),
      );
      v128.store(b + 16 * a, value);
      square = f64x2.add(square, f64x2.mul(value, value));
    }
    const share = end - k > 8 ? v128.load(shares + k) : v128.load_zero<f64>(shares + k);
    const weight = f64x2.mul(share, exponential(f64x2.mul(square, f64x2.splat(-0.5)), table));
    v128.store(powers, weight);
    v128.store(sums, f64x2.add(v128.load(sums), weight));
    let index = monomials + 8;
    for (let term: usize = 16; term < 16 * terms; term += 16) {
      const power = f64x2.mul(v128.load(powers + <usize>load<u32>(index)), v128.load(b + <usize>load<u32>(index, 4)));
      v128.store(powers + term, power);
      v128.store(sums + term, f64x2.add(v128.load(sums + term), power));
      index += 8;
    }
  }
  const kept = termsUpTo(degree);
  for (let k: usize = 0; k < kept; k++) {
    const factor = load<f64>(inverseFactorials + 8 * k);
    store<f64>(to + 8 * k, factor * bothOf(sums + 16 * k));
    for (let a: usize = 0; a < d; a++) {
      const other = <usize>load<u32>(raised + 4 * (a * kept + k));
      store<f64>(to + 8 * ((a + 1) * kept + k), factor * bothOf(sums + 16 * other));
    }
  }
}

function bothOf(pair: usize): f64 {
  return load<f64>(pair) + load<f64>(pair, 8);
}

function centerOf(node: usize, a: usize): f64 {
  const place: usize = 8 * (node * dim + a);
  return (load<f64>(lower + place) + load<f64>(upper + place)) / 2;
}

/** Adds the expansion to the sums of four queries, two of which share a vector. Each query has the polynomial for its own range. */
function evaluate(node: usize, sums: usize, radius: f64, q: usize, query: usize): void {
  const d = dim;
  const terms = termsUpTo(q);
  const kept = termsUpTo(degree);
  const x = at + 8 * query * d;
  // The powers come first, with the two vectors of each monomial adjacent. The coordinates of a follow.
  const powers = (spare + 63) & ~63;
  const a0 = powers + 32 * terms;
  let square0 = f64x2.splat(0);
  let square1 = square0;
  for (let a: usize = 0; a < d; a++) {
    const center = f64x2.splat(centerOf(node, a));
    const scale = f64x2.splat(inverseSigma);
    const place = x + 8 * a;
    const pair0 = v128.load_lane<f64>(place + 8 * d, v128.load_zero<f64>(place), 1);
    const pair1 = v128.load_lane<f64>(place + 24 * d, v128.load_zero<f64>(place + 16 * d), 1);
    const value0 = f64x2.mul(f64x2.sub(pair0, center), scale);
    const value1 = f64x2.mul(f64x2.sub(pair1, center), scale);
    v128.store(a0 + 32 * a, value0);
    v128.store(a0 + 32 * a, value1, 16);
    square0 = f64x2.add(square0, f64x2.mul(value0, value0));
    square1 = f64x2.add(square1, f64x2.mul(value1, value1));
  }
  for (let j: usize = 0; j < 4; j++)
    if (load<f64>(shift + 8 * (query + j)) < SMALLEST_EXPONENT / 10) raise(query + j, 0);
  v128.store(powers, f64x2.splat(1));
  v128.store(powers, f64x2.splat(1), 16);
  let index = monomials + 8;
  for (let term: usize = 32; term < 32 * terms; term += 32) {
    const parent = powers + 2 * <usize>load<u32>(index);
    const axis = a0 + 2 * <usize>load<u32>(index, 4);
    v128.store(powers + term, f64x2.mul(v128.load(parent), v128.load(axis)));
    v128.store(powers + term, f64x2.mul(v128.load(parent, 16), v128.load(axis, 16)), 16);
    index += 8;
  }
  const half = f64x2.splat(-0.5);
  const shift0 = v128.load(shift + 8 * query);
  const shift1 = v128.load(shift + 8 * query, 16);
  const factor0 = weightOf(f64x2.sub(f64x2.mul(square0, half), shift0));
  const factor1 = weightOf(f64x2.sub(f64x2.mul(square1, half), shift1));
  const p0 = seriesFor(radius, f64x2.extract_lane(square0, 0), q);
  const p1 = seriesFor(radius, f64x2.extract_lane(square0, 1), q);
  const p2 = seriesFor(radius, f64x2.extract_lane(square1, 0), q);
  const p3 = seriesFor(radius, f64x2.extract_lane(square1, 1), q);
  let mass0 = f64x2.splat(0);
  let mass1 = mass0;
  for (let j: usize = 0; j <= (order > 0 ? d : 0); j++) {
    let total0 = f64x2.splat(0);
    let total1 = total0;
    let moment = sums + 8 * j * kept;
    let power = powers;
    for (let g: usize = 0; g <= q; g++) {
      let sum0 = f64x2.splat(0);
      let sum1 = sum0;
      for (const end = powers + 32 * termsUpTo(g); power < end; power += 32) {
        const value = v128.load64_splat(moment);
        sum0 = f64x2.add(sum0, f64x2.mul(value, v128.load(power)));
        sum1 = f64x2.add(sum1, f64x2.mul(value, v128.load(power, 16)));
        moment += 8;
      }
      const at: usize = 8 * g;
      total0 = f64x2.add(total0, f64x2.mul(v128.load_lane<f64>(p1 + at, v128.load_zero<f64>(p0 + at), 1), sum0));
      total1 = f64x2.add(total1, f64x2.mul(v128.load_lane<f64>(p3 + at, v128.load_zero<f64>(p2 + at), 1), sum1));
    }
    if (j === 0) {
      mass0 = f64x2.mul(total0, factor0);
      mass1 = f64x2.mul(total1, factor1);
      addFour(mass + 8 * query, 8, mass0, mass1);
    } else {
      // (y - x) / sigma = b - a.
      const value = a0 + 32 * (j - 1);
      const moved0 = f64x2.sub(f64x2.mul(total0, factor0), f64x2.mul(mass0, v128.load(value)));
      const moved1 = f64x2.sub(f64x2.mul(total1, factor1), f64x2.mul(mass1, v128.load(value, 16)));
      addFour(first + 8 * (query * d + j - 1), 8 * d, moved0, moved1);
    }
  }
}

/** Adds four numbers to four sums at a distance of `apart` bytes. */
function addFour(to: usize, apart: usize, first: v128, second: v128): void {
  addTo(to, f64x2.extract_lane(first, 0));
  addTo(to + apart, f64x2.extract_lane(first, 1));
  addTo(to + 2 * apart, f64x2.extract_lane(second, 0));
  addTo(to + 3 * apart, f64x2.extract_lane(second, 1));
}

/** The position of the coefficients of the polynomial of degree q for a query at a squared distance. */
function seriesFor(radius: f64, square: f64, q: usize): usize {
  return series + 8 * (<usize>rangeOf(radius * sqrt(square)) * (degree + 1) + q) * (degree + 1);
}

function weightOf(exponents: v128): v128 {
  return exponential(exponents, table);
}
