import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import type { LocalExpansion } from "../../src/density/local/local-expansion.ts";
import { integrateBallTogether } from "../../src/numerics/quadrature/integrate-ball.ts";

/** The local mass and mean with their error. */
export interface HalfDiscMoments extends LocalExpansion {
  /** The larger of the estimated errors of the mass excess and of each coordinate of the shift, in radii. */
  readonly errorEstimate: number;
}

/** The allowed error of the integrals over half a disc, whose size is at most one over the dimension. */
const TOLERANCE = 1e-15;
/** Half a disc: the range of the axis, and of the distances from the axis. */
const HALF_DISC = [
  [-Infinity, Infinity],
  [0, Infinity],
] as const;

/**
 * The local mass and mean of a Gaussian mixture in any number of dimensions from 2 on, to rounding and without cancellation. On the ball
 * an isotropic component depends only on the coordinate y towards its mean and on the distance rho from that axis. Its integral over the
 * ball is therefore an integral over half a disc with the weight rho^(d - 2).
 *
 * @param mixture a mixture of isotropic components in 2 dimensions or more
 * @param point x0, shape (d)
 */
export function halfDiscMoments(mixture: GaussianMixture, point: Float64Array, radius: number): HalfDiscMoments {
  const { dim, components } = mixture;
  const [logPdf] = mixture.logPdf(point);
  let massExcess = 0;
  let errorEstimate = 0;
  const moment = new Float64Array(dim);
  components.forEach(({ weight, mean, covariance }) => {
    const variance = covariance[0][0];
    const gaussian = new GaussianMixture([{ weight: 1, mean, covariance }]);
    const responsibility = weight * Math.exp(gaussian.logPdf(point)[0] - logPdf);
    const towards = point.map((value, a) => mean[a] - value);
    const distance = Math.hypot(...towards);
    const average = averages(dim, (radius * distance) / variance, radius ** 2 / (2 * variance));
    massExcess += responsibility * average.excess;
    errorEstimate += responsibility * average.error;
    // At the mean of a component there is no direction, and the moment is 0.
    for (let a = 0; distance > 0 && a < dim; a++) {
      moment[a] += (responsibility * average.moment * towards[a]) / distance;
    }
  });
  return { massExcess, shift: moment.map((value) => (radius * value) / (1 + massExcess)), errorEstimate };
}

/**
 * The averages of w - 1 and y w over the unit ball of R^d, for w = exp(slope y - curvature |u|^2), where y is one coordinate of u. The
 * second one is computed as the average of y (w - 1). It is the same, since y is odd, and does not cancel.
 */
function averages(
  dim: number,
  slope: number,
  curvature: number,
): { readonly excess: number; readonly moment: number; readonly error: number } {
  const [volume, excess, moment] = integrateBallTogether(
    (points) => {
      const values = new Float64Array((points.length / 2) * 3);
      for (let i = 0; i < points.length / 2; i++) {
        const [y, rho] = [points[2 * i], points[2 * i + 1]];
        const share = rho ** (dim - 2);
        const change = share * Math.expm1(slope * y - curvature * (y * y + rho * rho));
        values.set([share, change, y * change], 3 * i);
      }
      return values;
    },
    3,
    new Float64Array(2),
    1,
    HALF_DISC,
    TOLERANCE,
    1,
  );
  const relative = volume.errorEstimate / volume.value;
  const error = Math.max(excess.errorEstimate, moment.errorEstimate) / volume.value;
  const largest = Math.max(Math.abs(excess.value), Math.abs(moment.value)) / volume.value;
  return {
    excess: excess.value / volume.value,
    moment: moment.value / volume.value,
    error: error + relative * largest,
  };
}
