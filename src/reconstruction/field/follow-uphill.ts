import { solvePositive } from "../../numerics/linear-algebra/solve-positive.ts";
import { displacement, displacementJacobian, type IsotropicReconstruction } from "../reconstruction.ts";
import { NearbyPoints } from "./nearby-points.ts";

/** What became of a point that followed r: it came to a fixed point, was still on its way, or left for infinity. */
export type UphillState = "arrived" | "moving" | "away";

/** Where points end that follow r. */
export interface UphillEnds {
  /** Shape (n, d). */
  readonly ends: Float64Array;
  readonly states: readonly UphillState[];
}

/** An attracting fixed point, and how near to it r leads to it. */
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
 * No lengthened step is longer than this, in sigmas: p_sigma has no structure that is much finer than sigma. Points that have left
 * the starts behind, by this many extents of them, may go as far again.
 */
const MOST_SIGMAS = 1;
const LEFT = 4;
/** How far the solution of the implicit equation may be from the step that was made, as a part of the step. */
const [CURVED, STRAIGHT] = [0.25, 0.05];
/** Farther from its start than this, in extents of all starts or sigmas, a point has left for infinity. */
const FAR = 1e6;
/** Entries of Jacobians that are held at a time. */
const MOST_ENTRIES = 4e6;
/** Rounding of r(x) - x, in units of the last digit of x. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * Follows r from every start, uphill, to the fixed points of r. First r is applied ten times, x' = r(x): mean shift. Points that are
 * not there by then are where r moves them slowly, as the flow dx/dt = r(x) - x does, and linearly implicit steps of growing length h
 * follow the flow to its end:
 *
 *     (I / h - (dr/dx - I)) (x' - x) = r(x) - x.
 *
 * For h -> infinity the step is Newton's (pseudo-transient continuation; Kelley and Keyes, SIAM Journal on Numerical Analysis 35,
 * 1998). A step is taken only where the matrix is positive definite, so that the step goes uphill and not to a saddle, where
 * it is not longer than sigma, and where one more iteration for x' = x + h (r(x') - x') would change it by a quarter at most.
 *
 * Yields now and then, with the number of points that are at rest.
 *
 * @param starts shape (n, d)
 * @param steps the most that a point makes
 * @param known attractors: a point that comes within the radius of one has arrived at it
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
  // Points that have come together end together.
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

/** One step of each, taken or refused. */
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

/** A point on its way. */
class Walker {
  at: Float64Array;
  state: UphillState = "moving";
  /** r(x) - x where it is. */
  change: Float64Array | undefined;
  /** dr/dx - I where it is; undefined where it has just come. */
  slope: Float64Array | undefined;
  /** h. */
  #length = 1;
  readonly #start: Float64Array;
  readonly #sigma: number;
  readonly #extent: number;

  /** @param extent of all starts */
  constructor(at: Float64Array, sigma: number, extent: number) {
    this.at = at;
    this.#start = at;
    this.#sigma = sigma;
    this.#extent = extent;
  }

  /** Takes note of dr/dx - I where it is, and whether the fixed point is reached. */
  see(slope: Float64Array): void {
    const { change } = this;
    if (!change?.every(Number.isFinite) || !slope.every(Number.isFinite)) {
      this.state = "away";
      return;
    }
    this.slope = slope;
    const size = norm(change);
    if (size <= NO_RESIDUAL * this.#sigma + ROUNDING * Math.sqrt(change.length) * norm(this.at)) this.state = "arrived";
    else if (size <= AT_REST * this.#sigma) {
      const newton = this.#solved(change, 0);
      if (newton && norm(newton) <= AT_REST * this.#sigma) this.state = "arrived";
    }
  }

  /** Whether it has come to one of these. */
  capture(known: readonly Attractor[]): void {
    const attractor = this.state === "moving" && known.find(({ at, radius }) => isWithin(this.at, at, radius));
    if (!attractor) return;
    this.at = attractor.at;
    this.state = "arrived";
  }

  /** The step of length h, or of a shorter one that goes uphill and not too far. */
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

  /** Takes the step where the implicit equation is solved well enough, and lengthens the next; else shortens it. */
  judge(move: Float64Array, to: Float64Array, after: Float64Array): void {
    const h = this.#length;
    const off = this.#solved(
      after.map((value, a) => value - move[a] / h),
      1 / h,
    );
    const curved = off ? norm(off) / norm(move) : Number.NaN;
    if (!(curved <= CURVED)) {
      this.#length = h / 4;
      // Shorter than any that could help: r jumps here.
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
    const { slope = new Float64Array(0) } = this;
    const matrix = slope.map((entry) => -entry);
    for (let a = 0; a < v.length; a++) matrix[a * v.length + a] += shift;
    const solution = v.slice();
    return solvePositive(matrix, solution) ? solution : null;
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
