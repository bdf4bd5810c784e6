import { Matrix, solve } from "ml-matrix";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../src/numerics/random/random.ts";

/**
 * Passes a Gaussian with a random mean and covariance, three points, and the closed form of both optima at these points,
 * r = mu + Sigma (Sigma + sigma^2 I)^-1 (x - mu), with its Jacobian.
 */
export function expectGaussianOptimum(
  dim: number,
  sigma: number,
  compare: (density: GaussianMixture, points: Float64Array, r: Float64Array, jacobian: Float64Array) => void,
): void {
  const rng = createRng(100 + dim);
  const draw = Matrix.from1DArray(
    dim,
    dim,
    Array.from({ length: dim * dim }, () => rng.normal()),
  );
  const covariance = draw.mmul(draw.transpose()).div(dim).add(Matrix.eye(dim).mul(0.2));
  const mean = Array.from({ length: dim }, () => rng.normal());
  // Rounding makes the product slightly asymmetric.
  const symmetric = covariance.clone().add(covariance.transpose()).div(2);
  const density = new GaussianMixture([{ weight: 1, mean, covariance: symmetric.to2DArray() }]);
  const points = density.sample(rng, 3);
  const shrink = solve(Matrix.add(symmetric, Matrix.eye(dim).mul(sigma ** 2)), symmetric).transpose();
  const r = points.map((_, i) => {
    const from = i - (i % dim);
    return shrink.getRow(i % dim).reduce((sum, entry, b) => sum + entry * (points[from + b] - mean[b]), mean[i % dim]);
  });
  compare(density, points, r, Float64Array.from([1, 2, 3].flatMap(() => shrink.to1DArray())));
}
