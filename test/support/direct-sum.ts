/** The moments of the clean point given the corrupted one, in units of sigma, by sums over all n points. */
export interface DirectPosterior {
  /** The logarithm of the sum of share times exp(-|x - y|^2 / 2 sigma^2). */
  readonly logMass: number;
  /** (E[y | x] - x) / sigma, (d). */
  readonly shift: number[];
  /** Cov[y | x] / sigma^2, (d, d). */
  readonly covariance: number[];
  /** E[|y - m|^2 (y - m) | x] / sigma^3, (d). */
  readonly skewness: number[];
}

/**
 * Computes the moments by the textbook formulas: distances, softmax, and moments about the mean in a second pass, with compensated sums.
 * The covariance and the skewness each take at least d times as long as all the rest, and are computed when they are first read.
 */
export function directPosterior(
  points: Float64Array,
  shares: ArrayLike<number>,
  x: Float64Array,
  sigma: number,
): DirectPosterior {
  const dim = x.length;
  const offsets = Array.from({ length: points.length / dim }, (_, k) =>
    Array.from(x, (value, a) => (points[k * dim + a] - value) / sigma),
  );
  const exponents = offsets.map((u) => -sum(u.map((value) => value * value)) / 2);
  const largest = exponents.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = exponents.map((e, k) => shares[k] * Math.exp(e - largest));
  const mass = sum(weights);
  const mean = (f: (u: readonly number[]) => number): number => sum(offsets.map((u, k) => (weights[k] / mass) * f(u)));
  const shift = Array.from(x, (_, a) => mean((u) => u[a]));
  const centered = (u: readonly number[], a: number): number => u[a] - shift[a];
  const axes = shift.map((_, a) => a);
  let covariance: number[] | undefined;
  let skewness: number[] | undefined;
  return {
    logMass: largest + Math.log(mass),
    shift,
    get covariance() {
      covariance ??= axes.flatMap((a) => axes.map((b) => mean((u) => centered(u, a) * centered(u, b))));
      return covariance;
    },
    get skewness() {
      skewness ??= axes.map((a) => mean((u) => sum(axes.map((b) => centered(u, b) ** 2)) * centered(u, a)));
      return skewness;
    },
  };
}

/** The compensated sum of Neumaier, which carries the rounding errors along. */
export function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
