import { checkObject, checkPoints, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";
import { checkWholePoints } from "../data/check-points.ts";
import { type Activation, checkActivation, tanh } from "./activation.ts";
import { oneLayerJacobian } from "./one-layer-jacobian.ts";
import type { OneLayerWeights } from "./one-layer-weights.ts";

/** An auto-encoder with one hidden layer, r(x) = c + V h(b + W x), in any dimension. */
export class OneLayer implements Reconstruction {
  readonly dim: number;
  /** Number of hidden units H. */
  readonly hidden: number;
  readonly sigma: number;
  readonly weights: OneLayerWeights;
  readonly activation: Activation;

  /**
   * @param sigma the sigma for which the network was, or will be, trained
   * @throws InputError where the shapes of the weights don't fit together
   */
  constructor(weights: OneLayerWeights, sigma: number, activation: Activation = tanh) {
    checkObject("weights", weights, "encoder, hiddenBias, decoder and outputBias");
    checkPositive("sigma", sigma);
    checkActivation(activation);
    const { encoder, hiddenBias, decoder, outputBias } = weights;
    for (const [name, values] of Object.entries({ encoder, hiddenBias, decoder, outputBias })) {
      checkPoints(`weights.${name}`, values, 1, 1);
    }
    this.dim = outputBias.length;
    this.hidden = hiddenBias.length;
    for (const [name, matrix] of Object.entries({ encoder, decoder })) {
      if (matrix.length !== this.dim * this.hidden) {
        throw new InputError({
          argument: `weights.${name}`,
          verb: "hold",
          allowed: `${this.hidden} x ${this.dim} numbers, as the biases say`,
          problem: matrix.length,
        });
      }
    }
    this.weights = weights;
    this.sigma = sigma;
    this.activation = activation;
  }

  /** @throws InputError where the numbers are not whole points */
  evaluate(points: Float64Array): Float64Array {
    const { dim, hidden, activation } = this;
    checkWholePoints(points, dim);
    const { decoder, outputBias } = this.weights;
    const values = new Float64Array(points.length);
    const units = new Float64Array(hidden);
    for (let i = 0; i < points.length / dim; i++) {
      this.preactivations(points, i, units);
      for (let k = 0; k < hidden; k++) units[k] = activation.value(units[k]);
      for (let a = 0; a < dim; a++) {
        let value = outputBias[a];
        for (let k = 0; k < hidden; k++) value += decoder[a * hidden + k] * units[k];
        values[i * dim + a] = value;
      }
    }
    return values;
  }

  /**
   * V diag(h'(b + W x)) W, exact.
   * @throws InputError where the numbers are not whole points
   */
  jacobian(points: Float64Array): Float64Array {
    checkWholePoints(points, this.dim);
    return oneLayerJacobian(this.weights, this.activation, points);
  }

  /** b + W x at the i-th point, written into `units`, shape (H). */
  protected preactivations(points: Float64Array, i: number, units: Float64Array): void {
    const { dim, hidden } = this;
    const { encoder, hiddenBias } = this.weights;
    for (let k = 0; k < hidden; k++) {
      let sum = hiddenBias[k];
      for (let b = 0; b < dim; b++) sum += encoder[k * dim + b] * points[i * dim + b];
      units[k] = sum;
    }
  }
}

/**
 * The auto-encoder with tied weights, V = W^T. It is the gradient of a function, whatever its weights are, and so has an energy.
 */
export class TiedOneLayer extends OneLayer {
  /** @throws InputError where the shapes of the weights don't fit together */
  constructor(weights: Omit<OneLayerWeights, "decoder">, sigma: number, activation: Activation = tanh) {
    checkObject("weights", weights, "encoder, hiddenBias and outputBias");
    const { encoder, hiddenBias, outputBias } = weights;
    checkPoints("weights.outputBias", outputBias, 1, 1);
    checkPoints("weights.encoder", encoder, outputBias.length, 1);
    super({ encoder, hiddenBias, decoder: transpose(encoder, outputBias.length), outputBias }, sigma, activation);
  }

  /**
   * E(x) = |x|^2 / 2 - c . x - sum_k H(b_k + w_k . x) with H' = h, whose gradient is x - r(x): E / sigma^2 is the auto-encoder's
   * estimate of -log p, up to a constant. (n, d) -> (n).
   */
  energy(points: Float64Array): Float64Array {
    const { dim, hidden, activation } = this;
    checkWholePoints(points, dim);
    const { outputBias } = this.weights;
    const units = new Float64Array(hidden);
    return Float64Array.from({ length: points.length / dim }, (_, i) => {
      let energy = 0;
      for (let a = 0; a < dim; a++) {
        const x = points[i * dim + a];
        energy += x * (x / 2 - outputBias[a]);
      }
      this.preactivations(points, i, units);
      for (const u of units) energy -= activation.antiderivative(u);
      return energy;
    });
  }
}

/** The transpose of a row-major matrix with the given number of columns. */
function transpose(matrix: Float64Array, columns: number): Float64Array {
  const rows = matrix.length / columns;
  return matrix.map((_, k) => matrix[(k % rows) * columns + Math.floor(k / rows)]);
}
