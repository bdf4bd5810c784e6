import { firstNotFinite } from "../../numerics/first-not-finite.ts";
import { factorPositive, solveFactored } from "../../numerics/linear-algebra/solve-positive.ts";
import { displacement, displacementJacobian, type IsotropicReconstruction } from "../reconstruction.ts";
import { NearbyPoints } from "./nearby-points.ts";

/** The outcome for a point that follows r: it reached a fixed point, was still moving, or left for infinity. */
export type UphillState = "arrived" | "moving" | "away";

/** The places at which points that follow r end. */
export interface UphillEnds {
  /** Shape (n, d). */
  readonly ends: Float64Array;
  readonly states: readonly UphillState[];
}

/** An attracting fixed point, and the radius within which r leads to it. */
export interface Attractor {
  /** Shape (d). */
  readonly at: Float64Array;
  readonly radius: number;
}

/** Steps r(x) that every point makes before its steps are lengthened. */
const PLAIN_STEPS = 10;
/** The number of plain steps after which points near to known attractors are taken out. */
const CAPTURE_EVERY = 5;
/** Points within this distance of each other, in sigmas, are followed as one. */
const TOGETHER = 1e-6;
/** A fixed point counts as reached if Newton's step to it is shorter than this, in sigmas. */
export const AT_REST = 1e-9;
/** A residual r(x) - x below this, in sigmas, counts as zero: it is the error of denoisers by quadrature. */
const NO_RESIDUAL = 1e-10;
/** The largest factor by which a step is lengthened; a slope of r(x) - x below its inverse counts as zero. */
const LONGEST = 1e8;
/**
 * No lengthened step is longer than this, in sigmas, because p_sigma has no structure much finer than sigma. A point that has moved away
 * from the starts by this many times their extent may take steps as long as that distance.
 */
const MOST_SIGMAS = 1;
const LEFT = 4;
/** The largest difference between the solution of the implicit equation and the step made, as a fraction of the step. */
const [CURVED, STRAIGHT] = [0.25, 0.05];
/** A point has left for infinity if it is farther than this from its start, in extents of all starts or sigmas. */
const FAR = 1e6;
/** Entries of Jacobians that are held at a time, and as many of their factors. */
const MOST_ENTRIES = 4e6;
/** Rounding of r(x) - x, in units of the last digit of x. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * Follows r from every start, uphill, to the fixed points of r. First r is applied ten times, x' = r(x): mean shift. r moves a point
 * that has not arrived by then only slowly, as the flow dx/dt = r(x) - x does. Linearly implicit steps of growing length h then
 * follow the flow to its end:
 *
 *     (I / h - (dr/dx - I)) (x' - x) = r(x) - x.
 *
 * For h -> infinity the step is Newton's (pseudo-transient continuation; Kelley and Keyes, SIAM Journal on Numerical Analysis 35,
 * 1998). A step is taken only where the matrix is positive definite, so that the step goes uphill and not to a saddle, where
 * it is not longer than sigma, and where one more iteration for x' = x + h (r(x') - x') would change it by a quarter at most.
 *
 * Yields from time to time, with the number of points that are at rest.
 *
 * @param starts shape (n, d)
 * @param steps the largest number of steps of a point
 * @param known attractors: a point that comes within the radius of one counts as having reached it
 */
export function* followUphill(
  r: IsotropicReconstruction,
  starts: Float64Array,
  steps: number,
  known: readonly Attractor[] = [],
): Generator<number, UphillEnds> {
  const { dim, sigma } = r;
  const n = starts.length / dim;
  const extent = Math.max(sigma, extentOf(starts, dim));
  const far = FAR * extent;
  const ends = starts.slice();
  const states: UphillState[] = Array(n).fill("moving");
  let moving = Array.from({ length: n }, (_, i) => i);
  for (let step = 0; step < Math.min(steps, PLAIN_STEPS) && moving.length > 0; step++) {
    const to = r.evaluate(rowsOf(ends, moving, dim));
    moving = moving.filter((i, k) => {
      const row = to.subarray(k * dim, (k + 1) * dim);
      if (!isWithin(row, starts.subarray(i * dim, (i + 1) * dim), far)) states[i] = "away";
      else ends.set(row, i * dim);
      if ((step + 1) % CAPTURE_EVERY === 0) {
        const attractor = known.find(({ at, radius }) => isWithin(row, at, radius));
        if (attractor) states[i] = "arrived";
        if (attractor) ends.set(attractor.at, i * dim);
      }
      return states[i] === "moving";
    });
    yield n - moving.length;
  }
  // Points that meet are followed as one, and have the same end.
  const groups = new NearbyPoints(dim, TOGETHER * sigma);
  const groupOf = moving.map((i) => groups.add(ends.slice(i * dim, (i + 1) * dim)));
  const block = Math.max(1, Math.floor(MOST_ENTRIES / dim ** 2));
  const outcomes: Pick<Walker, "at" | "state">[] = [];
  let finished = 0;
  for (let first = 0; first < groups.points.length; first += block) {
    const walkers = walkersFrom(r, groups.points.slice(first, first + block), extent);
    let active = walkers;
    for (let step = PLAIN_STEPS; step < steps && active.length > 0; step++) {
      lengthenedStep(r, active);
      for (const walker of active) walker.capture(known);
      const still = active.filter(({ state }) => state === "moving");
      finished += active.length - still.length;
      active = still;
      yield n - Math.ceil(moving.length * (1 - finished / groups.points.length));
    }
    for (const { at, state } of walkers) outcomes.push({ at, state });
  }
  moving.forEach((i, k) => {
    ends.set(outcomes[groupOf[k]].at, i * dim);
    states[i] = outcomes[groupOf[k]].state;
  });
  return { ends, states };
}

function walkersFrom(r: IsotropicReconstruction, starts: readonly Float64Array[], extent: number): readonly Walker[] {
  const changes = displacement(r, joined(starts));
  return starts.map((start, k) => new Walker(start, rowOf(changes, k, r.dim), r.sigma, extent));
}

/** One step of each point, which is taken or refused. */
function lengthenedStep(r: IsotropicReconstruction, walkers: readonly Walker[]): void {
  const { dim } = r;
  const fresh = walkers.filter(({ hasMoved }) => hasMoved);
  if (fresh.length > 0) {
    const slopes = displacementJacobian(r, joined(fresh.map(({ at }) => at)));
    for (const [k, walker] of fresh.entries()) walker.see(slopes, k);
  }
  const going = walkers.filter(({ state }) => state === "moving");
  if (going.length === 0) return;
  const arrived = new Float64Array(going.length * dim);
  for (const [k, walker] of going.entries()) walker.implicitStep(arrived, k);
  const after = displacement(r, arrived);
  for (const [k, walker] of going.entries()) walker.judge(arrived, after, k);
}

/**
 * A moving point. There are thousands of steps of thousands of points, so that a walker keeps its vectors and matrices and overwrites
 * them.
 */
class Walker {
  readonly at: Float64Array;
  state: UphillState = "moving";
  /** Whether dr/dx is not known yet at the point. */
  hasMoved = true;
  /** r(x) - x at the point. */
  readonly #change: Float64Array;
  /** dr/dx - I at the point, as it was seen last. */
  readonly #slope: Float64Array;
  /** The step length h. */
  #length = 1;
  /** The step that is tried. */
  readonly #move: Float64Array;
  /** Its error as a solution of the implicit equation. */
  readonly #off: Float64Array;
  /** The factors of the matrix of this shift, if it is positive definite. A step and its judgement need the same. */
  readonly #factors: Float64Array;
  #shift = Number.NaN;
  #isPositive = false;
  readonly #start: Float64Array;
  readonly #sigma: number;
  readonly #extent: number;

  /**
   * @param change r(x) - x at the start
   * @param extent the extent of all starts
   */
  constructor(start: Float64Array, change: Float64Array, sigma: number, extent: number) {
    const dim = start.length;
    this.at = start.slice();
    this.#change = change;
    this.#slope = new Float64Array(dim * dim);
    this.#move = new Float64Array(dim);
    this.#off = new Float64Array(dim);
    this.#factors = new Float64Array(dim * dim);
    this.#start = start;
    this.#sigma = sigma;
    this.#extent = extent;
  }

  /** Stores dr/dx - I at the point, the k-th of some, and determines whether the fixed point is reached. */
  see(slopes: Float64Array, k: number): void {
    copyRow(slopes, k, this.#slope);
    if (firstNotFinite(this.#change) >= 0 || firstNotFinite(this.#slope) >= 0) {
      this.state = "away";
      return;
    }
    this.hasMoved = false;
    this.#shift = Number.NaN;
    const size = norm(this.#change);
    const rounding = ROUNDING * Math.sqrt(this.at.length) * norm(this.at);
    if (size <= NO_RESIDUAL * this.#sigma + rounding) this.state = "arrived";
    else if (size <= AT_REST * this.#sigma && this.#solve(this.#change, 0, this.#move)) {
      if (norm(this.#move) <= AT_REST * this.#sigma) this.state = "arrived";
    }
  }

  /** Whether the point has reached one of these attractors. */
  capture(known: readonly Attractor[]): void {
    const attractor = this.state === "moving" && known.find(({ at, radius }) => isWithin(this.at, at, radius));
    if (!attractor) return;
    this.at.set(attractor.at);
    this.state = "arrived";
  }

  /** Makes the step of length h, or a shorter one that goes uphill and not too far, and writes where it leads as the k-th of points. */
  implicitStep(arrived: Float64Array, k: number): void {
    const move = this.#move;
    const gone = distance(this.at, this.#start);
    const longest = Math.max(MOST_SIGMAS * this.#sigma, gone - LEFT * this.#extent);
    for (;;) {
      const solved = this.#solve(this.#change, 1 / this.#length, move);
      const size = solved && isUphill(move, this.#change) ? norm(move) : Infinity;
      if (solved && (size <= longest || this.#length < Number.EPSILON)) break;
      this.#length /= Number.isFinite(size) ? Math.max(2, size / longest) : 4;
    }
    const first = k * move.length;
    for (let a = 0; a < move.length; a++) arrived[first + a] = this.at[a] + move[a];
  }

  /**
   * Takes the step if it solves the implicit equation well enough, and lengthens the next one; otherwise shortens it.
   * @param arrived where the step leads, the k-th of these points
   * @param after r(x) - x at these points
   */
  judge(arrived: Float64Array, after: Float64Array, k: number): void {
    const h = this.#length;
    const [move, off] = [this.#move, this.#off];
    const first = k * move.length;
    for (let a = 0; a < move.length; a++) off[a] = after[first + a] - move[a] / h;
    const curved = this.#solve(off, 1 / h, off) ? norm(off) / norm(move) : Number.NaN;
    if (!(curved <= CURVED)) {
      this.#length = h / 4;
      // The step is shorter than any useful one: r has a jump here.
      if (this.#length < Number.EPSILON) this.state = "away";
      return;
    }
    copyRow(arrived, k, this.at);
    copyRow(after, k, this.#change);
    this.hasMoved = true;
    this.#length = Math.min(LONGEST, h * (curved <= STRAIGHT ? 10 : 2));
    if (!isWithin(this.at, this.#start, FAR * this.#extent)) this.state = "away";
  }

  /** Writes (shift I - (dr/dx - I))^-1 v, which may overwrite v. @returns false where the matrix is not positive definite */
  #solve(v: Float64Array, shift: number, solution: Float64Array): boolean {
    if (this.#shift !== shift) this.#factor(shift);
    if (!this.#isPositive) return false;
    if (solution !== v) copyRow(v, 0, solution);
    solveFactored(this.#factors, solution);
    return true;
  }

  #factor(shift: number): void {
    const [slope, matrix, dim] = [this.#slope, this.#factors, this.at.length];
    for (let j = 0; j < slope.length; j++) matrix[j] = -slope[j];
    for (let a = 0; a < dim; a++) matrix[a * dim + a] += shift;
    this.#shift = shift;
    this.#isPositive = factorPositive(matrix, dim);
  }
}

function isUphill(move: Float64Array, change: Float64Array): boolean {
  let along = 0;
  for (let a = 0; a < move.length; a++) along += move[a] * change[a];
  return along >= 0;
}

/** The half diagonal of the box around points. */
function extentOf(points: Float64Array, dim: number): number {
  let squared = 0;
  for (let a = 0; a < dim; a++) {
    let [least, most] = [Infinity, -Infinity];
    for (let j = a; j < points.length; j += dim) {
      least = Math.min(least, points[j]);
      most = Math.max(most, points[j]);
    }
    squared += ((most - least) / 2) ** 2;
  }
  return Math.sqrt(squared);
}

function rowsOf(points: Float64Array, rows: readonly number[], dim: number): Float64Array {
  const picked = new Float64Array(rows.length * dim);
  rows.forEach((i, k) => {
    picked.set(points.subarray(i * dim, (i + 1) * dim), k * dim);
  });
  return picked;
}

function joined(points: readonly Float64Array[]): Float64Array {
  const dim = points[0].length;
  const all = new Float64Array(points.length * dim);
  points.forEach((point, k) => {
    all.set(point, k * dim);
  });
  return all;
}

/** The k-th of rows that are as long as this. */
function rowOf(rows: Float64Array, k: number, length: number): Float64Array {
  return rows.slice(k * length, (k + 1) * length);
}

/** Overwrites a vector by the k-th of rows that are as long. For short rows this takes less time than `set` of a part. */
function copyRow(rows: Float64Array, k: number, to: Float64Array): void {
  const first = k * to.length;
  for (let j = 0; j < to.length; j++) to[j] = rows[first + j];
}

function isWithin(point: Float64Array, of: Float64Array, radius: number): boolean {
  return squaredDistance(point, of) <= radius * radius;
}

function distance(point: Float64Array, from: Float64Array): number {
  return Math.sqrt(squaredDistance(point, from));
}

function squaredDistance(point: Float64Array, from: Float64Array): number {
  let squared = 0;
  for (let a = 0; a < from.length; a++) squared += (point[a] - from[a]) ** 2;
  return squared;
}

function norm(vector: Float64Array): number {
  let squared = 0;
  for (let a = 0; a < vector.length; a++) squared += vector[a] * vector[a];
  return Math.sqrt(squared);
}
