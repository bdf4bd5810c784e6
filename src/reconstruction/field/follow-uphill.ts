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
  const walkers = groups.points.map((at) => new Walker(at, sigma, extent));
  const block = Math.max(1, Math.floor(MOST_ENTRIES / dim ** 2));
  let finished = 0;
  for (let first = 0; first < walkers.length; first += block) {
    let active = walkers.slice(first, first + block);
    for (let step = PLAIN_STEPS; step < steps && active.length > 0; step++) {
      lengthenedStep(r, active);
      for (const walker of active) walker.capture(known);
      const still = active.filter(({ state }) => state === "moving");
      finished += active.length - still.length;
      active = still;
      yield n - Math.ceil(moving.length * (1 - finished / walkers.length));
    }
  }
  moving.forEach((i, k) => {
    ends.set(walkers[groupOf[k]].at, i * dim);
    states[i] = walkers[groupOf[k]].state;
  });
  return { ends, states };
}

/** One step of each point, which is taken or refused. */
function lengthenedStep(r: IsotropicReconstruction, walkers: readonly Walker[]): void {
  const { dim } = r;
  const fresh = walkers.filter(({ slope }) => slope === undefined);
  if (fresh.length > 0) {
    const slopes = displacementJacobian(r, joined(fresh.map((one) => one.at)));
    const first = fresh.filter(({ change }) => change === undefined);
    const changes = first.length > 0 ? displacement(r, joined(first.map((one) => one.at))) : new Float64Array(0);
    first.forEach((walker, k) => {
      walker.change = changes.slice(k * dim, (k + 1) * dim);
    });
    for (const [k, walker] of fresh.entries()) walker.see(slopes.slice(k * dim * dim, (k + 1) * dim * dim));
  }
  const going = walkers.filter(({ state }) => state === "moving");
  if (going.length === 0) return;
  const moves = going.map((walker) => walker.implicitStep());
  const arrived = joined(going.map(({ at }, k) => at.map((x, a) => x + moves[k][a])));
  const after = displacement(r, arrived);
  going.forEach((walker, k) => {
    walker.judge(moves[k], arrived.slice(k * dim, (k + 1) * dim), after.slice(k * dim, (k + 1) * dim));
  });
}

/** A moving point. */
class Walker {
  at: Float64Array;
  state: UphillState = "moving";
  /** r(x) - x at the point. */
  change: Float64Array | undefined;
  /** dr/dx - I at the point; undefined right after a step. */
  slope: Float64Array | undefined;
  /** The step length h. */
  #length = 1;
  /** The factors of the matrix of this shift, null if it is not positive definite. A step and its judgement need the same. */
  #factored: { readonly shift: number; readonly factors: Float64Array | null } | undefined;
  readonly #start: Float64Array;
  readonly #sigma: number;
  readonly #extent: number;

  /** @param extent the extent of all starts */
  constructor(at: Float64Array, sigma: number, extent: number) {
    this.at = at;
    this.#start = at;
    this.#sigma = sigma;
    this.#extent = extent;
  }

  /** Stores dr/dx - I at the point, and determines whether the fixed point is reached. */
  see(slope: Float64Array): void {
    const { change } = this;
    if (!change?.every(Number.isFinite) || !slope.every(Number.isFinite)) {
      this.state = "away";
      return;
    }
    this.slope = slope;
    this.#factored = undefined;
    const size = norm(change);
    if (size <= NO_RESIDUAL * this.#sigma + ROUNDING * Math.sqrt(change.length) * norm(this.at)) this.state = "arrived";
    else if (size <= AT_REST * this.#sigma) {
      const newton = this.#solved(change, 0);
      if (newton && norm(newton) <= AT_REST * this.#sigma) this.state = "arrived";
    }
  }

  /** Whether the point has reached one of these attractors. */
  capture(known: readonly Attractor[]): void {
    const attractor = this.state === "moving" && known.find(({ at, radius }) => isWithin(this.at, at, radius));
    if (!attractor) return;
    this.at = attractor.at;
    this.state = "arrived";
  }

  /** The step of length h, or a shorter one that goes uphill and not too far. */
  implicitStep(): Float64Array {
    const { change = new Float64Array(0), at } = this;
    const gone = norm(at.map((x, a) => x - this.#start[a]));
    const longest = Math.max(MOST_SIGMAS * this.#sigma, gone - LEFT * this.#extent);
    for (;;) {
      const move = this.#solved(change, 1 / this.#length);
      const size = move && isUphill(move, change) ? norm(move) : Infinity;
      if (move && (size <= longest || this.#length < Number.EPSILON)) return move;
      this.#length /= Number.isFinite(size) ? Math.max(2, size / longest) : 4;
    }
  }

  /** Takes the step if it solves the implicit equation well enough, and lengthens the next one; otherwise shortens it. */
  judge(move: Float64Array, to: Float64Array, after: Float64Array): void {
    const h = this.#length;
    const off = this.#solved(
      after.map((value, a) => value - move[a] / h),
      1 / h,
    );
    const curved = off ? norm(off) / norm(move) : Number.NaN;
    if (!(curved <= CURVED)) {
      this.#length = h / 4;
      // The step is shorter than any useful one: r has a jump here.
      if (this.#length < Number.EPSILON) this.state = "away";
      return;
    }
    this.at = to;
    this.change = after;
    this.slope = undefined;
    this.#length = Math.min(LONGEST, h * (curved <= STRAIGHT ? 10 : 2));
    if (!isWithin(to, this.#start, FAR * this.#extent)) this.state = "away";
  }

  /** (shift I - (dr/dx - I))^-1 v; null where the matrix is not positive definite. */
  #solved(v: Float64Array, shift: number): Float64Array | null {
    if (this.#factored?.shift !== shift) this.#factored = { shift, factors: this.#factors(v.length, shift) };
    const { factors } = this.#factored;
    if (!factors) return null;
    const solution = v.slice();
    solveFactored(factors, solution);
    return solution;
  }

  #factors(dim: number, shift: number): Float64Array | null {
    const { slope = new Float64Array(0) } = this;
    const matrix = new Float64Array(slope.length);
    for (let j = 0; j < slope.length; j++) matrix[j] = -slope[j];
    for (let a = 0; a < dim; a++) matrix[a * dim + a] += shift;
    return factorPositive(matrix, dim) ? matrix : null;
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

function isWithin(point: Float64Array, of: Float64Array, distance: number): boolean {
  let squared = 0;
  for (let a = 0; a < of.length; a++) squared += (point[a] - of[a]) ** 2;
  return squared <= distance * distance;
}

function norm(vector: Float64Array): number {
  let squared = 0;
  for (const value of vector) squared += value * value;
  return Math.sqrt(squared);
}
