import type { Density } from "../../density/density.ts";
import type { Rng } from "../../numerics/random/random.ts";

/** The antithetic pairs of paths in one sample. */
export const PAIRS_PER_SAMPLE = 8;
/** The number of times that the pairs of a sample are halved, until one is left. */
const LAST_STAGE = Math.log2(PAIRS_PER_SAMPLE);
/** Time is cut at this many sigma^2, which leaves out exp(-18) = 2e-8 of the average. */
const HORIZON = 18;
/** Steps grow as exp(t / (3 sigma^2)), because the error of a late step of a second-order scheme has less weight. */
const GROWTH = 3;

/** A grid of time steps, with the weight of each step. */
export interface TimeSteps {
  /** Lengths, (n). */
  readonly lengths: Float64Array;
  /** The mean of exp(-t / sigma^2) over each step, (n). */
  readonly weights: Float64Array;
  /** The number of halvings of a sample's pairs before each step, (n). Each halving doubles the weight of the remaining pairs. */
  readonly stages: Float64Array;
}

/**
 * Steps from 0 to 18 sigma^2, each a fraction of the shortest time that matters, 1 / (1 / sigma^2 + curvature) at the start.
 * @param curvature the largest rate at which the drift relaxes, an eigenvalue of -Hess log p
 * @param stepsPerTime the number of steps in that time, on level 0
 * @param level each level halves the steps of the one before
 */
export function timeSteps(sigma: number, curvature: number, stepsPerTime: number, level: number): TimeSteps {
  const sigma2 = sigma ** 2;
  const parts = 2 ** level;
  const [lengths, weights, stages]: number[][] = [[], [], []];
  let t = 0;
  while (t < HORIZON * sigma2) {
    const length = 1 / (stepsPerTime * (Math.exp(-t / (GROWTH * sigma2)) / sigma2 + curvature)) / parts;
    // After each 2 log 2 sigma^2 half of the pairs remain, in proportion to the square root of their weight. All levels halve at the
    // same times.
    const stage = Math.min(LAST_STAGE, Math.floor(t / (2 * Math.LN2 * sigma2)));
    for (let part = 0; part < parts; part++) {
      lengths.push(length);
      weights.push((Math.exp(-t / sigma2) * -Math.expm1(-length / sigma2) * sigma2) / length);
      stages.push(stage);
      t += length;
    }
  }
  return {
    lengths: Float64Array.from(lengths),
    weights: Float64Array.from(weights),
    stages: Float64Array.from(stages),
  };
}

/**
 * Langevin paths dX = s dt + sqrt(2) dW, in antithetic pairs, stepped by the stochastic Heun scheme (weak order 2 for a
 * noise that does not depend on X), reflected where the density has walls (weak order 1 for paths that get there).
 *
 * Along each path it sums INT exp(-t / sigma^2) (dX - sqrt(2) dW). The mean over paths and over tau ~ Exp(mean sigma^2) is
 * E[X_tau] - x: tau is integrated out, and the noise, whose mean is 0, is left out. Without walls the integrand
 * is exp(-t / sigma^2) s(X_t) dt.
 */
export class LangevinPaths {
  /** Whether a path was reflected. */
  touchedWall = false;
  readonly #density: Density;
  readonly #walls: boolean;
  readonly #tangent: boolean;

  /** @param tangent whether the derivative of a path with respect to its start is followed too: dY = Hess log p (X) Y dt */
  constructor(density: Density, tangent: boolean) {
    this.#density = density;
    this.#walls = density.support.some((interval) => interval.some(Number.isFinite));
    this.#tangent = tangent;
  }

  /**
   * The sums of each pair, the mean of its two paths: of X, then (with `tangent`) of its derivative with respect to the start, row by
   * row. With `coarse`, steps twice as long are also taken on the same noise, and the result is the difference.
   * @param starts where each pair starts, (pairs, d); pair i is the (i div samples)-th of sample i mod samples
   * @param samples pairs / PAIRS_PER_SAMPLE
   * @returns (pairs, d) or (pairs, d + d^2)
   */
  sums(rng: Rng, starts: Float64Array, samples: number, fine: TimeSteps, coarse?: TimeSteps): Float64Array {
    const { dim } = this.#density;
    const fineBundle = this.#bundle(starts);
    const coarseBundle = coarse ? this.#bundle(starts) : undefined;
    const noise = new Float64Array(starts.length);
    const both = new Float64Array(starts.length);
    fine.lengths.forEach((length, n) => {
      const stage = fine.stages[n];
      // The remaining pairs are the first ones, equally many of every sample.
      const alive = (samples * PAIRS_PER_SAMPLE * dim) / 2 ** stage;
      const scale = Math.sqrt(2 * length);
      for (let i = 0; i < alive; i++) noise[i] = scale * rng.normal();
      this.#step(fineBundle, noise.subarray(0, alive), length, 2 ** stage * fine.weights[n]);
      if (!coarse || !coarseBundle) return;
      for (let i = 0; i < alive; i++) both[i] = n % 2 === 0 ? noise[i] : both[i] + noise[i];
      if (n % 2 === 1) {
        const k = (n - 1) / 2;
        this.#step(coarseBundle, both.subarray(0, alive), coarse.lengths[k], 2 ** stage * coarse.weights[k]);
      }
    });
    const sums = this.#meansOfPairs(fineBundle);
    if (!coarseBundle) return sums;
    const coarseSums = this.#meansOfPairs(coarseBundle);
    return sums.map((sum, i) => sum - coarseSums[i]);
  }

  /** Paths at their starts. The two paths of a pair, on the noise and on its negative, are adjacent. */
  #bundle(starts: Float64Array): Bundle {
    const { dim } = this.#density;
    const x = new Float64Array(2 * starts.length);
    for (let i = 0; i < x.length; i++) x[i] = starts[noiseIndex(i, dim)];
    const tangent = new Float64Array(this.#tangent ? x.length * dim : 0);
    for (let i = 0; i < tangent.length; i++) tangent[i] = Math.floor(i / dim) % dim === i % dim ? 1 : 0;
    return { x, sum: new Float64Array(x.length), tangent, tangentSum: new Float64Array(tangent.length) };
  }

  #meansOfPairs({ sum, tangentSum }: Bundle): Float64Array {
    const { dim } = this.#density;
    const parts = this.#tangent ? [sum, tangentSum] : [sum];
    const widths = [dim, dim * dim];
    const size = this.#tangent ? dim + dim * dim : dim;
    const means = new Float64Array((sum.length / 2 / dim) * size);
    parts.forEach((part, k) => {
      const width = widths[k];
      for (let i = 0; i < part.length; i++) {
        const pair = Math.floor(i / (2 * width));
        means[pair * size + k * dim + (i % width)] += part[i] / 2;
      }
    });
    return means;
  }

  /** One step of the first paths of the bundle, as many as there is noise for. */
  #step(bundle: Bundle, noise: Float64Array, length: number, weight: number): void {
    const { dim } = this.#density;
    const { sum } = bundle;
    const x = bundle.x.subarray(0, 2 * noise.length);
    const jump = new Float64Array(x.length);
    for (let path = 0; path < x.length / dim; path++) {
      const from = (path >> 1) * dim;
      for (let a = 0; a < dim; a++) jump[path * dim + a] = path % 2 === 0 ? noise[from + a] : -noise[from + a];
    }
    const before = this.#density.score(x);
    const predicted = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) predicted[i] = x[i] + length * before[i] + jump[i];
    const mirrored = this.#walls ? this.#fold(predicted) : undefined;
    const after = this.#density.score(predicted);
    if (this.#tangent) this.#tangentStep(x, predicted, bundle, length, weight);
    for (let i = 0; i < x.length; i++) {
      // Behind a wall the density is continued as its mirror image, and its score with the opposite sign.
      const drift = (length / 2) * (before[i] + (mirrored?.[i] ? -after[i] : after[i]));
      x[i] += drift + jump[i];
      sum[i] += weight * drift;
    }
    if (this.#walls) {
      const unfolded = x.slice();
      this.#fold(x);
      for (let i = 0; i < x.length; i++) sum[i] += weight * (x[i] - unfolded[i]);
    }
  }

  /** The derivative of the Heun step: Y + h/2 (H(x) Y + H(predicted) (Y + h H(x) Y)). */
  #tangentStep(
    x: Float64Array,
    predicted: Float64Array,
    { tangent, tangentSum }: Bundle,
    length: number,
    weight: number,
  ): void {
    const { dim } = this.#density;
    const size = dim * dim;
    const [first, second] = [this.#density.hessian(x), this.#density.hessian(predicted)];
    const slope = new Float64Array(size);
    const middle = new Float64Array(size);
    for (let at = 0; at < first.length; at += size) {
      slope.fill(0);
      addProduct(slope, first, at, tangent, at, dim);
      for (let i = 0; i < size; i++) middle[i] = tangent[at + i] + length * slope[i];
      addProduct(slope, second, at, middle, 0, dim);
      for (let i = 0; i < size; i++) {
        const change = (length / 2) * slope[i];
        tangent[at + i] += change;
        tangentSum[at + i] += weight * change;
      }
    }
  }

  /** Mirrors points back into the support, in place; records for each coordinate whether it was mirrored an odd number of times. */
  #fold(x: Float64Array): Uint8Array {
    const { dim, support } = this.#density;
    const mirrored = new Uint8Array(x.length);
    for (let i = 0; i < x.length; i++) {
      const [lower, upper] = support[i % dim];
      if (x[i] >= lower && x[i] <= upper) continue;
      this.touchedWall = true;
      const belowLower = x[i] < lower;
      const overshoot = belowLower ? lower - x[i] : x[i] - upper;
      const crossings = Math.floor(overshoot / (upper - lower));
      const rest = crossings > 0 ? overshoot - crossings * (upper - lower) : overshoot;
      const even = crossings % 2 === 0;
      mirrored[i] = even ? 1 : 0;
      x[i] = even === belowLower ? lower + rest : upper - rest;
    }
    return mirrored;
  }
}

/** The paths of one step length: positions and sums (paths, d), derivatives and their sums (paths, d, d). */
interface Bundle {
  readonly x: Float64Array;
  readonly sum: Float64Array;
  readonly tangent: Float64Array;
  readonly tangentSum: Float64Array;
}

/** The pair's coordinate that the i-th coordinate of paths belongs to. */
function noiseIndex(i: number, dim: number): number {
  return Math.floor(i / (2 * dim)) * dim + (i % dim);
}

/** result += A B, matrices (d, d); A and B begin at an offset. */
function addProduct(
  result: Float64Array,
  a: Float64Array,
  fromA: number,
  b: Float64Array,
  fromB: number,
  dim: number,
): void {
  for (let row = 0; row < dim; row++) {
    for (let inner = 0; inner < dim; inner++) {
      const factor = a[fromA + row * dim + inner];
      for (let column = 0; column < dim; column++) {
        result[row * dim + column] += factor * b[fromB + inner * dim + column];
      }
    }
  }
}
