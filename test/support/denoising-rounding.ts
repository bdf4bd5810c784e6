import { type OneLayerShape, parametersIn } from "../../src/autoencoder/network/parameters.ts";

/** Bounds on rounding errors, to first order in eps. */
export interface RoundingBounds {
  readonly loss: number;
  /** The bound for each parameter. */
  readonly gradient: Float64Array;
}

/**
 * Bounds on the rounding errors of the DAE loss and its gradient in float64, for any order of the sums. A sum of n terms has an error
 * of at most n eps times the sum of their absolute values. A product has a relative error of eps, and tanh one of 3 eps. The error of
 * one quantity is multiplied by the derivative of the next.
 */
export function denoisingRounding(
  x: Float64Array,
  clean: Float64Array,
  noisy: Float64Array,
  shape: OneLayerShape,
): RoundingBounds {
  const { dim, hidden, tied } = shape;
  const { encoder, hiddenBias, decoder, outputBias } = parametersIn(x, shape);
  const weight = (a: number, k: number): number => (tied ? encoder[k * dim + a] : decoder[a * hidden + k]);
  const eps = Number.EPSILON;
  const samples = clean.length / dim;
  const gradient = new Float64Array(x.length);
  const bound = parametersIn(gradient, shape);
  let loss = 0;
  // The relative error of a sum over all samples times 2 / N. Each term is a product of a few factors.
  const terms = (samples + 8) * eps;
  for (let i = 0; i < samples; i++) {
    const unit = new Float64Array(hidden);
    const unitError = new Float64Array(hidden);
    for (let k = 0; k < hidden; k++) {
      let sum = hiddenBias[k];
      let size = Math.abs(sum);
      for (let a = 0; a < dim; a++) {
        const product = encoder[k * dim + a] * noisy[i * dim + a];
        sum += product;
        size += Math.abs(product);
      }
      unit[k] = Math.tanh(sum);
      // tanh' is at most 1.
      unitError[k] = 3 * eps + (dim + 2) * eps * size;
    }
    const error = new Float64Array(dim);
    const errorError = new Float64Array(dim);
    for (let a = 0; a < dim; a++) {
      const y = clean[i * dim + a];
      let size = Math.abs(outputBias[a]) + Math.abs(y);
      error[a] = outputBias[a] - y;
      for (let k = 0; k < hidden; k++) {
        error[a] += weight(a, k) * unit[k];
        size += Math.abs(weight(a, k) * unit[k]);
        errorError[a] += Math.abs(weight(a, k)) * unitError[k];
      }
      errorError[a] += (hidden + 3) * eps * size;
      loss += 2 * Math.abs(error[a]) * errorError[a] + errorError[a] ** 2 + terms * dim * error[a] ** 2;
      bound.outputBias[a] += errorError[a] + terms * Math.abs(error[a]);
    }
    for (let k = 0; k < hidden; k++) {
      // sum_a V_ak e_a and its error. The derivative 1 - h^2 is at most 1. Its error is 2 |h| times that of h, plus rounding.
      let size = 0;
      let sizeError = 0;
      for (let a = 0; a < dim; a++) {
        size += Math.abs(weight(a, k) * error[a]);
        sizeError += Math.abs(weight(a, k)) * errorError[a];
        const toWeight =
          Math.abs(unit[k]) * errorError[a] +
          Math.abs(error[a]) * unitError[k] +
          errorError[a] * unitError[k] +
          terms * Math.abs(error[a] * unit[k]);
        if (tied) bound.encoder[k * dim + a] += toWeight;
        else bound.decoder[a * hidden + k] += toWeight;
      }
      const toSum =
        sizeError + (size + sizeError) * (2 * Math.abs(unit[k]) * unitError[k] + (dim + 4) * eps) + terms * size;
      bound.hiddenBias[k] += toSum;
      for (let a = 0; a < dim; a++) bound.encoder[k * dim + a] += toSum * Math.abs(noisy[i * dim + a]);
    }
  }
  return { loss: loss / samples, gradient: gradient.map((sum) => (2 * sum) / samples) };
}
