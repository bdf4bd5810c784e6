import { displacement, type IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";

/** The bound is sqrt(d) + 4 sigmas. Noise in d dimensions exceeds it with a probability of about 1/3000, for any d. */
const BEYOND = 4;

/**
 * A denoiser whose step r(x) - x is bounded. The optimal denoiser has r(x) - x = -sigma E[eps | x], and |eps| is sqrt(d) up to a few
 * units. If the step of a trained r is longer, r saw no such points in training. Without a bound, a chain could diverge there.
 */
export function boundedDenoiser(r: IsotropicReconstruction): IsotropicReconstruction {
  const { dim, sigma } = r;
  const longest = sigma * (Math.sqrt(dim) + BEYOND);
  const bounded = (points: Float64Array): Float64Array => {
    const change = displacement(r, points);
    for (let i = 0; i < change.length; i += dim) {
      const length = Math.hypot(...change.subarray(i, i + dim));
      if (length > longest) for (let j = i; j < i + dim; j++) change[j] *= longest / length;
    }
    return change;
  };
  return {
    dim,
    sigma,
    displacement: bounded,
    evaluate: (points) => bounded(points).map((change, j) => change + points[j]),
    jacobian: (points) => r.jacobian(points),
  };
}
