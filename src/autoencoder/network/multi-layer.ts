import { checkFewest, checkObject, checkPoints, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";
import { type Activation, checkActivation, tanh } from "./activation.ts";

/** One layer x -> M x + b of a network; its nonlinearity, if it has one, comes after. */
export interface Layer {
  /** M, shape (outputs, inputs), row-major. */
  readonly matrix: Float64Array;
  /** b, shape (outputs). */
  readonly bias: Float64Array;
}

/**
 * An auto-encoder with any number of hidden layers, r(x) = b_L + M_L h(b_(L-1) + M_(L-1) ... h(b_1 + M_1 x)): every layer but the
 * last is followed by the activation. Computed in float64.
 */
export class MultiLayer implements Reconstruction {
  readonly dim: number;
  readonly sigma: number;
  readonly layers: readonly Layer[];
  readonly activation: Activation;

  /**
   * @param sigma the sigma for which the network was, or will be, trained
   * @throws InputError where the shapes of the layers don't fit together
   */
  constructor(layers: readonly Layer[], sigma: number, activation: Activation = tanh) {
    checkFewest("layers", layers, 1, "layer");
    checkPositive("sigma", sigma);
    checkActivation(activation);
    layers.forEach((layer, k) => {
      checkObject(`layers[${k}]`, layer, "a layer, with matrix and bias");
      checkPoints(`layers[${k}].bias`, layer.bias, 1, 1);
      checkPoints(`layers[${k}].matrix`, layer.matrix, 1, 1);
    });
    this.dim = layers[layers.length - 1].bias.length;
    let inputs = this.dim;
    for (const [k, { matrix, bias }] of layers.entries()) {
      if (matrix.length !== bias.length * inputs) {
        throw new InputError({
          argument: `layers[${k}].matrix`,
          verb: "hold",
          allowed: `${bias.length} x ${inputs} numbers, as the biases say`,
          problem: matrix.length,
        });
      }
      inputs = bias.length;
    }
    this.layers = layers;
    this.sigma = sigma;
    this.activation = activation;
  }

  evaluate(points: Float64Array): Float64Array {
    const { dim, layers, activation } = this;
    checkPoints("points", points, dim);
    const values = new Float64Array(points.length);
    for (let i = 0; i < points.length; i += dim) {
      let x: Float64Array = points.slice(i, i + dim);
      for (const [k, layer] of layers.entries()) {
        x = apply(layer, x);
        if (k < layers.length - 1) for (let j = 0; j < x.length; j++) x[j] = activation.value(x[j]);
      }
      values.set(x, i);
    }
    return values;
  }

  /** M_L diag(h') M_(L-1) ... diag(h') M_1 by the chain rule, exact. */
  jacobian(points: Float64Array): Float64Array {
    const { dim, layers, activation } = this;
    checkPoints("points", points, dim);
    const values = new Float64Array(points.length * dim);
    for (let i = 0; i < points.length; i += dim) {
      let x: Float64Array = points.slice(i, i + dim);
      // The Jacobian of the layers so far, shape (outputs, d): the identity before the first layer.
      let slopes: Float64Array = Float64Array.from({ length: dim * dim }, (_, j) => (j % (dim + 1) === 0 ? 1 : 0));
      for (const [k, layer] of layers.entries()) {
        x = apply(layer, x);
        slopes = multiply(layer.matrix, slopes, x.length, dim);
        if (k === layers.length - 1) break;
        for (let j = 0; j < x.length; j++) {
          const slope = activation.derivative(x[j]);
          for (let a = 0; a < dim; a++) slopes[j * dim + a] *= slope;
          x[j] = activation.value(x[j]);
        }
      }
      values.set(slopes, i * dim);
    }
    return values;
  }
}

/** M x + b. */
function apply({ matrix, bias }: Layer, x: Float64Array): Float64Array {
  const sums = multiply(matrix, x, bias.length, 1);
  for (let j = 0; j < sums.length; j++) sums[j] += bias[j];
  return sums;
}

/** The product of two row-major matrices, the result of shape (rows, columns). */
function multiply(a: Float64Array, b: Float64Array, rows: number, columns: number): Float64Array {
  const between = a.length / rows;
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < between; k++) {
      const factor = a[i * between + k];
      for (let j = 0; j < columns; j++) product[i * columns + j] += factor * b[k * columns + j];
    }
  }
  return product;
}
