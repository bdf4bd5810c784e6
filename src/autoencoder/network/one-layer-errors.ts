import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { OneLayer } from "./one-layer.ts";

/** A bound on the second derivative of every activation: it is 0.77 for tanh and 0.5 for SiLU. */
export const LARGEST_CURVATURE: number = 1;
/** The error of an activation's value, in units of rounding, from an exponential and a few operations. */
export const ACTIVATION_ROUNDING: number = 8;

/**
 * Bounds on the rounding errors of a one-layer network's r(x) = c + V h(b + W x), entry by entry. Let u be the unit roundoff. The error
 * of z = b + W x is (d + 1) u (|b| + |W| |x|) + |W| |error of x|. The error of h is |h'| times that, plus half its square, plus the rounding
 * of h. The error of the sum over H units is |V| |error of h| + (H + 1) u (|c| + |V| |h|).
 *
 * @param points shape (n, d)
 * @param pointErrors the largest error of each coordinate of the points, (n, d)
 * @returns shape (n, d)
 */
export function oneLayerErrors(network: OneLayer, points: Float64Array, pointErrors: Float64Array): Float64Array {
  const { dim, hidden, weights, activation } = network;
  const { encoder, hiddenBias, decoder, outputBias } = weights;
  const errors = new Float64Array(points.length);
  const units = new Float64Array(hidden);
  const unitErrors = new Float64Array(hidden);
  for (let start = 0; start < points.length; start += dim) {
    for (let k = 0; k < hidden; k++) {
      let [z, size, given] = [hiddenBias[k], Math.abs(hiddenBias[k]), 0];
      for (let a = 0; a < dim; a++) {
        const term = encoder[k * dim + a] * points[start + a];
        z += term;
        size += Math.abs(term);
        given += Math.abs(encoder[k * dim + a]) * pointErrors[start + a];
      }
      const moved = (dim + 1) * UNIT_ROUNDOFF * size + given;
      units[k] = Math.abs(activation.value(z));
      const slope = Math.abs(activation.derivative(z)) + (LARGEST_CURVATURE * moved) / 2;
      unitErrors[k] = slope * moved + ACTIVATION_ROUNDING * UNIT_ROUNDOFF * units[k];
    }
    for (let a = 0; a < dim; a++) {
      let [size, error] = [Math.abs(outputBias[a]), 0];
      for (let k = 0; k < hidden; k++) {
        const weight = Math.abs(decoder[a * hidden + k]);
        size += weight * units[k];
        error += weight * unitErrors[k];
      }
      errors[start + a] = error + (hidden + 1) * UNIT_ROUNDOFF * size;
    }
  }
  return errors;
}
