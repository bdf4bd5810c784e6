import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { DensityErrors, Interval } from "../density.ts";
import type { KernelMoments, PosteriorSummation } from "./kernel-moments.ts";

/** The data of a blurred distribution from which its error bounds follow. */
export interface BlurredErrorOptions {
  readonly sigma: number;
  /** A box that holds the clean points. */
  readonly bounds: readonly Interval[];
  readonly posterior: PosteriorSummation;
  /** Relative error of a posterior sum, rounding included. */
  readonly sumError: number;
  /** The further error of the summation in sigma score and sigma^2 Hessian. */
  readonly methodError: number;
}

/** Above this value, weights may be wrong by a third, and count as unknown. */
const LARGEST_EXPONENT_ERROR = 0.3;
/** A point whose squared distance from x exceeds the least one by this, in units of sigma^2, weighs less than exp(-45). */
const NEGLIGIBLE_SQUARE = 90;

/**
 * Bounds on the errors of log p_sigma, its score and its Hessian, for the density of clean points y blurred by N(0, sigma^2 I).
 *
 * In units of sigma and relative to a reference point R near x, let y = R + u and x = R + v. A clean point weighs
 * exp(u . v - |u|^2 / 2). The last digits of x, y and R change that exponent by at most A = alpha + beta . |w| + gamma |w|^2, where
 * w = u - m is the difference from the posterior mean m. The mean then changes by E[A |w|], the covariance by E[A |w|^2]. With the
 * standard deviations S_a of u_a and the largest |w| that has a weight, W, E|w_a w_b| <= S_a S_b and E|w|^3 <= W S^2. These are the
 * terms of first order in A; the same amount is added for the higher orders. Where A is not small, the bound is that of the whole
 * set. The errors of u and v themselves and the rounding of the sums are added.
 *
 * @param points shape (n, d)
 */
export function blurredErrors(points: Float64Array, options: BlurredErrorOptions): DensityErrors {
  const { sigma, bounds, posterior } = options;
  const dim = bounds.length;
  const n = points.length / dim;
  const errors = {
    logPdf: new Float64Array(n),
    score: new Float64Array(n * dim),
    hessian: new Float64Array(n * dim * dim),
  };
  for (let i = 0; i < n; i++) {
    const point = points.subarray(i * dim, (i + 1) * dim);
    const local = new PosteriorErrors(posterior.at(points, i, 2), point, options);
    errors.logPdf[i] = local.logPdf();
    errors.score.set(
      local.shift().map((error) => error / sigma),
      i * dim,
    );
    errors.hessian.set(
      local.covariance().map((error) => error / sigma ** 2),
      i * dim * dim,
    );
  }
  return errors;
}

/** The errors at one point, in units of sigma. */
class PosteriorErrors {
  readonly #dim: number;
  readonly #options: BlurredErrorOptions;
  /** v, m, S; and the errors of v, and of u near the mean. (d) each. */
  readonly #offset: Float64Array;
  readonly #mean: Float64Array;
  readonly #deviation: Float64Array;
  readonly #offsetError: Float64Array;
  readonly #cleanError: Float64Array;
  readonly #logMass: number;
  /** W, for the whole set or for the part of it that has a weight. */
  readonly #extent: number;
  /** The terms of A: alpha, then those with |w|. */
  readonly #constant: number;
  readonly #linear: Float64Array;
  readonly #quadratic: number;
  /** Where there are sums of differences, the sizes to which their rounding is proportional, (d). */
  readonly #moved: Float64Array;
  /** The relative error of a posterior sum, rounding included. */
  readonly #sumError: number;

  constructor(sums: KernelMoments, x: Float64Array, options: BlurredErrorOptions) {
    const { sigma, bounds, sumError } = options;
    const { dim, mass, first, second, reference } = sums;
    const u = UNIT_ROUNDOFF;
    this.#dim = dim;
    this.#options = options;
    this.#moved = new Float64Array(dim);
    this.#offset = sums.offset.slice();
    this.#logMass = sums.logMass();
    this.#mean = first.map((value) => value / mass);
    this.#deviation = this.#mean.map((m, a) =>
      Math.sqrt(Math.max(0, second[a * dim + a] / mass - m * m) + sumError * (second[a * dim + a] / mass)),
    );
    // sigma, too, is known only to its last digit, and x, y and R enter by differences in units of sigma.
    this.#offsetError = this.#offset.map((v, a) => u * (Math.abs(x[a]) / sigma + 4 * Math.abs(v)));
    this.#cleanError = this.#mean.map(
      (m, a) => u * ((2 * Math.abs(reference[a])) / sigma + 4 * (Math.abs(m) + this.#deviation[a])),
    );
    const distance = this.#mean.map((m, a) => Math.abs(this.#offset[a] - m));
    const cutoff = Math.hypot(...distance) + Math.sqrt(Math.hypot(...this.#offset) ** 2 + NEGLIGIBLE_SQUARE);
    this.#extent = Math.min(cutoff, Math.hypot(...bounds.map(([lower, upper]) => (upper - lower) / sigma)));
    const size = this.#mean.map(Math.abs);
    const sum = (term: (a: number) => number): number => size.reduce((total, _, a) => total + term(a), 0);
    const terms = (dim + 3) * u;
    this.#constant = sum(
      (a) => this.#cleanError[a] * distance[a] + terms * size[a] * (Math.abs(this.#offset[a]) + size[a] / 2),
    );
    this.#linear = size.map(
      (m, a) =>
        this.#cleanError[a] + this.#offsetError[a] + 4 * u * distance[a] + terms * (Math.abs(this.#offset[a]) + 2 * m),
    );
    this.#quadratic = (dim + 10) * u;
    const ofAll = options.posterior.roundingOfAll?.(x, 0);
    this.#sumError = sumError + (ofAll?.sums ?? 0);
    if (!ofAll) return;
    // |t|^2 is at most |v - m|^2 + 2 |v - m| |w| + |w|^2.
    const { relative, squares, lengths } = ofAll;
    this.#constant += relative * (sum((a) => distance[a] ** 2) + squares);
    this.#linear = this.#linear.map((beta, a) => beta + 2 * relative * distance[a]);
    this.#quadratic += relative;
    this.#moved = distance.map((value) => value + lengths);
  }

  logPdf(): number {
    const rounding = this.#dim * UNIT_ROUNDOFF;
    const square = this.#offset.reduce(
      (sum, v, a) => sum + Math.abs(v) * (this.#offsetError[a] + rounding * Math.abs(v)),
      0,
    );
    const { methodError, sigma } = this.#options;
    const sumError = this.#sumError;
    const sizes = Math.abs(this.#logMass) + this.#dim * (2 + Math.abs(Math.log(sigma)));
    return this.#exponentError() + square + sumError + methodError + 4 * UNIT_ROUNDOFF * sizes;
  }

  /** The error of (E[y | x] - x) / sigma. */
  shift(): Float64Array {
    const { methodError } = this.#options;
    const sumError = this.#sumError;
    const known = this.#exponentError() < LARGEST_EXPONENT_ERROR;
    const weights = 2 * (this.#exponentError() + this.#quadratic * this.#extent * this.#standardDeviation());
    return this.#mean.map((m, a) => {
      const s = this.#deviation[a];
      const fromWeights = known ? Math.min(weights * s, this.#width(a)) : this.#width(a);
      const own = this.#cleanError[a] + this.#offsetError[a] + 2 * UNIT_ROUNDOFF * Math.abs(this.#offset[a]);
      return fromWeights + own + sumError * (2 * Math.abs(m) + s + this.#moved[a]) + methodError;
    });
  }

  /** The error of Cov[y | x] / sigma^2 - I, (d, d). */
  covariance(): Float64Array {
    const dim = this.#dim;
    return Float64Array.from({ length: dim * dim }, (_, entry) =>
      this.#covarianceAlong(Math.floor(entry / dim), entry % dim),
    );
  }

  #covarianceAlong(a: number, b: number): number {
    const { methodError } = this.#options;
    const sumError = this.#sumError;
    const [s, t] = [this.#deviation[a], this.#deviation[b]];
    const [m, n] = [Math.abs(this.#mean[a]), Math.abs(this.#mean[b])];
    const whole = this.#width(a) * this.#width(b);
    const known = this.#exponentError() < LARGEST_EXPONENT_ERROR;
    const fromWeights = known ? Math.min((4 * this.#exponentError() + this.#tail()) * s * t, whole) : whole;
    const own = 2 * (this.#cleanError[a] * t + this.#cleanError[b] * s);
    const sums = 3 * sumError * (m * n + s * t + m * t + n * s);
    return fromWeights + own + sums + methodError + 4 * UNIT_ROUNDOFF * (1 + s * t);
  }

  /** The contribution of the third and fourth moments, which are at most W and W^2 times the second moments. */
  #tail(): number {
    const linear = this.#linear.reduce((largest, beta) => Math.max(largest, beta), 0);
    return 2 * this.#extent * (linear + this.#quadratic * this.#extent);
  }

  /** A at a distance of one standard deviation from the mean. */
  #exponentError(): number {
    const linear = this.#linear.reduce((sum, beta, a) => sum + beta * this.#deviation[a], 0);
    return this.#constant + linear + this.#quadratic * this.#standardDeviation() ** 2;
  }

  /** The length of S. */
  #standardDeviation(): number {
    return Math.hypot(...this.#deviation);
  }

  /** The width of the set along an axis, which bounds the error of every average over it. */
  #width(axis: number): number {
    const [lower, upper] = this.#options.bounds[axis];
    return (upper - lower) / this.#options.sigma;
  }
}
