import { denseWorkspace, eliminationScratch, placesOf } from "./dense.ts";

/**
 * A dense symmetric piece of a sparse system: the contributions of elements to the unknowns that they touch.
 *
 * `rows` is row-major with `unknowns.length` columns. Row i < unknowns.length belongs to unknown i, and only the lower triangle is
 * used. Below these rows, there is one row for each right-hand side. Elimination treats all rows in the same way.
 */
export interface Front {
  readonly unknowns: Int32Array;
  readonly rows: Float64Array;
}

/** The part of Cholesky's factor that belongs to eliminated unknowns, kept for back-substitution. */
interface Elimination {
  readonly eliminated: Int32Array;
  readonly kept: Int32Array;
  /** Row-major with eliminated.length columns: the rows of the eliminated unknowns, of the kept ones, and of the right-hand sides. */
  readonly factor: Float64Array;
}

/** Fronts that have to be summed, nested by neighbourhood. The unknowns inside a part are eliminated before other parts are added. */
export type Nest = Front | readonly Nest[];

/**
 * Solves the symmetric positive definite system that is the sum of all fronts, by Cholesky's method in nested order. An unknown is
 * eliminated as soon as all fronts that contain it have been summed (multifrontal elimination). If the nest halves the plane
 * recursively, N unknowns take about N^1.5 operations.
 *
 * @param unknowns the number of unknowns. They are numbered from 0, and each is in at least one front
 * @param columns the number of right-hand sides
 * @returns the solution, row-major, shape (unknowns, columns)
 */
export function solveNested(nest: Nest, unknowns: number, columns: number): Float64Array {
  const remaining = new Int32Array(unknowns);
  countTouches(nest, remaining);
  const eliminations: Elimination[] = [];
  reduce(nest, columns, { remaining, place: new Int32Array(unknowns).fill(NOWHERE) }, eliminations);
  const solution = new Float64Array(unknowns * columns);
  while (eliminations.length > 0) backSubstitute(eliminations.pop() as Elimination, columns, solution);
  return solution;
}

/**
 * Eliminates the first `count` unknowns of a front.
 * @returns the front of the other unknowns, and the data from which the eliminated unknowns follow after the others are known
 */
export function condense(front: Front, count: number, columns: number): { rest: Front; elimination: Elimination } {
  const n = front.unknowns.length;
  const total = n + columns;
  const left = n - count;
  const sizes = [total * n, eliminationScratch(count), total * count, (left + columns) * left];
  const [, scratch, factorAt, restAt, end] = placesOf(sizes);
  const { memory, eliminate, copyColumns } = denseWorkspace(end);
  memory.set(front.rows);
  if (!eliminate(0, n, total, count, scratch)) {
    throw new RangeError("the system is not positive definite to working precision");
  }
  copyColumns(0, n, total, 0, count, factorAt);
  copyColumns(count * n, n, left + columns, count, left, restAt);
  const factor = memory.slice(factorAt, restAt);
  const rows = memory.slice(restAt, end);
  const kept = front.unknowns.slice(count);
  return {
    rest: { unknowns: kept, rows },
    elimination: { eliminated: front.unknowns.slice(0, count), kept, factor },
  };
}

/** Computes the eliminated unknowns from the kept ones, both in `solution`, (unknowns, columns). */
export function backSubstitute(
  { eliminated, kept, factor }: Elimination,
  columns: number,
  solution: Float64Array,
): void {
  const m = eliminated.length;
  const values = new Float64Array(m);
  for (let c = 0; c < columns; c++) {
    values.set(factor.subarray((m + kept.length + c) * m, (m + kept.length + c + 1) * m));
    // Row by row, so that the factor is read in the order it is stored in.
    for (let i = kept.length - 1; i >= 0; i--) {
      const value = solution[kept[i] * columns + c];
      const row = (m + i) * m;
      for (let j = 0; j < m; j++) values[j] -= factor[row + j] * value;
    }
    for (let i = m - 1; i >= 0; i--) {
      const row = i * m;
      const value = values[i] / factor[row + i];
      solution[eliminated[i] * columns + c] = value;
      for (let j = 0; j < i; j++) values[j] -= factor[row + j] * value;
    }
  }
}

/** What is known of each unknown while fronts are summed. */
interface Progress {
  /** The number of fronts that contain the unknown and have not been summed, or have been summed as one. */
  readonly remaining: Int32Array;
  /** The unknown's row in the sum that is being made; `NOWHERE` outside of it. */
  readonly place: Int32Array;
}

const NOWHERE = -1;

function isFront(nest: Nest): nest is Front {
  return "unknowns" in nest;
}

function countTouches(nest: Nest, remaining: Int32Array): void {
  if (!isFront(nest)) for (const inner of nest) countTouches(inner, remaining);
  else for (const unknown of nest.unknowns) remaining[unknown]++;
}

/** The sum of a nest's fronts, without the unknowns that are in no other front. */
function reduce(nest: Nest, columns: number, progress: Progress, eliminations: Elimination[]): Front {
  const [first, ...others] = isFront(nest)
    ? [nest]
    : nest.map((inner) => reduce(inner, columns, progress, eliminations));
  let sum = first;
  if (isFront(nest)) sum = eliminateComplete([first], columns, progress, eliminations);
  for (const other of others) sum = eliminateComplete([sum, other], columns, progress, eliminations);
  return sum;
}

/** Adds fronts and eliminates the unknowns that are complete. */
function eliminateComplete(
  fronts: readonly Front[],
  columns: number,
  { remaining, place }: Progress,
  eliminations: Elimination[],
): Front {
  const all: number[] = [];
  for (const { unknowns } of fronts) {
    for (const unknown of unknowns) {
      if (place[unknown] !== NOWHERE) remaining[unknown]--;
      else all.push(unknown);
      place[unknown] = 0;
    }
  }
  const complete = all.filter((unknown) => remaining[unknown] === 1);
  const order = Int32Array.from([...complete, ...all.filter((unknown) => remaining[unknown] !== 1)]);
  let sum = fronts[0];
  if (fronts.length > 1 || complete.length > 0) {
    for (let i = 0; i < order.length; i++) place[order[i]] = i;
    const n = order.length;
    const rows = new Float64Array((n + columns) * n);
    for (const front of fronts) addFront(front, place, n, columns, rows);
    const { rest, elimination } = condense({ unknowns: order, rows }, complete.length, columns);
    if (complete.length > 0) eliminations.push(elimination);
    sum = rest;
  }
  for (const unknown of all) place[unknown] = NOWHERE;
  return sum;
}

/** Adds the entries of a front to rows with n columns, in which each unknown has its place. */
function addFront(front: Front, place: Int32Array, n: number, columns: number, rows: Float64Array): void {
  const own = front.unknowns.length;
  const to = front.unknowns.map((unknown) => place[unknown]);
  const from = front.rows;
  for (let i = 0; i < own; i++) {
    const placeI = to[i];
    for (let j = 0; j <= i; j++) {
      const placeJ = to[j];
      const at = placeI > placeJ ? placeI * n + placeJ : placeJ * n + placeI;
      rows[at] += from[i * own + j];
    }
  }
  for (let c = 0; c < columns; c++) {
    for (let j = 0; j < own; j++) rows[(n + c) * n + to[j]] += from[(own + c) * own + j];
  }
}
