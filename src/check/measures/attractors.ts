import { createRng } from "../../numerics/random/random.ts";
import { KdTree } from "../../numerics/sorting/k-d-tree.ts";
import { traces } from "../../reconstruction/field/vector-field.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import type { Subject } from "../subject.ts";

/** The number of starts at noisy points, and of starts that are farther out by random steps. */
const STARTS = 48;
/** The random steps have the larger of these two standard deviations: in sigmas, and in standard deviations of the data. */
const FARTHER_SIGMAS = 4;
const FARTHER_STANDARD_DEVIATIONS = 1;
/** The largest number of steps along the scores. */
const STEPS = 150;
/** A point is at rest if the length of its step r(x) - x, in sigmas, is at most this. */
const AT_REST = 1e-3;
/** The step is multiplied by a factor that grows, up to this, while its direction stays the same, and shrinks when it turns. */
const LARGEST_STRETCH = 1e4;
/** A fixed point is far from the data if its distance, in sigmas, exceeds the usual distance of the data from each other by this. */
const FAR = 5;
/** At a fixed point of the right r the exact step is zero. At a false attractor it is longer than this, in sigmas. */
const FALSE_STEP = 0.25;
/** The largest fraction of starts that counts as none. */
const NONE = 0.01;
/** The largest number of clean points to which distances are measured. */
const DATA = 4000;

/** The check of the fixed points, and the covariance of the model there. */
export interface Attractors {
  readonly checks: readonly ScoreCheck[];
  /**
   * The mean trace of dr/dx at the fixed points, divided by that of the exact r. If the exact r is not known, it is divided by the
   * loss per sigma^2. It is far below 1 for a model that has memorised its training points. NaN if no start came to rest.
   */
  readonly covarianceRatio: number;
}

/** Checks for false attractors (X1): follows the scores from every start, and counts the starts that end far from the data. */
export async function attractorChecks(subject: Subject): Promise<Attractors> {
  const { dim, sigma, truth } = subject;
  const starts = startsOf(subject);
  const ends = await follow(subject, starts);
  const scores = await subject.field.scores(ends, subject.reading);
  const length = (values: Float64Array, i: number): number =>
    sigma * Math.hypot(...values.subarray(i * dim, (i + 1) * dim));
  const exact = truth?.score(ends);
  const distances = distancesToData(subject, ends);
  const limit = FAR + usualDistance(subject);
  const n = starts.length / dim;
  const resting = Array.from({ length: n }, (_, i) => i).filter((i) => length(scores, i) <= 10 * AT_REST);
  const caught = resting.filter((i) => distances[i] > limit && (!exact || !(length(exact, i) <= FALSE_STEP)));
  const farthest = Math.max(0, ...caught.map((i) => distances[i]));
  const check = scoreCheck({
    id: "attractors",
    sigma,
    name: `fraction of ${n} starts that end at a fixed point of r farther from the data than ${limit.toFixed(1)} sigma (X1), sigma = ${sigma}`,
    predicted: 0,
    measured: caught.length / n,
    tolerance: NONE,
    toleranceReason: "one start in a hundred is allowed",
    diagnosis: `The model has attracting fixed points without data, up to ${farthest.toFixed(0)} sigma away. Usually it was trained with so little noise that no noisy point ever fell there; train with more noise, or with large noise first.`,
  });
  return { checks: [check], covarianceRatio: await covarianceRatioAt(subject, ends, resting) };
}

function startsOf({ draws, dim, sigma, seed }: Subject): Float64Array {
  const rng = createRng(seed, 3);
  const n = Math.min(STARTS, draws.noisy.length / dim);
  const near = draws.noisy.subarray(0, n * dim);
  const ofData = standardDeviation(draws.clean, dim);
  const farther = Math.max(FARTHER_SIGMAS * sigma, FARTHER_STANDARD_DEVIATIONS * ofData);
  return Float64Array.from({ length: 2 * n * dim }, (_, j) => {
    return j < n * dim ? near[j] : near[j - n * dim] + farther * rng.normal();
  });
}

/** The root of the mean variance of the coordinates. */
function standardDeviation(points: Float64Array, dim: number): number {
  const n = points.length / dim;
  let variance = 0;
  for (let a = 0; a < dim; a++) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      sum += points[i * dim + a] / n;
      squares += points[i * dim + a] ** 2 / n;
    }
    variance += Math.max(0, squares - sum ** 2) / dim;
  }
  return Math.sqrt(variance);
}

/** Follows the scores from every start, with adaptive steps, until all points are at rest. */
async function follow({ field, reading, dim, sigma }: Subject, starts: Float64Array): Promise<Float64Array> {
  const at = starts.slice();
  const n = at.length / dim;
  const stretch = new Float64Array(n).fill(1);
  let before: Float64Array | undefined;
  for (let step = 0; step < STEPS; step++) {
    const scores = await field.scores(at, reading);
    let moving = false;
    for (let i = 0; i < n; i++) {
      const own = scores.subarray(i * dim, (i + 1) * dim);
      const size = Math.hypot(...own);
      if (!Number.isFinite(size) || sigma * size <= AT_REST) continue;
      moving = true;
      if (before) stretch[i] *= turn(own, before.subarray(i * dim, (i + 1) * dim));
      stretch[i] = Math.min(LARGEST_STRETCH, Math.max(1 / 16, stretch[i]));
      // The step is at most two sigmas, so that it jumps over no attractor, but not shorter than the step of r unless it shrank.
      const factor = Math.max(
        sigma ** 2 * Math.min(1, stretch[i]),
        Math.min(stretch[i] * sigma ** 2, (2 * sigma) / size),
      );
      for (let a = 0; a < dim; a++) at[i * dim + a] += factor * own[a];
    }
    if (!moving) break;
    before = scores;
  }
  return at;
}

/** The factor by which the stretch of a step changes, from the angle between this step and the previous one. */
function turn(now: Float64Array, before: Float64Array): number {
  let [dot, a, b] = [0, 0, 0];
  for (let k = 0; k < now.length; k++) {
    dot += now[k] * before[k];
    a += now[k] ** 2;
    b += before[k] ** 2;
  }
  const cosine = dot / Math.sqrt(a * b || 1);
  if (cosine > 0.8) return 2;
  return cosine < 0 ? 0.5 : 1;
}

/** The distance of each point from the nearest clean point, in sigmas. */
function distancesToData({ draws, dim, sigma }: Subject, points: Float64Array): Float64Array {
  const clean = draws.clean.subarray(0, DATA * dim);
  const tree = new KdTree(clean, dim);
  return Float64Array.from({ length: points.length / dim }, (_, i) => {
    if (!points.subarray(i * dim, (i + 1) * dim).every(Number.isFinite)) return Number.POSITIVE_INFINITY;
    const nearest = tree.nearest(points, i * dim) * dim;
    let square = 0;
    for (let a = 0; a < dim; a++) square += (tree.points[nearest + a] - points[i * dim + a]) ** 2;
    return Math.sqrt(square) / sigma;
  });
}

/** The 99th percentile of the distance of a clean point from the nearest other clean point, in sigmas. */
function usualDistance({ draws, dim, sigma }: Subject): number {
  const { clean, replicates } = draws;
  const rows = Float64Array.from({ length: clean.length / replicates }, (_, j) => {
    return clean[Math.floor(j / dim) * replicates * dim + (j % dim)];
  });
  const half = Math.floor(rows.length / dim / 2) * dim;
  if (half === 0) return 0;
  const tree = new KdTree(rows.subarray(half), dim);
  const some = Math.min(400, half / dim);
  const distances = Array.from({ length: some }, (_, i) => {
    const nearest = tree.nearest(rows, i * dim) * dim;
    let square = 0;
    for (let a = 0; a < dim; a++) square += (tree.points[nearest + a] - rows[i * dim + a]) ** 2;
    return Math.sqrt(square) / sigma;
  });
  return distances.sort((a, b) => a - b)[Math.floor(0.99 * (some - 1))];
}

async function covarianceRatioAt(subject: Subject, ends: Float64Array, resting: readonly number[]): Promise<number> {
  const { dim, sigma, field, reading, truth, draws, scores } = subject;
  const chosen = resting.slice(0, STARTS);
  if (chosen.length === 0) return Number.NaN;
  const at = Float64Array.from(chosen.flatMap((i) => Array.from(ends.subarray(i * dim, (i + 1) * dim))));
  const mean = (values: Float64Array): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const { hessian } = await field.hessian(at, reading);
  const own = dim + sigma ** 2 * mean(traces(hessian, dim));
  if (truth) return own / (dim + sigma ** 2 * mean(traces(truth.hessian(at), dim)));
  let loss = 0;
  for (let j = 0; j < scores.length; j++) {
    loss += ((draws.clean[j] - draws.noisy[j] - sigma ** 2 * scores[j]) / sigma) ** 2 / (scores.length / dim);
  }
  return own / loss;
}
