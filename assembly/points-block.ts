// The block of queries that a thread is at, in its scratch memory: queries, sums, and the box of the queries.
import { dim, inverseSigma, masses, moments, order, queries, scratch, scratchBytes, shifts } from "./points-plan";

/** Most queries of a block, and points of a tile; src/density/point-sums/points-plan.ts has them too. */
export const MOST_QUERIES: usize = 32;
export const TILE: usize = 64;
/** Twice the depth of a tree of 2^32 points. */
const MOST_OPEN: usize = 64;
/** Queries that are looked at together: a block is filled up with its last one. */
const GROUP: usize = 4;
/** No shift has been chosen yet. */
const UNSET: f64 = -1e300;

/** Number of queries, filled up to whole groups. */
export let count: usize = 0;
/** Coordinates, (count, d). */
export let at: usize = 0;
/** Sums of weights, divided by exp(shift), (count). */
export let mass: usize = 0;
/** Logarithm of what the sums are to be multiplied by, (count). */
export let shift: usize = 0;
/** Sums of weights times (y - x) / sigma, (count, d). */
export let first: usize = 0;
/** So many bytes after each of these sums is what rounding has taken from it. */
export let rest: usize = 0;
/** The queries' bounding box. */
export let boxLower: usize = 0;
export let boxUpper: usize = 0;
/** Nodes that are still to be looked at, MOST_OPEN of them: a number and a squared distance, 8 bytes each. */
export let stack: usize = 0;
/** Of each group of four queries, where they are compact: a = (x - c) / sigma with c in the middle of the box, the four numbers of an axis beside each other; then |a|^2 / 2. */
export let moved: usize = 0;
/** For whatever a node needs. */
export let spare: usize = 0;

/**
 * Whether products may stand for differences: from this dimension on, where with the middle of the block's box as origin no query is
 * so far out that the products cancel by much. src/density/point-sums/sum-errors.ts has the same numbers.
 */
export let isCompact: bool = false;
const LEAST_DIM: usize = 8;
const LARGEST_HALF_SQUARE: f64 = 40;

let from: usize = 0;
let size: usize = 0;

/** Takes queries `begin` to `end`, with empty sums. */
export function openBlock(begin: usize, end: usize, thread: usize): void {
  const d = dim;
  from = begin;
  size = end - begin;
  count = (size + GROUP - 1) & ~(GROUP - 1);
  const base = scratch + thread * scratchBytes;
  at = base;
  mass = at + 8 * MOST_QUERIES * d;
  shift = mass + 8 * MOST_QUERIES;
  first = shift + 8 * MOST_QUERIES;
  rest = 8 * MOST_QUERIES * (d + 2);
  boxLower = mass + 2 * rest;
  boxUpper = boxLower + 8 * d;
  stack = boxUpper + 8 * d;
  moved = stack + 16 * MOST_OPEN;
  spare = (movedGroup(MOST_QUERIES) + 63) & ~63;
  memory.copy(at, queries + 8 * begin * d, 8 * size * d);
  for (let q = size; q < count; q++) memory.copy(at + 8 * q * d, at + 8 * (size - 1) * d, 8 * d);
  memory.fill(mass, 0, 2 * rest);
  // In few dimensions no exponent is too small: what is far out is left to others.
  for (let q: usize = 0; q < count; q++) store<f64>(shift + 8 * q, d <= 3 ? 0 : UNSET);
  for (let a: usize = 0; a < d; a++) {
    let low = Infinity;
    let high = -Infinity;
    for (let q: usize = 0; q < size; q++) {
      const value = load<f64>(at + 8 * (q * d + a));
      low = min(low, value);
      high = max(high, value);
    }
    store<f64>(boxLower + 8 * a, low);
    store<f64>(boxUpper + 8 * a, high);
  }
  isCompact = d >= LEAST_DIM;
  for (let q: usize = 0; q < count && isCompact; q += GROUP) {
    moveQueries(q);
    const halves = movedGroup(q) + 32 * d;
    for (let j: usize = 0; j < 32; j += 8) {
      if (!(load<f64>(halves + j) <= LARGEST_HALF_SQUARE + <f64>d)) isCompact = false;
    }
  }
}

/** Where the moved queries from `q` on are, the first of a group. */
export function movedGroup(q: usize): usize {
  return moved + (q / GROUP) * 32 * (dim + 1);
}

/** The middle of the box. */
export function centerOf(a: usize): f64 {
  return (load<f64>(boxLower + 8 * a) + load<f64>(boxUpper + 8 * a)) / 2;
}

function moveQueries(q: usize): void {
  const d = dim;
  const to = movedGroup(q);
  const last = to + 32 * d;
  memory.fill(last, 0, 32);
  for (let a: usize = 0; a < d; a++) {
    const center = centerOf(a);
    for (let j: usize = 0; j < GROUP; j++) {
      const value = (load<f64>(at + 8 * ((q + j) * d + a)) - center) * inverseSigma;
      store<f64>(to + 32 * a + 8 * j, value);
      store<f64>(last + 8 * j, load<f64>(last + 8 * j) + (value * value) / 2);
    }
  }
}

/** Writes the sums where they belong. */
export function closeBlock(): void {
  const d = dim;
  memory.copy(masses + 8 * from, mass, 8 * size);
  memory.copy(shifts + 8 * from, shift, 8 * size);
  if (order > 0) memory.copy(moments + 8 * from * d, first, 8 * size * d);
}

/** Adds to a sum (Kahan): with as many points as there may be, plain sums of numbers of one size lose digits. */
export function addTo(place: usize, value: f64): void {
  const sum = load<f64>(place);
  const addend = value - load<f64>(place + rest);
  const next = sum + addend;
  store<f64>(place + rest, next - sum - addend);
  store<f64>(place, next);
}

/** Adds to two sums beside each other, as `addTo` does to each. */
export function addPairTo(place: usize, value: v128): void {
  const sum = v128.load(place);
  const addend = f64x2.sub(value, v128.load(place + rest));
  const next = f64x2.add(sum, addend);
  v128.store(place + rest, f64x2.sub(f64x2.sub(next, sum), addend));
  v128.store(place, next);
}

/** Of all queries the least logarithm of a sum so far, rounded down by at most ln 2. */
export function logLeastMass(): f64 {
  let least = Infinity;
  for (let q: usize = 0; q < count; q++) {
    least = min(least, load<f64>(shift + 8 * q) + logBelow(load<f64>(mass + 8 * q)));
  }
  return least;
}

/** A number that log x is not below, and at most ln 2 less; x >= 0. */
export function logBelow(x: f64): f64 {
  return <f64>(<i64>(reinterpret<u64>(x) >> 52) - 1023) * Math.LN2;
}

/** A number that log x is not above, and at most ln 2 more. */
export function logAbove(x: f64): f64 {
  return logBelow(x) + Math.LN2;
}
