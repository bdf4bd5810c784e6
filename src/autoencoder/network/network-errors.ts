import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
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
 * What rounding, and the last digits of the points, do to a network's r(x) and r(x) - x.
 * @param points shape (n, d)
 * @param pointErrors how far the points may be from what was meant, (n, d)
 */
export function networkErrors(
  network: OneLayer | ResidualNetwork,
  points: Float64Array,
  pointErrors: Float64Array,
): NetworkErrors {
  if (network instanceof OneLayer) {
    const r = oneLayerErrors(network, points, pointErrors);
    return { r, displacement: r.map((error, i) => error + pointErrors[i]) };
  }
  const displacement = residualErrors(network, points, pointErrors);
  const value = network.evaluate(points);
  const r = displacement.map((error, i) => error + pointErrors[i] + UNIT_ROUNDOFF * Math.abs(value[i]));
  return { r, displacement };
}
