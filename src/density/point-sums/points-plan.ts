import type { KdTree } from "../../numerics/sorting/k-d-tree.ts";
import { exponentialTable } from "../../numerics/vector-functions/exponential-table.ts";
import { type ExpansionPlaces, expansionPlaces } from "./expansion-places.ts";
import { type ExpansionTables, expansionTables } from "./expansion-tables.ts";
import type { QueryBlocks } from "./query-blocks.ts";

/** The byte at which the threads read the plan: see assembly/points-plan.ts. */
const PLAN = 256;
/** The byte at which the threads read what they are to do: see assembly/points.ts. */
export const STAGE = 512;
/** The first byte for arrays; the plan of assembly/points-grid.ts comes before it. */
export const FIRST_FREE = 1024;
/** The bytes of a cache line: arrays begin at a multiple of it. */
const LINE = 64;
/**
 * A node with at most this many points is not opened. In many dimensions the limit is larger, because opening nodes gains nothing there.
 */
const TERMINAL = 24;
export const TERMINAL_DENSE = 128;
const DENSE_DIM = 6;
/** Sizes of a thread's working memory: see assembly/points-block.ts. */
const MOST_QUERIES = 32;
const TILE = 64;
const MOST_OPEN = 64;

/** Points with their shares, and the accuracy with which they are summed. */
export interface PointSet {
  readonly tree: KdTree;
  /** The points' shares in the order of the tree, adding up to 1. */
  readonly shares: Float64Array;
  readonly sigma: number;
  /** The logarithm of the fraction of a sum that may be left out. */
  readonly logTolerance: number;
}

/** An array that is to be written to memory. */
export interface Placed {
  readonly at: number;
  readonly numbers: Float64Array | Uint32Array;
}

/** Where the points and their tables are in memory. The plan stays valid as long as the points and sigma are the same. */
export interface PointsPlan {
  readonly set: PointSet;
  readonly tables: ExpansionTables;
  readonly expansions: ExpansionPlaces;
  readonly fields: Readonly<Record<string, number>>;
  readonly writes: readonly Placed[];
  /** Where the first free byte is. */
  readonly end: number;
}

/** Where the queries and the results of one call are in memory. */
export interface CallPlan {
  readonly writes: readonly Placed[];
  readonly masses: number;
  readonly shifts: number;
  readonly moments: number;
  readonly end: number;
}

/** Hands out memory from the byte `end` on. */
export class Allocator {
  readonly writes: Placed[] = [];
  end: number;

  constructor(end: number) {
    this.end = end;
  }

  reserve(bytes: number): number {
    const at = this.end;
    this.end += LINE * Math.ceil(bytes / LINE);
    return at;
  }

  /** Places an array, with `more` bytes of zeros after it that may be read too. */
  place(numbers: Float64Array | Uint32Array, more = 0): number {
    const at = this.reserve(numbers.byteLength + more);
    this.writes.push({ at, numbers });
    if (more > 0) this.writes.push({ at: at + numbers.byteLength, numbers: new Float64Array(more / 8) });
    return at;
  }
}

let table: Float64Array | undefined;

/**
 * Plans the memory for n points: 16 (d + 1) n bytes, and some 50 times as much for the expansions of nodes, of which only the used
 * ones are written.
 */
export function planPoints(set: PointSet): PointsPlan {
  const { tree, shares, sigma } = set;
  const { dim, lower, upper, start, end, right } = tree;
  const tables = expansionTables(dim);
  table ??= exponentialTable();
  const memory = new Allocator(FIRST_FREE);
  const pitch = pitchFor(shares.length);
  const coordinates = memory.reserve(dim * pitch);
  // The kernel reads pairs of numbers. What follows an odd number of them must not be what another plan has left there.
  const rest = new Float64Array((pitch - 8 * shares.length) / 8);
  for (const [a, values] of tree.coordinates.entries()) {
    const at = coordinates + a * pitch;
    memory.writes.push({ at, numbers: values }, { at: at + values.byteLength, numbers: rest });
  }
  const expansions = expansionPlaces(set, tables, memory.end);
  memory.end = expansions.end;
  const fields = {
    dim,
    terminal: dim < DENSE_DIM ? TERMINAL : TERMINAL_DENSE,
    lower: memory.place(lower),
    upper: memory.place(upper),
    nodeStart: memory.place(start),
    nodeEnd: memory.place(end),
    nodeRight: memory.place(right),
    logShare: memory.place(logShares(tree, shares)),
    expansions: memory.place(expansions.places),
    coordinates,
    pitch,
    shares: memory.place(shares, 8),
    table: memory.place(table),
    degree: tables.degree,
    termCount: memory.place(tables.termCount),
    monomials: memory.place(tables.monomials),
    raised: memory.place(tables.raised),
    inverseFactorials: memory.place(tables.inverseFactorials),
    seriesErrors: memory.place(tables.seriesErrors),
    series: memory.place(tables.series),
    ranges: tables.ranges,
    inverseSigma: 1 / sigma,
    logTolerance: set.logTolerance,
  };
  return { set, tables, expansions, fields, writes: memory.writes, end: memory.end };
}

/**
 * Plans the memory for m queries: 8 (2 d + 2) m bytes, and some kilobytes for each thread.
 * @param order 0 for masses only, 1 for first moments too
 */
export function planCall(
  points: PointsPlan,
  { queries, starts }: QueryBlocks,
  order: 0 | 1,
  threads: number,
): CallPlan {
  const { fields, tables, expansions, end } = points;
  const { dim } = fields;
  const count = queries.length / dim;
  const memory = new Allocator(end);
  const scratchBytes = scratchBytesFor(dim, tables);
  const places = {
    order,
    expansions: expansions.worth(count) ? fields.expansions : 0,
    queries: memory.place(queries),
    blocks: memory.place(starts),
    blockCount: starts.length - 1,
    masses: memory.reserve(8 * count),
    shifts: memory.reserve(8 * count),
    moments: memory.reserve(8 * count * dim),
    scratch: memory.reserve(threads * scratchBytes),
    scratchBytes,
  };
  memory.writes.push(...planItself({ ...fields, ...places }));
  return { ...places, writes: memory.writes, end: memory.end };
}

/** The names of the integer fields, in the order in which assembly/points-plan.ts reads them. */
const ORDER =
  "dim order terminal lower upper nodeStart nodeEnd nodeRight logShare expansions coordinates pitch shares queries blocks blockCount " +
  "masses shifts moments table degree termCount monomials raised inverseFactorials seriesErrors series ranges scratch scratchBytes";

function planItself(fields: Readonly<Record<string, number>>): Placed[] {
  const reals = Float64Array.of(fields.inverseSigma, fields.logTolerance);
  return [
    { at: STAGE, numbers: Uint32Array.of(0) },
    { at: PLAN, numbers: reals },
    { at: PLAN + reals.byteLength, numbers: Uint32Array.from(ORDER.split(" "), (name) => fields[name]) },
  ];
}

/** The bytes of one axis: an odd number of cache lines, so that the axes do not compete for the same lines of a cache. */
function pitchFor(points: number): number {
  const lines = Math.ceil((8 * points + 8) / LINE);
  return LINE * (lines % 2 === 0 ? lines + 1 : lines);
}

function scratchBytesFor(dim: number, { termCount, degree }: ExpansionTables): number {
  const terms = termCount[degree + 1];
  const moved = 8 * MOST_QUERIES * (dim + 1);
  const block = 8 * MOST_QUERIES * (3 * dim + 4) + 16 * dim + 16 * MOST_OPEN + moved;
  const node = Math.max((5 + dim) * 8 * (TILE + 2) + 64, 32 * (terms + dim));
  return LINE * Math.ceil((block + node + 3 * LINE) / LINE);
}

/** The logarithm of the summed shares of each node's points. Children have higher numbers than their parents. */
function logShares({ right, start, end }: KdTree, shares: Float64Array): Float64Array {
  const sums = new Float64Array(right.length);
  for (let node = right.length - 1; node >= 0; node--) {
    if (right[node] !== 0) sums[node] = sums[node + 1] + sums[right[node]];
    else for (let k = start[node]; k < end[node]; k++) sums[node] += shares[k];
  }
  return sums.map(Math.log);
}
