import { determinant, inverse, Matrix } from "ml-matrix";
import { checkDensity } from "../../density/check-density.ts";
import type { GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { checkPoints, checkPositive } from "../../numerics/check.ts";

/** The clean point given the corrupted one: its mean, shape (n, d), and covariance, shape (n, d, d). */
export interface Posterior {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/**
 * E[x | x~] and Cov[x | x~] of a clean point x from a Gaussian mixture, given x~ = x + N(0, sigma^2 I), by Bayes' rule on
 * one component at a time: precisions add up, C_k = (P_k + I / sigma^2)^-1 and m_k = mu_k + C_k (x~ - mu_k) / sigma^2, and
 * component k has the posterior weight w_k sqrt(det P_k det C_k) exp(-[(m_k - mu_k)^T P_k (m_k - mu_k) + |x~ - m_k|^2 / sigma^2] / 2).
 *
 * This is Theorem 1's ratio of expectations in closed form, without p_sigma and its score: a second, independent way to the
 * optimal denoiser.
 *
 * @param corrupted x~, shape (n, d)
 */
export function gaussianPosterior(density: GaussianMixture, sigma: number, corrupted: Float64Array): Posterior {
  checkDensity("density", density);
  checkPositive("sigma", sigma);
  const { dim } = density;
  checkPoints("corrupted", corrupted, dim);
  const components = density.components.map(({ weight, mean, covariance }) => {
    const precision = inverse(new Matrix(covariance.map((row) => [...row])));
    const posterior = inverse(Matrix.add(precision, Matrix.eye(dim).div(sigma ** 2)));
    return {
      center: mean,
      precision: precision.to1DArray(),
      covariance: posterior.to1DArray(),
      logWeight: Math.log(weight) + Math.log(determinant(precision)) / 2 + Math.log(determinant(posterior)) / 2,
      /** m_k - mu_k at the current point. */
      shift: new Float64Array(dim),
    };
  });
  const n = corrupted.length / dim;
  const result = { mean: new Float64Array(n * dim), covariance: new Float64Array(n * dim * dim) };
  for (let i = 0; i < n; i++) {
    const at = corrupted.subarray(i * dim, (i + 1) * dim);
    const mean = result.mean.subarray(i * dim, (i + 1) * dim);
    const covariance = result.covariance.subarray(i * dim * dim, (i + 1) * dim * dim);
    const logWeights = components.map((one) => {
      for (let a = 0; a < dim; a++) {
        let sum = 0;
        for (let b = 0; b < dim; b++) sum += one.covariance[a * dim + b] * (at[b] - one.center[b]);
        one.shift[a] = sum / sigma ** 2;
      }
      let squares = 0;
      for (let a = 0; a < dim; a++) {
        for (let b = 0; b < dim; b++) squares += one.shift[a] * one.precision[a * dim + b] * one.shift[b];
        squares += ((at[a] - one.center[a] - one.shift[a]) / sigma) ** 2;
      }
      return one.logWeight - squares / 2;
    });
    const highest = Math.max(...logWeights);
    const total = logWeights.reduce((sum, value) => sum + Math.exp(value - highest), 0);
    const weights = logWeights.map((value) => Math.exp(value - highest) / total);
    components.forEach(({ center, shift }, k) => {
      for (let a = 0; a < dim; a++) mean[a] += weights[k] * (center[a] + shift[a]);
    });
    components.forEach((one, k) => {
      for (let a = 0; a < dim; a++) {
        const deviation = one.center[a] + one.shift[a] - mean[a];
        for (let b = 0; b < dim; b++) {
          const entry = one.covariance[a * dim + b] + deviation * (one.center[b] + one.shift[b] - mean[b]);
          covariance[a * dim + b] += weights[k] * entry;
        }
      }
    });
  }
  return result;
}
