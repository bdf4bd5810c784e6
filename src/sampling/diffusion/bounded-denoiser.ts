import { largestDisplacement, shortenTo } from "../../reconstruction/largest-displacement.ts";
import { displacement, type IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";

/**
 * A denoiser whose step r(x) - x is bounded by the length that the step of the best denoiser hardly ever exceeds, see
 * `largestDisplacement`. If the step of a trained r is longer, r saw no such points in training. Without a bound, a chain could diverge there.
 */
export function boundedDenoiser(r: IsotropicReconstruction): IsotropicReconstruction {
  const { dim, sigma } = r;
  const longest = sigma * largestDisplacement(dim);
  const bounded = (points: Float64Array): Float64Array => shortenTo(longest, displacement(r, points), dim);
  return {
    dim,
    sigma,
    displacement: bounded,
    evaluate: (points) => bounded(points).map((change, j) => change + points[j]),
    jacobian: (points) => r.jacobian(points),
  };
}
