import { displacement, type IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";

/** The bound in sigmas, beyond the length sqrt(d) of noise in d dimensions. Noise is longer with probability about 1/3000, for any d. */
const BEYOND = 4;

/**
 * A denoiser that removes no more noise than there can be. The best denoiser has r(x) - x = -sigma E[eps | x], and |eps| is sqrt(d) up
 * to a few units. Where a learnt r removes more, it saw no such points in training. Without a bound, a chain would run away there.
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
