import { GaussianMixture } from "../gaussian/gaussian-mixture.ts";
import { shrunkCovariance } from "./shrunk-covariance.ts";
import { componentsOf } from "./whitened-components.ts";

/**
 * One Gaussian with the mean of points and their covariance, shrunk as `fit` shrinks it. A method that learns more than two
 * moments should be better than this Gaussian.
 *
 * @param points shape (n, d), n >= 1
 * @throws InputError for an argument that is not points
 *
 * @example
 * ```ts
 * import { gaussianOfPoints } from "scorebook";
 *
 * gaussianOfPoints(Float64Array.of(-1, 0, 1, 2), 1).components[0].mean[0]; // 0.5
 * ```
 */
export function gaussianOfPoints(points: Float64Array, dim: number): GaussianMixture {
  const { mean, covariance } = shrunkCovariance(points, dim);
  return new GaussianMixture(
    componentsOf({ dim, weights: Float64Array.of(1), means: [mean], covariances: [covariance] }),
  );
}
