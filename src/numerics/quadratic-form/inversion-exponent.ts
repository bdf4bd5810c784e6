import { type DoubleDouble, subtract } from "../linear-algebra/double-double.ts";

/** Axes along which a Gaussian has the same variance. Lengths are in radii of the ball. */
export interface EqualAxes {
  /** The variance along each axis. */
  readonly variance: number;
  /** The number of these axes. */
  readonly count: number;
  /** The part of |mean - center|^2 along these axes. If the variance is tiny, more than 16 digits matter. */
  readonly squaredOffset: DoubleDouble;
}

/** Bounds on the derivative of log P, to first order. */
export interface Sensitivity {
  /** The bound per change of the covariance matrix, in the Frobenius norm. */
  readonly toCovariance: number;
  /** The bound per length of a change of the mean. */
  readonly toMean: number;
}

/**
 * The exponent K of the integral that inverts the Laplace transform of T = |x - center|^2 for a Gaussian x:
 *
 *   P(T <= 1) = 1 / (2 pi i) INT exp(K(s)) ds,   K(s) = s - log s - SUM_j [ s b_j^2 / (1 + 2 v_j s) + log(1 + 2 v_j s) / 2 ]
 *
 * over a path around the singularities 0 and -1 / (2 v_j), for variances v_j and offsets b_j of the mean along the principal axes.
 * If the boundary of the ball passes through a thin Gaussian, s and the s b_j^2 of thin axes (2 v_j s < 1) cancel. They are
 * combined into s (1 - SUM b_j^2) + SUM b_j^2 2 v_j s^2 / (1 + 2 v_j s), which does not cancel.
 */
export class InversionExponent {
  /** The value and the derivative of K at the point of the last `moveTo`. */
  re = 0;
  im = 0;
  derivativeRe = 0;
  derivativeIm = 0;
  /** The axes in the order of decreasing variance, which is the order of all results. */
  readonly axes: readonly EqualAxes[];
  readonly #variance: Float64Array;
  readonly #count: Float64Array;
  readonly #squaredOffset: Float64Array;
  /** 1 - SUM b_j^2 over the axes from the k-th on, (groups + 1). */
  readonly #remainder: Float64Array;
  /** The axes from this one on are thin. */
  #firstThin = 0;

  constructor(axes: readonly EqualAxes[]) {
    this.axes = [...axes].sort((a, b) => b.variance - a.variance);
    this.#variance = Float64Array.from(this.axes, ({ variance }) => variance);
    this.#count = Float64Array.from(this.axes, ({ count }) => count);
    this.#squaredOffset = Float64Array.from(this.axes, ({ squaredOffset }) => squaredOffset.hi);
    this.#remainder = new Float64Array(axes.length + 1).fill(1);
    let remainder: DoubleDouble = { hi: 1, lo: 0 };
    for (let k = axes.length - 1; k >= 0; k--) {
      remainder = subtract(remainder, this.axes[k].squaredOffset);
      this.#remainder[k] = remainder.hi;
    }
  }

  /** Chooses which axes are thin, for use near the real number s > 0. */
  expandAround(s: number): void {
    const first = this.#variance.findIndex((variance) => 2 * variance * s < 1);
    this.#firstThin = first < 0 ? this.#variance.length : first;
  }

  /** K and K' at a complex number. */
  moveTo(sRe: number, sIm: number): void {
    const remainder = this.#remainder[this.#firstThin];
    const squared = sRe * sRe + sIm * sIm;
    let re = sRe * remainder - Math.log(squared) / 2;
    let im = sIm * remainder - Math.atan2(sIm, sRe);
    let derivativeRe = remainder - sRe / squared;
    let derivativeIm = sIm / squared;
    const squareRe = sRe * sRe - sIm * sIm;
    const squareIm = 2 * sRe * sIm;
    // Plain loops, because nearly all of the time is spent here.
    for (let k = 0; k < this.#variance.length; k++) {
      const variance = this.#variance[k];
      const count = this.#count[k];
      const offset = this.#squaredOffset[k];
      // x = 1 + y, y = 2 v s, and 1 / x.
      const yRe = 2 * variance * sRe;
      const yIm = 2 * variance * sIm;
      const norm = (1 + yRe) * (1 + yRe) + yIm * yIm;
      const inverseRe = (1 + yRe) / norm;
      const inverseIm = -yIm / norm;
      re -= (count / 4) * Math.log(norm);
      im -= (count / 2) * Math.atan2(yIm, 1 + yRe);
      derivativeRe -= count * variance * inverseRe;
      derivativeIm -= count * variance * inverseIm;
      if (offset === 0) continue;
      const inverseSquareRe = inverseRe * inverseRe - inverseIm * inverseIm;
      const inverseSquareIm = 2 * inverseRe * inverseIm;
      if (k < this.#firstThin) {
        re -= offset * (sRe * inverseRe - sIm * inverseIm);
        im -= offset * (sRe * inverseIm + sIm * inverseRe);
        derivativeRe -= offset * inverseSquareRe;
        derivativeIm -= offset * inverseSquareIm;
      } else {
        re += 2 * variance * offset * (squareRe * inverseRe - squareIm * inverseIm);
        im += 2 * variance * offset * (squareRe * inverseIm + squareIm * inverseRe);
        // 1 - 1 / x^2 = y (2 + y) / x^2.
        const changeRe = yRe * (2 + yRe) - yIm * yIm;
        const changeIm = yIm * (2 + yRe) + yRe * yIm;
        derivativeRe += offset * (changeRe * inverseSquareRe - changeIm * inverseSquareIm);
        derivativeIm += offset * (changeRe * inverseSquareIm + changeIm * inverseSquareRe);
      }
    }
    this.re = re;
    this.im = im;
    this.derivativeRe = derivativeRe;
    this.derivativeIm = derivativeIm;
  }

  /** K'' > 0 at a real s > 0. */
  curvature(s: number): number {
    return this.#sum(1 / (s * s), (variance, count, offset) => {
      const x = 1 + 2 * variance * s;
      return 2 * count * (variance / x) ** 2 + (4 * offset * (variance / x)) / (x * x);
    });
  }

  /** The sum of the absolute values of the terms of K at a real s > 0. Times the unit roundoff, it is the rounding error of K. */
  termSize(s: number): number {
    const remainder = Math.abs(s * this.#remainder[this.#firstThin]) + Math.abs(Math.log(s));
    return this.#sum(remainder, (variance, count, offset, k) => {
      const y = 2 * variance * s;
      const ofOffset = (offset * s * (k < this.#firstThin ? 1 : y)) / (1 + y);
      // A relative error of y changes log(1 + y) by y / (1 + y) times this error.
      return ofOffset + (count / 2) * (Math.log1p(y) + y / (1 + y));
    });
  }

  /** The derivatives of exp(K) at a real s > 0. Near the saddle point they are those of P. */
  sensitivity(s: number): Sensitivity {
    const inverses = this.#sum(0, (variance, count) => count / (1 + 2 * variance * s) ** 2);
    const offsets = this.#sum(0, (variance, _, offset) => offset / (1 + 2 * variance * s) ** 2);
    return { toCovariance: s * Math.sqrt(inverses) + 2 * s * s * offsets, toMean: 2 * s * Math.sqrt(offsets) };
  }

  /** The distance from a complex number to the nearest singularity of K. */
  distanceToSingularity(sRe: number, sIm: number): number {
    let nearest = Math.hypot(sRe, sIm);
    for (const variance of this.#variance) {
      if (variance > 0) nearest = Math.min(nearest, Math.hypot(sRe + 0.5 / variance, sIm));
    }
    return nearest;
  }

  #sum(start: number, term: (variance: number, count: number, offset: number, k: number) => number): number {
    let sum = start;
    for (let k = 0; k < this.#variance.length; k++) {
      sum += term(this.#variance[k], this.#count[k], this.#squaredOffset[k], k);
    }
    return sum;
  }
}
