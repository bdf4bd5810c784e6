import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { OneLayer } from "./one-layer.ts";

/** No activation's second derivative is larger: 0.77 of tanh, 0.5 of SiLU. */
export const LARGEST_CURVATURE: number = 1;
/** Units of rounding that an activation's value may be off by, which takes an exponential and a few operations. */
export const ACTIVATION_ROUNDING: number = 8;

/**
 * Bounds on the rounding errors of a one-layer network's r(x) = c + V h(b + W x), entry by entry. With u the unit roundoff,
 * z = b + W x is off by (d + 1) u (|b| + |W| |x|) + |W| |error of x|, h by |h'| that and half its square, and its own rounding,
 * and the sum over H units by |V| |error of h| + (H + 1) u (|c| + |V| |h|).
 *
 * @param points shape (n, d)
 * @param pointErrors how far the points may be from what was meant, (n, d)
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
