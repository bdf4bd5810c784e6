import type { Objective } from "../../numerics/optimise/objective.ts";
import { checkDraws } from "../data/check-points.ts";
import { checkShape, type OneLayerShape, parameterCount, parametersIn } from "../network/parameters.ts";

/**
 * The DAE loss of a one-layer auto-encoder r(x) = c + V tanh(b + W x) on N corrupted points,
 * L = 1/N sum_i |r(x~_i) - x_i|^2, as a function of its parameters (see `parametersIn`); and its gradient, by the chain rule,
 * sample by sample.
 *
 * This is the definition, computed in float64; the faster implementations are tested against it. Accuracy: rounding, about N eps
 * at worst.
 */
export class DenoisingLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  readonly #clean: Float64Array;
  readonly #noisy: Float64Array;

  /**
   * @param clean the points x, shape (N, d)
   * @param noisy the same points corrupted, x~ = x + sigma eps, shape (N, d)
   * @throws InputError where the shapes don't fit together
   */
  constructor(clean: Float64Array, noisy: Float64Array, shape: OneLayerShape) {
    checkShape(shape);
    checkDraws(clean, noisy, shape.dim);
    this.#clean = clean;
    this.#noisy = noisy;
    this.shape = shape;
    this.size = parameterCount(shape);
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    const { dim, hidden, tied } = this.shape;
    const { encoder, hiddenBias, decoder, outputBias } = parametersIn(x, this.shape);
    const slope = parametersIn(gradient.fill(0), this.shape);
    // V_ak is decoder[a * hidden + k] or, for tied weights, encoder[k * dim + a].
    const [output, outputSlope] = tied ? [encoder, slope.encoder] : [decoder, slope.decoder];
    const [stepA, stepK] = tied ? [1, dim] : [hidden, 1];
    const units = new Float64Array(hidden);
    const error = new Float64Array(dim);
    const samples = this.#clean.length / dim;
    let loss = 0;
    for (let i = 0; i < samples; i++) {
      const point = this.#noisy.subarray(i * dim, (i + 1) * dim);
      for (let k = 0; k < hidden; k++) {
        let sum = hiddenBias[k];
        for (let a = 0; a < dim; a++) sum += encoder[k * dim + a] * point[a];
        units[k] = Math.tanh(sum);
      }
      for (let a = 0; a < dim; a++) {
        let sum = outputBias[a] - this.#clean[i * dim + a];
        for (let k = 0; k < hidden; k++) sum += output[a * stepA + k * stepK] * units[k];
        error[a] = sum;
        loss += sum * sum;
        slope.outputBias[a] += sum;
      }
      for (let k = 0; k < hidden; k++) {
        let toUnit = 0;
        for (let a = 0; a < dim; a++) {
          const at = a * stepA + k * stepK;
          outputSlope[at] += error[a] * units[k];
          toUnit += error[a] * output[at];
        }
        const toSum = toUnit * (1 - units[k] * units[k]);
        slope.hiddenBias[k] += toSum;
        for (let a = 0; a < dim; a++) slope.encoder[k * dim + a] += toSum * point[a];
      }
    }
    for (let j = 0; j < gradient.length; j++) gradient[j] *= 2 / samples;
    return loss / samples;
  }
}
