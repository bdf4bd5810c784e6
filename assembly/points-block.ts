// The block of queries that a thread processes, in the scratch memory of the thread: queries, sums, and the box of the queries.
import { dim, inverseSigma, masses, moments, order, queries, scratch, scratchBytes, shifts } from "./points-plan";

/** The largest number of queries in a block, and of points in a tile. src/density/point-sums/points-plan.ts has the same numbers. */
export const MOST_QUERIES: usize = 32;
export const TILE: usize = 64;
/** The largest number of open nodes: twice the depth of a tree of 2^32 points. */
const MOST_OPEN: usize = 64;
/** The number of queries that are processed together. The last query is repeated to fill the last group of a block. */
const GROUP: usize = 4;
/** The shift before one has been chosen. */
const UNSET: f64 = -1e300;

/** The number of queries, rounded up to whole groups. */
export let count: usize = 0;
/** The coordinates of the queries, (count, d). */
export let at: usize = 0;
/** The sums of weights divided by exp(shift), (count). */
export let mass: usize = 0;
/** The logarithms of the factors by which the sums have to be multiplied, (count). */
export let shift: usize = 0;
/** The sums of weights times (y - x) / sigma, (count, d). */
export let first: usize = 0;
/** The distance in bytes from each of these sums to its compensation, the part that rounding has removed from the sum. */
export let rest: usize = 0;
/** The bounding box of the queries. */
export let boxLower: usize = 0;
export let boxUpper: usize = 0;
/** The nodes that have not been visited yet, at most MOST_OPEN: the number and the squared distance of each, 8 bytes for both. */
export let stack: usize = 0;
/**
 * For compact queries: the numbers a = (x - c) / sigma of each group of four, with c in the middle of the box. The four numbers of an
 * axis are adjacent. The four numbers |a|^2 / 2 follow.
 */
export let moved: usize = 0;
/** Scratch memory for the work on a node. */
export let spare: usize = 0;

/**
 * Whether products may take the place of differences. This is so from `LEAST_DIM` dimensions on, if no query is so far from the
 * middle of the block's box that the products cancel by much. src/density/point-sums/sum-errors.ts has the same numbers.
 */
export let isCompact: bool = false;
const LEAST_DIM: usize = 8;
const LARGEST_HALF_SQUARE: f64 = 40;

let from: usize = 0;
let size: usize = 0;

/** Begins the block of the queries from `begin` to `end`. The sums are 0. */
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
  // Up to three dimensions no shift is needed: other code computes the queries that are far from all points.
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

/** The position of the moved queries of the group that begins at query `q`. */
export function movedGroup(q: usize): usize {
  return moved + (q / GROUP) * 32 * (dim + 1);
}

/** The middle of the box along axis a. */
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

/** Copies the sums of the block to the results. */
export function closeBlock(): void {
  const d = dim;
  memory.copy(masses + 8 * from, mass, 8 * size);
  memory.copy(shifts + 8 * from, shift, 8 * size);
  if (order > 0) memory.copy(moments + 8 * from * d, first, 8 * size * d);
}

/** Adds a value to a sum by Kahan's algorithm, since plain sums over millions of points lose digits. */
export function addTo(place: usize, value: f64): void {
  const sum = load<f64>(place);
  const addend = value - load<f64>(place + rest);
  const next = sum + addend;
  store<f64>(place + rest, next - sum - addend);
  store<f64>(place, next);
}

/** Adds two values to two adjacent sums, as `addTo` does. */
export function addPairTo(place: usize, value: v128): void {
  const sum = v128.load(place);
  const addend = f64x2.sub(value, v128.load(place + rest));
  const next = f64x2.add(sum, addend);
  v128.store(place + rest, f64x2.sub(f64x2.sub(next, sum), addend));
  v128.store(place, next);
}

/** The least logarithm of the sums of all queries so far, rounded down by at most ln 2. */
export function logLeastMass(): f64 {
  let least = Infinity;
  for (let q: usize = 0; q < count; q++) {
    least = min(least, load<f64>(shift + 8 * q) + logBelow(load<f64>(mass + 8 * q)));
  }
  return least;
}

/** A lower bound of log x for x >= 0, which is below log x by at most ln 2. */
export function logBelow(x: f64): f64 {
  return <f64>(<i64>(reinterpret<u64>(x) >> 52) - 1023) * Math.LN2;
}

/** An upper bound of log x, which is above log x by at most ln 2. */
export function logAbove(x: f64): f64 {
  return logBelow(x) + Math.LN2;
}
