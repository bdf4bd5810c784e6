import {
  axisSigmas,
  displacement,
  displacementJacobian,
  type Reconstruction,
} from "../../reconstruction/reconstruction.ts";
import { fromScaled, type Scaling, toScaled } from "../data/scaling.ts";

/**
 * A reconstruction of scaled data u = (x - mean) / scale, in the data's own units: r(x) = mean + scale r(u). Its sigma becomes one sigma
 * for each coordinate, sigma scale. Its score estimate is that of u divided by the scale, since d/dx = (1 / scale) d/du.
 * @param scaling null where the data were not scaled; the result is then r itself
 */
export function inDataUnits(r: Reconstruction, scaling: Scaling | null): Reconstruction {
  if (!scaling) return r;
  const { scale } = scaling;
  const { dim } = r;
  const sigmas = axisSigmas(r).map((sigma, a) => sigma * scale[a]);
  const volume = scale.reduce((sum, value) => sum + Math.log(value), 0);
  /** Turns Jacobians du_i/du_j, (n, d, d), into dx_i/dx_j. */
  const turned = (matrices: Float64Array): Float64Array =>
    matrices.map((entry, k) => (entry * scale[Math.floor(k / dim) % dim]) / scale[k % dim]);
  const smoothed = r.smoothedLogPdf?.bind(r);
  return {
    dim,
    sigma: sigmas.every((sigma) => sigma === sigmas[0]) ? sigmas[0] : sigmas,
    evaluate: (points) => fromScaled(r.evaluate(toScaled(points, scaling)), scaling),
    jacobian: (points) => turned(r.jacobian(toScaled(points, scaling))),
    displacement: (points) => displacement(r, toScaled(points, scaling)).map((value, j) => value * scale[j % dim]),
    displacementJacobian: (points) => turned(displacementJacobian(r, toScaled(points, scaling))),
    ...(smoothed && {
      smoothedLogPdf: (points: Float64Array) => smoothed(toScaled(points, scaling)).map((value) => value - volume),
    }),
  };
}
