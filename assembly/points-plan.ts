// Positions in the memory that the threads share, in bytes. src/density/point-sums/points-plan.ts plans them and writes them at
// PLAN, in this order. Every thread reads them before it takes part.

export const PLAN: usize = 256;

/** The dimension d, at least 1. */
export let dim: usize = 0;
/** 0 for masses only, 1 for masses and first moments. */
export let order: usize = 0;
/** Nodes with at most this many points are not opened. */
export let terminal: usize = 0;
/** The corners of the bounding boxes of the tree's nodes, (nodes, d) each. */
export let lower: usize = 0;
export let upper: usize = 0;
/** For each node its first point, the point after its last, and its second child or 0, 4 bytes each. */
export let nodeStart: usize = 0;
export let nodeEnd: usize = 0;
export let nodeRight: usize = 0;
/** The logarithm of the share of each node. */
export let logShare: usize = 0;
/** The position of the expansion of each node, 4 bytes, or 0 if the node has none. It is 0 itself if no node has one. */
export let expansions: usize = 0;
/**
 * The points in the order of the tree, in an array for each axis. An array takes `pitch` bytes; 8 bytes after its end may be read.
 */
export let coordinates: usize = 0;
export let pitch: usize = 0;
export let shares: usize = 0;
/** The queries, (m, d). Those of a block are adjacent. */
export let queries: usize = 0;
/** The first query of each block, 4 bytes each, followed by m. */
export let blocks: usize = 0;
export let blockCount: usize = 0;
/**
 * The results: sums of weights, (m), the logarithms of the factors by which they have to be multiplied, (m), first moments, (m, d).
 */
export let masses: usize = 0;
export let shifts: usize = 0;
export let moments: usize = 0;
/** The table of the exponential. */
export let table: usize = 0;
/** The degree of expansions. */
export let degree: usize = 0;
/** The number of monomials with a degree of at most q, 4 bytes for each q up to `degree` + 1. */
export let termCount: usize = 0;
/** For each monomial: 16 times the index of the monomial that is multiplied by a coordinate, and 16 times its axis, 4 bytes each. */
export let monomials: usize = 0;
/** For each axis and monomial, (d, terms): the index of the monomial times the coordinate along the axis, 4 bytes each. */
export let raised: usize = 0;
/** 1 / k! for each monomial. */
export let inverseFactorials: usize = 0;
/** For each range and degree, (ranges, degree + 1): the logarithm of the error of the series. */
export let seriesErrors: usize = 0;
/** For each range and degree, (ranges, degree + 1, degree + 1): the coefficients of the series. */
export let series: usize = 0;
export let ranges: usize = 0;
/** The scratch memory of the threads, `scratchBytes` each. */
export let scratch: usize = 0;
export let scratchBytes: usize = 0;
/** 1 / sigma. */
export let inverseSigma: f64 = 0;
/** The logarithm of the part that may be left out of a sum, relative to the sum. */
export let logTolerance: f64 = 0;

let cursor: usize = 0;

function next(): usize {
  const value = <usize>load<u32>(cursor);
  cursor += 4;
  return value;
}

/** Reads the plan. */
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

/** The number of monomials with a degree of at most q. */
export function termsUpTo(q: usize): usize {
  return <usize>load<u32>(termCount + (q << 2));
}
