import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import { DaeClosedForm } from "../../reconstruction/any-dimension/dae-closed-form.ts";
import { OneLayer } from "./one-layer.ts";
import { oneLayerErrors } from "./one-layer-errors.ts";
import { residualErrors } from "./residual-errors.ts";
import type { ResidualNetwork } from "./residual-network.ts";

/** Bounds on the rounding errors of r(x) and of r(x) - x, shape (n, d) each. */
export interface NetworkErrors {
  readonly r: Float64Array;
  readonly displacement: Float64Array;
}

/**
 * The errors of r(x) and r(x) - x by rounding and by the points' errors, for a network or for the denoiser of a fitted density.
 * @param points shape (n, d)
 * @param pointErrors the largest error of each coordinate of the points, (n, d)
 */
export function networkErrors(
  network: OneLayer | ResidualNetwork | DaeClosedForm,
  points: Float64Array,
  pointErrors: Float64Array,
): NetworkErrors {
  if (network instanceof OneLayer) {
    const r = oneLayerErrors(network, points, pointErrors);
    return { r, displacement: r.map((error, i) => error + pointErrors[i]) };
  }
  if (network instanceof DaeClosedForm) return closedFormErrors(network, points, pointErrors);
  const displacement = residualErrors(network, points, pointErrors);
  const value = network.evaluate(points);
  const r = displacement.map((error, i) => error + pointErrors[i] + UNIT_ROUNDOFF * Math.abs(value[i]));
  return { r, displacement };
}

/** The rounding of r itself, plus the effect of the points' errors: |dr/dx| times them, to first order. */
function closedFormErrors(r: DaeClosedForm, points: Float64Array, pointErrors: Float64Array): NetworkErrors {
  const { dim, sigma } = r;
  const own = r.errorsAt(points);
  const passedOn = (slopes: Float64Array): Float64Array =>
    points.map((_, i) => {
      const start = Math.floor(i / dim) * dim;
      let sum = 0;
      for (let b = 0; b < dim; b++) sum += Math.abs(slopes[i * dim + b]) * pointErrors[start + b];
      return sum;
    });
  const [ofR, ofChange] = [passedOn(r.jacobian(points)), passedOn(r.displacementJacobian(points))];
  return {
    r: own.r.map((error, i) => error + ofR[i]),
    displacement: own.scoreEstimate.map((error, i) => sigma ** 2 * error + ofChange[i]),
  };
}
