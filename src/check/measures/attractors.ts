import { createRng } from "../../numerics/random/random.ts";
import { KdTree } from "../../numerics/sorting/k-d-tree.ts";
import { traces } from "../../reconstruction/field/vector-field.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import type { Subject } from "../subject.ts";

/** Starts: noisy points, and as many that are this many sigmas, or spreads of the data, farther out. */
const STARTS = 48;
const FARTHER_SIGMAS = 4;
const FARTHER_SPREADS = 1;
/** How often the scores are followed, at most, and when a point has arrived: a step r(x) - x of so many sigmas. */
const STEPS = 150;
const AT_REST = 1e-3;
/** The step grows while it keeps its direction, up to this many of its own lengths, and shrinks where it turns. */
const LONGEST = 1e4;
/** Farther from the data than noise falls: in sigmas, beyond what the noisy points themselves are from other data. */
const FAR = 5;
/** At a fixed point of the right r the exact step is zero; at a false one it is longer than this, in sigmas. */
const PUSH = 0.25;
/** What counts as none: one start in a hundred. */
const NONE = 0.01;
/** Clean points that distances are measured to. */
const DATA = 4000;

/** What was found of fixed points, beside the check. */
export interface Attractors {
  readonly checks: readonly ScoreCheck[];
  /**
   * Mean trace of dr/dx at the fixed points, over that of the exact r there, or over the loss per sigma^2 where that is not known: far
   * below 1 where a model takes training points for the only ones. NaN where nothing came to rest.
   */
  readonly certainty: number;
}

/** False attractors (X1): where points end that follow the scores, far from the data, measured in sigmas. */
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
  const caught = resting.filter((i) => distances[i] > limit && (!exact || !(length(exact, i) <= PUSH)));
  const farthest = Math.max(0, ...caught.map((i) => distances[i]));
  const check = scoreCheck({
    id: "attractors",
    sigma,
    name: `share of ${n} starts that end at a fixed point of r farther from the data than ${limit.toFixed(1)} sigma (X1), sigma = ${sigma}`,
    predicted: 0,
    measured: caught.length / n,
    tolerance: NONE,
    toleranceReason: "one start in a hundred counts as none",
    diagnosis: `The model has attracting fixed points without data, up to ${farthest.toFixed(0)} sigma away. Usually it was trained with so little noise that no noisy point ever fell there; train with more noise, or with a large one first.`,
  });
  return { checks: [check], certainty: await certaintyAt(subject, ends, resting) };
}

function startsOf({ draws, dim, sigma, seed }: Subject): Float64Array {
  const rng = createRng(seed, 3);
  const n = Math.min(STARTS, draws.noisy.length / dim);
  const near = draws.noisy.subarray(0, n * dim);
  const spread = spreadOf(draws.clean, dim);
  const reach = Math.max(FARTHER_SIGMAS * sigma, FARTHER_SPREADS * spread);
  return Float64Array.from({ length: 2 * n * dim }, (_, j) => {
    return j < n * dim ? near[j] : near[j - n * dim] + reach * rng.normal();
  });
}

/** Root of the mean variance of a coordinate. */
function spreadOf(points: Float64Array, dim: number): number {
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

/** Follows the scores from every start, with steps that adapt, until all are at rest. */
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
      stretch[i] = Math.min(LONGEST, Math.max(1 / 16, stretch[i]));
      // Never farther than two sigmas at once, so that no attractor is jumped over, and no shorter than r itself would go.
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

/** By how much a step grows or shrinks, after the angle to the one before. */
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

/** From each of some points to the nearest clean one, in sigmas. */
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

/** The distance of one clean point in a hundred from all others, in sigmas. */
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

async function certaintyAt(subject: Subject, ends: Float64Array, resting: readonly number[]): Promise<number> {
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
