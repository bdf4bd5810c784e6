import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { Layer } from "./multi-layer.ts";
import { ACTIVATION_ROUNDING, LARGEST_CURVATURE } from "./one-layer-errors.ts";
import type { ResidualNetwork } from "./residual-network.ts";

/**
 * The number of roundings in a weight of a network at one sigma, which is a product of three numbers, or in a bias, which is a
 * sum of two.
 */
const WEIGHT_ROUNDING = 4;

/** Numbers, and a bound on the error of each. */
interface Uncertain {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/**
 * Bounds on the rounding errors of a residual network's r(x) - x = M x + c + V h(b_L + W_L ... h(b_1 + W_1 x)), entry by entry.
 * Let u be the unit roundoff. The error of a layer z = b + W y is (inputs + 5) u (|b| + |W| |y|) + |W| |error of y|, where 4 u come from
 * the weights' own rounding. The error of h(z) is |h'| times that, plus half its square, plus the rounding of h. Where r - x may be
 * longer than the network's limit, it is projected onto a ball, which does not lengthen the vector of errors.
 *
 * @param points shape (n, d)
 * @param pointErrors the largest error of each coordinate of the points, (n, d)
 * @returns shape (n, d)
 */
export function residualErrors(
  network: ResidualNetwork,
  points: Float64Array,
  pointErrors: Float64Array,
): Float64Array {
  const { dim, weights, activation } = network;
  const bounds = new Float64Array(points.length);
  const linear = { matrix: weights.linear, bias: new Float64Array(dim) };
  for (let start = 0; start < points.length; start += dim) {
    const x = { values: points.subarray(start, start + dim), errors: pointErrors.subarray(start, start + dim) };
    let units: Uncertain = x;
    for (const layer of weights.hidden) {
      const sums = apply(layer, units);
      const errors = sums.errors.map((error, k) => {
        const slope = Math.abs(activation.derivative(sums.values[k])) + (LARGEST_CURVATURE * error) / 2;
        return slope * error + ACTIVATION_ROUNDING * UNIT_ROUNDOFF * Math.abs(activation.value(sums.values[k]));
      });
      units = { values: sums.values.map(activation.value), errors };
    }
    const [output, shift] = [apply(weights.output, units), apply(linear, x)];
    for (let a = 0; a < dim; a++) {
      const size = Math.abs(output.values[a]) + Math.abs(shift.values[a]);
      bounds[start + a] = output.errors[a] + shift.errors[a] + UNIT_ROUNDOFF * size;
    }
    const own = bounds.subarray(start, start + dim);
    const error = Math.hypot(...own);
    const length = Math.hypot(...output.values.map((value, a) => value + shift.values[a]));
    // The length of d numbers, a division and a product are rounded, too.
    if (length + error > network.limit) own.fill(error + (dim + 4) * UNIT_ROUNDOFF * network.limit);
  }
  return bounds;
}

/** b + W y with its error. */
function apply({ matrix, bias }: Layer, { values, errors }: Uncertain): Uncertain {
  const inputs = values.length;
  const sums = { values: bias.slice(), errors: new Float64Array(bias.length) };
  for (let k = 0; k < bias.length; k++) {
    let [size, given] = [Math.abs(bias[k]), 0];
    for (let j = 0; j < inputs; j++) {
      const term = matrix[k * inputs + j] * values[j];
      sums.values[k] += term;
      size += Math.abs(term);
      given += Math.abs(matrix[k * inputs + j]) * errors[j];
    }
    sums.errors[k] = (inputs + 1 + WEIGHT_ROUNDING) * UNIT_ROUNDOFF * size + given;
  }
  return sums;
}
