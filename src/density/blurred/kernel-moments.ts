/** The order of the sums: mass, mean, covariance, third cumulants, which logPdf, score, hessian and scoreLaplacian need. */
export type MomentOrder = 0 | 1 | 2 | 3;

/**
 * Moments of the clean point y given the corrupted one x, for x = y + N(0, sigma^2 I), as sums that are filled term by term.
 *
 * Everything is in units of sigma and relative to a reference point near the closest clean one: u = (y - reference) / sigma,
 * v = (x - reference) / sigma. A clean point weighs exp(u . v - |u|^2 / 2) times its fraction. This is the Gaussian around x divided
 * by its value at the reference, which neither underflows far out nor loses digits for a small sigma.
 */
export class KernelMoments {
  readonly dim: number;
  order: MomentOrder = 0;
  /** Shape (d). */
  readonly reference: Float64Array;
  /** (x - reference) / sigma, shape (d). */
  readonly offset: Float64Array;
  mass = 0;
  /** Sum of weight u, (d). */
  readonly first: Float64Array;
  /** Sum of weight u u^T, (d, d), the upper triangle. */
  readonly second: Float64Array;
  /** Sum of weight |u|^2 u, (d). */
  readonly third: Float64Array;

  constructor(dim: number) {
    this.dim = dim;
    this.reference = new Float64Array(dim);
    this.offset = new Float64Array(dim);
    this.first = new Float64Array(dim);
    this.second = new Float64Array(dim * dim);
    this.third = new Float64Array(dim);
  }

  /** Sets the sums to zero for the i-th of points (n, d), relative to the point at `reference[start]`, `reference[start + 1]`, ... */
  reset(
    points: Float64Array,
    i: number,
    reference: Float64Array,
    start: number,
    sigma: number,
    order: MomentOrder,
  ): void {
    const { dim } = this;
    for (let a = 0; a < dim; a++) {
      this.reference[a] = reference[start + a];
      this.offset[a] = (points[i * dim + a] - this.reference[a]) / sigma;
    }
    this.order = order;
    this.mass = 0;
    this.first.fill(0);
    if (order >= 2) this.second.fill(0);
    if (order >= 3) this.third.fill(0);
  }

  /** Adds a clean point u, shape (d), with a weight. */
  add(weight: number, u: Float64Array): void {
    const { dim, first, order } = this;
    this.mass += weight;
    if (order === 0) return;
    for (let a = 0; a < dim; a++) first[a] += weight * u[a];
    if (order >= 2) this.#addHigher(weight, u);
  }

  #addHigher(weight: number, u: Float64Array): void {
    const { dim, second, third } = this;
    let square = 0;
    for (let a = 0; a < dim; a++) {
      square += u[a] * u[a];
      for (let b = a; b < dim; b++) second[a * dim + b] += weight * u[a] * u[b];
    }
    if (this.order < 3) return;
    for (let a = 0; a < dim; a++) third[a] += weight * square * u[a];
  }

  /** log of the sum of weighted Gaussians exp(-|x - y|^2 / 2 sigma^2). */
  logMass(): number {
    let square = 0;
    for (let a = 0; a < this.dim; a++) square += this.offset[a] ** 2;
    return Math.log(this.mass) - square / 2;
  }

  /** (E[y | x] - x) / sigma, into `target` from `start`. */
  shift(target: Float64Array, start: number): void {
    for (let a = 0; a < this.dim; a++) target[start + a] = this.first[a] / this.mass - this.offset[a];
  }

  /** Cov[y | x] / sigma^2, (d, d), into `target` from `start`. */
  covariance(target: Float64Array, start: number): void {
    const { dim, first, second, mass } = this;
    for (let a = 0; a < dim; a++) {
      for (let b = a; b < dim; b++) {
        const entry = second[a * dim + b] / mass - (first[a] / mass) * (first[b] / mass);
        target[start + a * dim + b] = entry;
        target[start + b * dim + a] = entry;
      }
    }
  }

  /** E[|y - m|^2 | x] / sigma^2. */
  totalVariance(): number {
    const { dim, first, second, mass } = this;
    let variance = 0;
    for (let a = 0; a < dim; a++) variance += second[a * dim + a] / mass - (first[a] / mass) ** 2;
    return Math.max(0, variance);
  }

  /** E[|y - m|^2 (y - m) | x] / sigma^3 with m = E[y | x], (d), into `target` from `start`. */
  skewness(target: Float64Array, start: number): void {
    const { dim, first, second, third, mass } = this;
    let trace = 0;
    let square = 0;
    for (let a = 0; a < dim; a++) {
      trace += second[a * dim + a] / mass;
      square += (first[a] / mass) ** 2;
    }
    for (let a = 0; a < dim; a++) {
      let product = 0;
      for (let b = 0; b < dim; b++) {
        product += (second[Math.min(a, b) * dim + Math.max(a, b)] / mass) * (first[b] / mass);
      }
      target[start + a] = third[a] / mass - 2 * product - (first[a] / mass) * (trace - 2 * square);
    }
  }
}

/** Posterior sums at m points, for density and score. */
export interface PosteriorSums {
  /** log of the sum of weighted Gaussians exp(-|x - y|^2 / 2 sigma^2), (m). */
  readonly logMass: Float64Array;
  /** (E[y | x] - x) / sigma, (m, d); empty where only masses were asked for. */
  readonly shift: Float64Array;
}

/** Fills posterior sums for one sigma, at one point at a time. */
export interface PosteriorSummation {
  /** The moments of the clean point given the i-th of points (n, d). Every call returns the same object. */
  at(points: Float64Array, i: number, order: MomentOrder): KernelMoments;
  /** Masses, and for order 1 also first moments, at all points (n, d) together; null where this would not save time. */
  atAll?(points: Float64Array, order: 0 | 1): PosteriorSums | null;
  /** The rounding errors of `atAll` at the i-th of points (n, d); null where it is never used. */
  roundingOfAll?(points: Float64Array, i: number): SummationRounding | null;
}

/**
 * The accuracy of sums over differences t = (x - y) / sigma. The error of an exponent |t|^2 / 2 is at most `relative` (|t|^2 +
 * `squares`). The error of a first moment is that of a sum, times |t| + `lengths`. A sum has the further relative error `sums`.
 */
export interface SummationRounding {
  readonly relative: number;
  readonly squares: number;
  readonly lengths: number;
  readonly sums: number;
}
