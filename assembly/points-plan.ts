// Where things lie in the memory that the threads share, in bytes: src/density/point-sums/points-plan.ts plans it and writes
// it down at PLAN, in this order; every thread reads it before it takes part.

export const PLAN: usize = 256;

/** Dimension d, at least 1. */
export let dim: usize = 0;
/** 0 for masses only, 1 for first moments too. */
export let order: usize = 0;
/** Nodes of so many points are not opened. */
export let terminal: usize = 0;
/** Bounding boxes of the tree's nodes, (nodes, d) each. */
export let lower: usize = 0;
export let upper: usize = 0;
/** Of each node its first point, the one after its last, and its second child, 0 for none: 4 bytes each. */
export let nodeStart: usize = 0;
export let nodeEnd: usize = 0;
export let nodeRight: usize = 0;
/** Logarithm of each node's share. */
export let logShare: usize = 0;
/** Of each node where its expansion is, 4 bytes; 0 where it may have none. 0 itself where none may. */
export let expansions: usize = 0;
/** The points in the order of the tree, an array for each axis; one of them takes `pitch` bytes, and may be read 8 bytes too far. */
export let coordinates: usize = 0;
export let pitch: usize = 0;
export let shares: usize = 0;
/** The queries, (m, d), those of a block beside each other. */
export let queries: usize = 0;
/** Where each block begins, 4 bytes, and at last m. */
export let blocks: usize = 0;
export let blockCount: usize = 0;
/** What comes out: sums of weights, (m); the logarithm of what they are to be multiplied by, (m); first moments, (m, d). */
export let masses: usize = 0;
export let shifts: usize = 0;
export let moments: usize = 0;
/** Of the exponential. */
export let table: usize = 0;
/** Degree of expansions. */
export let degree: usize = 0;
/** How many monomials have a degree of at most q, 4 bytes for each q up to `degree` + 1. */
export let termCount: usize = 0;
/** Of each monomial: 16 times the number of the one it is made of, and 16 times the axis that it is multiplied by; 4 bytes each. */
export let monomials: usize = 0;
/** For each axis and monomial, (d, terms): the number of the one with one more along the axis; 4 bytes each. */
export let raised: usize = 0;
/** 1 / k! for each monomial. */
export let inverseFactorials: usize = 0;
/** For each range, (ranges, degree + 1): logarithm of the error of the series. */
export let seriesErrors: usize = 0;
/** For each range and degree, (ranges, degree + 1, degree + 1): coefficients of the series. */
export let series: usize = 0;
export let ranges: usize = 0;
/** What a thread notes down, `scratchBytes` for each. */
export let scratch: usize = 0;
export let scratchBytes: usize = 0;
/** 1 / sigma. */
export let inverseSigma: f64 = 0;
/** Logarithm of what may be left out of a sum, relative to it. */
export let logTolerance: f64 = 0;

let cursor: usize = 0;

function next(): usize {
  const value = <usize>load<u32>(cursor);
  cursor += 4;
  return value;
}

/** Learns the plan. */
export function readPlan(): void {
  inverseSigma = load<f64>(PLAN);
  logTolerance = load<f64>(PLAN, 8);
  cursor = PLAN + 16;
  dim = next();
  order = next();
  terminal = next();
  lower = next();
  upper = next();
  nodeStart = next();
  nodeEnd = next();
  nodeRight = next();
  logShare = next();
  expansions = next();
  coordinates = next();
  pitch = next();
  shares = next();
  queries = next();
  blocks = next();
  blockCount = next();
  masses = next();
  shifts = next();
  moments = next();
  table = next();
  degree = next();
  termCount = next();
  monomials = next();
  raised = next();
  inverseFactorials = next();
  seriesErrors = next();
  series = next();
  ranges = next();
  scratch = next();
  scratchBytes = next();
}

/** How many monomials have a degree of at most q. */
export function termsUpTo(q: usize): usize {
  return <usize>load<u32>(termCount + (q << 2));
}
