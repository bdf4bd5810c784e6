import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { checkObject, checkPoints, checkPositive, checkWhole } from "../../numerics/check.ts";
import { firstNotFinite } from "../../numerics/first-not-finite.ts";
import { InputError } from "../../numerics/input-error.ts";
import { checkReconstruction } from "../check-reconstruction.ts";
import { displacement, displacementJacobian, type IsotropicReconstruction } from "../reconstruction.ts";
import { type Attractor, followUphill } from "./follow-uphill.ts";
import { NearbyPoints } from "./nearby-points.ts";

/** The kinds of places at which points end. */
export type ModeKind =
  /** An attracting fixed point: p_sigma has a maximum there, if r is the best denoiser of p. */
  | "mode"
  /** A fixed point from which r leads away in some direction. */
  | "saddle"
  /** A fixed point on a line or plane of fixed points, within the accuracy of the eigenvalues. */
  | "ridge"
  /** Not a fixed point: points were still moving there after the last step. */
  | "unfinished";

/** A place at which points end that follow r. */
export interface Mode {
  /** Shape (d). */
  readonly at: Float64Array;
  readonly kind: ModeKind;
  /** The number of starts that end there. */
  readonly starts: number;
  /** The largest real part of the eigenvalues of dr/dx: below 1 at a mode; the nearer to 1, the flatter the mode. */
  readonly slope: number;
  /**
   * A bound on the distance, in sigmas, between `at` and the fixed point, from the remaining r(x) - x and from rounding. Infinity
   * where none is known.
   */
  readonly errorEstimate: number;
}

/** The modes, and the mode at which each start ends. */
export interface Modes {
  /** The modes, those at which most starts end first. */
  readonly modes: readonly Mode[];
  /** The number of the mode of each start, from 0; -1 where r leads beyond all bounds. Shape (n). */
  readonly labels: Int32Array;
}

export interface ModesOptions {
  /** The largest number of steps from one start. Default 2000. */
  readonly steps?: number;
  /** Ends that are at most this far from each other, in sigmas, count as one. Default 0.1. */
  readonly tolerance?: number;
}

/**
 * The number of starts that are followed together, first and later; memory grows with it. Later starts are compared with known attractors.
 */
const [FIRST_BLOCK, BLOCK] = [64, 4096];
/**
 * The radius of attractors that catch later points. The slope of r changes by about 1 over a distance of sigma, so that r contracts
 * within some (1 - slope) sigma of a fixed point, and certainly within a fiftieth of that.
 */
const CATCH = 0.02;
/** The largest number of attractors with which points are compared at every step. */
const MOST_CATCHING = 200;
/** A slope closer to 1 than this cannot be distinguished from 1. */
const FLAT = 1e-7;

/**
 * Finds the fixed points to which r leads, and the fixed point of each start. If r is the best denoiser of p, they are the modes
 * of p_sigma; if r is a network, they are its attractors, of which some may be false. The method is described at `followUphill`.
 * @param starts shape (n, d), n >= 1
 * @throws InputError for options that can't be used, and for starts that are no finite points
 */
export function modesOf(r: IsotropicReconstruction, starts: Float64Array, options: ModesOptions = {}): Modes {
  const work = findModes(r, starts, options);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** `modesOf` in parts: yields the number of starts that are finished. */
export function* findModes(
  r: IsotropicReconstruction,
  starts: Float64Array,
  options: ModesOptions = {},
): Generator<number, Modes> {
  checkReconstruction("r", r);
  const { dim, sigma } = r;
  checkPositive("r.sigma", sigma);
  checkPoints("starts", starts, dim, 1);
  const bad = firstNotFinite(starts);
  if (bad !== -1)
    throw new InputError({ argument: `starts[${bad}]`, allowed: "a finite number", problem: starts[bad] });
  checkObject("options", options, "steps and tolerance");
  const { steps = 2000, tolerance = 0.1 } = options;
  checkWhole("steps", steps);
  checkPositive("tolerance", tolerance);
  const n = starts.length / dim;
  const labels = new Int32Array(n).fill(-1);
  const places = {
    arrived: new NearbyPoints(dim, tolerance * sigma),
    moving: new NearbyPoints(dim, tolerance * sigma),
  };
  /** The place of each start: fixed points are counted from 0 up, places of unfinished points from -2 down. */
  for (let first = 0, last = 0; first < n; first = last) {
    last = Math.min(n, first + (first === 0 ? FIRST_BLOCK : BLOCK));
    const following = followUphill(r, starts.subarray(first * dim, last * dim), steps, attractors(r, places.arrived));
    let step = following.next();
    for (; !step.done; step = following.next()) yield first + step.value;
    const { ends, states } = step.value;
    states.forEach((state, k) => {
      if (state === "away") return;
      const place = places[state].add(ends.slice(k * dim, (k + 1) * dim));
      labels[first + k] = state === "arrived" ? place : -2 - place;
    });
    yield last;
  }
  return ordered(r, places.arrived.points, places.moving.points, labels);
}

/** The modes among the fixed points, with the radius within which r certainly leads to them. */
function attractors(r: IsotropicReconstruction, { points }: NearbyPoints): Attractor[] {
  return points.slice(0, MOST_CATCHING).flatMap((at) => {
    const { kind, slope } = classify(r, at, true);
    return kind === "mode" ? [{ at, radius: CATCH * (1 - slope) * r.sigma }] : [];
  });
}

/** Counts, classifies and sorts; `labels` become those of the sorted modes. */
function ordered(
  r: IsotropicReconstruction,
  fixed: readonly Float64Array[],
  unfinished: readonly Float64Array[],
  labels: Int32Array,
): Modes {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const found = [
    ...fixed.map((at, k) => ({ label: k, at, arrived: true })),
    ...unfinished.map((at, k) => ({ label: -2 - k, at, arrived: false })),
  ].map(({ label, at, arrived }) => ({
    label,
    mode: { at, starts: counts.get(label) ?? 0, ...classify(r, at, arrived) },
  }));
  found.sort((a, b) => b.mode.starts - a.mode.starts || a.label - b.label);
  const numbers = new Map(found.map(({ label }, k) => [label, k]));
  return { modes: found.map(({ mode }) => mode), labels: labels.map((label) => numbers.get(label) ?? -1) };
}

/** Classifies by the eigenvalues of dr/dx - I. Near a fixed point, the distance to it is |r(x) - x| over the smallest eigenvalue. */
function classify(
  r: IsotropicReconstruction,
  at: Float64Array,
  arrived: boolean,
): Pick<Mode, "kind" | "slope" | "errorEstimate"> {
  const { realEigenvalues, imaginaryEigenvalues } = eigenvaluesOf(displacementJacobian(r, at), r.dim);
  const largest = Math.max(...realEigenvalues);
  const smallest = Math.min(...realEigenvalues.map((real, k) => Math.hypot(real, imaginaryEigenvalues[k])));
  const kind = !arrived ? "unfinished" : largest > FLAT ? "saddle" : largest > -FLAT ? "ridge" : "mode";
  const known = kind === "mode" || kind === "saddle";
  const rest = Math.hypot(...displacement(r, at)) + Number.EPSILON * Math.hypot(...at);
  return { kind, slope: 1 + largest, errorEstimate: known ? rest / smallest / r.sigma : Infinity };
}

function eigenvaluesOf(matrix: Float64Array, dim: number): EigenvalueDecomposition {
  const rows = Array.from({ length: dim }, (_, a) => [...matrix.subarray(a * dim, (a + 1) * dim)]);
  return new EigenvalueDecomposition(new Matrix(rows));
}
