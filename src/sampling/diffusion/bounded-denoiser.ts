import { displacement, type IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";

/** In sigmas, beyond the length sqrt(d) of noise in d dimensions: noise is longer once in some three thousand times, whatever d is. */
const BEYOND = 4;

/**
 * A denoiser that takes out no more noise than there is. The best one has r(x) - x = -sigma E[eps | x], and |eps| is sqrt(d), up to a few
 * units. Where a learnt r says more, it was never shown such points; without a bound, it leads a chain away at a growing speed.
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
