import { checkNotNegative } from "../../numerics/check.ts";
import type { Objective } from "../../numerics/optimise/objective.ts";
import { checkPoints } from "../data/check-points.ts";
import { checkShape, type OneLayerShape, parameterCount, parametersIn } from "../network/parameters.ts";

/**
 * The RCAE loss of a one-layer auto-encoder r(x) = c + V tanh(b + W x) on N points,
 * L = 1/N sum_i |r(x_i) - x_i|^2 + sigma^2 |dr/dx (x_i)|_F^2, as a function of its parameters (see `parametersIn`), and its
 * gradient.
 *
 * The penalty is on the whole reconstruction, whose Jacobian has the closed form dr/dx = V diag(1 - h^2) W with h = tanh(b + W
 * x). Computed in float64, in N H d^2 operations. Accuracy: rounding, about N eps at worst.
 */
export class ContractiveLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  readonly #points: Float64Array;
  readonly #sigma: number;

  /**
   * @param points the points x, shape (N, d)
   * @throws InputError where the points don't fit the shape
   */
  constructor(points: Float64Array, sigma: number, shape: OneLayerShape) {
    checkShape(shape);
    checkPoints(points, shape.dim);
    checkNotNegative("sigma", sigma);
    this.#points = points;
    this.#sigma = sigma;
    this.shape = shape;
    this.size = parameterCount(shape);
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    const { dim, hidden, tied } = this.shape;
    const sigma2 = this.#sigma * this.#sigma;
    const { encoder, hiddenBias, decoder, outputBias } = parametersIn(x, this.shape);
    const slope = parametersIn(gradient.fill(0), this.shape);
    // V_ak is decoder[a * hidden + k] or, for tied weights, encoder[k * dim + a].
    const [output, outputSlope] = tied ? [encoder, slope.encoder] : [decoder, slope.decoder];
    const [stepA, stepK] = tied ? [1, dim] : [hidden, 1];
    const units = new Float64Array(hidden);
    const error = new Float64Array(dim);
    const jacobian = new Float64Array(dim * dim);
    const samples = this.#points.length / dim;
    let loss = 0;
    for (let i = 0; i < samples; i++) {
      const point = this.#points.subarray(i * dim, (i + 1) * dim);
      for (let a = 0; a < dim; a++) error[a] = outputBias[a] - point[a];
      jacobian.fill(0);
      for (let k = 0; k < hidden; k++) {
        let sum = hiddenBias[k];
        for (let b = 0; b < dim; b++) sum += encoder[k * dim + b] * point[b];
        const unit = Math.tanh(sum);
        units[k] = unit;
        for (let a = 0; a < dim; a++) {
          const weight = output[a * stepA + k * stepK];
          error[a] += weight * unit;
          const passed = weight * (1 - unit * unit);
          for (let b = 0; b < dim; b++) jacobian[a * dim + b] += passed * encoder[k * dim + b];
        }
      }
      for (let a = 0; a < dim; a++) {
        loss += error[a] * error[a];
        slope.outputBias[a] += error[a];
      }
      for (let j = 0; j < jacobian.length; j++) {
        loss += sigma2 * jacobian[j] * jacobian[j];
        jacobian[j] *= sigma2;
      }
      for (let k = 0; k < hidden; k++) {
        const unit = units[k];
        const derivative = 1 - unit * unit;
        let toUnit = 0;
        // sum_ab J_ab V_ak W_kb, the derivative of |J|^2 / 2 with respect to h'(b_k + w_k . x).
        let toDerivative = 0;
        for (let a = 0; a < dim; a++) {
          const at = a * stepA + k * stepK;
          const weight = output[at];
          let across = 0;
          for (let b = 0; b < dim; b++) {
            across += jacobian[a * dim + b] * encoder[k * dim + b];
            slope.encoder[k * dim + b] += jacobian[a * dim + b] * weight * derivative;
          }
          outputSlope[at] += error[a] * unit + across * derivative;
          toUnit += error[a] * weight;
          toDerivative += across * weight;
        }
        const toSum = (toUnit - 2 * unit * toDerivative) * derivative;
        slope.hiddenBias[k] += toSum;
        for (let b = 0; b < dim; b++) slope.encoder[k * dim + b] += toSum * point[b];
      }
    }
    for (let j = 0; j < gradient.length; j++) gradient[j] *= 2 / samples;
    return loss / samples;
  }
}
