import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { checkNotNegative } from "../../numerics/check.ts";
import type { Objective } from "../../numerics/optimise/objective.ts";
import { checkDraws, checkPoints } from "../data/check-points.ts";
import { checkShape, type OneLayerShape, parameterCount, parametersIn } from "../network/parameters.ts";
import { readyTensorflow, type TensorflowModule } from "./tensorflow-module.ts";

/**
 * The DAE loss 1/N sum_i |r(x~_i) - x_i|^2 of a one-layer auto-encoder r(x) = c + V tanh(b + W x): `DenoisingLoss` in
 * TensorFlow.js, written as a formula whose gradient TensorFlow.js finds. It is computed in float32, with several N x H matrices
 * in memory.
 */
export class TensorflowDenoisingLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  readonly #tf: TensorflowModule;
  readonly #clean: Tensor2D;
  readonly #noisy: Tensor2D;

  /**
   * @param clean the points x, shape (N, d)
   * @param noisy the same points corrupted, x~ = x + sigma eps, shape (N, d)
   * @throws InputError where the shapes don't fit together, or before `loadTensorflow`
   */
  constructor(clean: Float64Array, noisy: Float64Array, shape: OneLayerShape) {
    checkShape(shape);
    checkDraws(clean, noisy, shape.dim);
    this.#tf = readyTensorflow();
    this.#clean = pointsTensor(this.#tf, clean, shape.dim);
    this.#noisy = pointsTensor(this.#tf, noisy, shape.dim);
    this.shape = shape;
    this.size = parameterCount(shape);
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    const tf = this.#tf;
    return differentiate(tf, this.shape, x, gradient, (weights) => {
      const r = decode(tf, weights, encode(tf, weights, this.#noisy));
      return meanSquare(tf, tf.sub(r, this.#clean));
    });
  }

  /** Frees the tensors it holds. */
  dispose(): void {
    this.#tf.dispose([this.#clean, this.#noisy]);
  }
}

/**
 * The RCAE loss 1/N sum_i |r(x_i) - x_i|^2 + sigma^2 |dr/dx (x_i)|_F^2 of a one-layer auto-encoder: `ContractiveLoss` in
 * TensorFlow.js. The Jacobian has the closed form dr_a/dx_b = sum_k V_ak W_kb (1 - h_k^2).
 */
export class TensorflowContractiveLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  readonly #tf: TensorflowModule;
  readonly #points: Tensor2D;
  readonly #sigma: number;

  /**
   * @param points the points x, shape (N, d)
   * @throws InputError where the points don't fit the shape, or before `loadTensorflow`
   */
  constructor(points: Float64Array, sigma: number, shape: OneLayerShape) {
    checkShape(shape);
    checkPoints(points, shape.dim);
    checkNotNegative("sigma", sigma);
    this.#tf = readyTensorflow();
    this.#points = pointsTensor(this.#tf, points, shape.dim);
    this.#sigma = sigma;
    this.shape = shape;
    this.size = parameterCount(shape);
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    const tf = this.#tf;
    const { dim, hidden } = this.shape;
    return differentiate(tf, this.shape, x, gradient, (weights) => {
      const h = encode(tf, weights, this.#points);
      const error = tf.sub<Tensor2D>(decode(tf, weights, h), this.#points);
      const slopes = tf.sub<Tensor2D>(1, tf.square(h));
      // Row k: V_ak W_kb for all a, b.
      const products = tf.mul(
        tf.reshape(tf.transpose(weights.decoder), [hidden, dim, 1]),
        tf.reshape(weights.encoder, [hidden, 1, dim]),
      );
      const jacobians = tf.matMul<Tensor2D>(slopes, products.as2D(hidden, dim * dim));
      return tf.add(meanSquare(tf, error), tf.mul(this.#sigma * this.#sigma, meanSquare(tf, jacobians)));
    });
  }

  /** Frees the tensor it holds. */
  dispose(): void {
    this.#points.dispose();
  }
}

/** The parameters as tensors. */
interface OneLayerTensors {
  /** W, shape (H, d). */
  readonly encoder: Tensor2D;
  /** b, shape (H). */
  readonly hiddenBias: Tensor1D;
  /** V, shape (d, H); for tied weights the transpose of W. */
  readonly decoder: Tensor2D;
  /** c, shape (d). */
  readonly outputBias: Tensor1D;
}

/** h = tanh(b + W x), (N, d) -> (N, H). */
function encode(tf: TensorflowModule, { encoder, hiddenBias }: OneLayerTensors, x: Tensor2D): Tensor2D {
  const sums = tf.add<Tensor2D>(tf.matMul(x, encoder, false, true), hiddenBias);
  // The wasm backend computes the sigmoid, but not tanh, four numbers at a time.
  if (tf.getBackend() === "wasm") return tf.sub(tf.mul(tf.sigmoid(tf.mul(sums, 2)), 2), 1);
  return tf.tanh(sums);
}

/** c + V h, (N, H) -> (N, d). */
function decode(tf: TensorflowModule, { decoder, outputBias }: OneLayerTensors, h: Tensor2D): Tensor2D {
  return tf.add(tf.matMul(h, decoder, false, true), outputBias);
}

/** 1/N sum_i |y_i|^2 of the rows of a matrix (N, any). */
function meanSquare(tf: TensorflowModule, y: Tensor2D): Scalar {
  return tf.div(tf.sum(tf.square(y)), y.shape[0]);
}

/** The value of a loss, with its gradient written into `gradient`, both with respect to the vector of parameters x. */
function differentiate(
  tf: TensorflowModule,
  shape: OneLayerShape,
  x: Float64Array,
  gradient: Float64Array,
  loss: (weights: OneLayerTensors) => Scalar,
): number {
  const { dim, hidden, tied } = shape;
  const parts = parametersIn(x, shape);
  const slope = parametersIn(gradient, shape);
  return tf.tidy(() => {
    const tensors: Tensor[] = [
      tf.tensor2d(Float32Array.from(parts.encoder), [hidden, dim]),
      tf.tensor1d(Float32Array.from(parts.hiddenBias)),
      tf.tensor1d(Float32Array.from(parts.outputBias)),
    ];
    if (!tied) tensors.push(tf.tensor2d(Float32Array.from(parts.decoder), [dim, hidden]));
    const lossOf = (...[encoder, hiddenBias, outputBias, decoder = tf.transpose(encoder)]: Tensor[]): Scalar =>
      loss({ encoder, hiddenBias, outputBias, decoder } as OneLayerTensors);
    const { value, grads } = tf.valueAndGrads(lossOf)(tensors);
    slope.encoder.set(grads[0].dataSync());
    slope.hiddenBias.set(grads[1].dataSync());
    slope.outputBias.set(grads[2].dataSync());
    if (!tied) slope.decoder.set(grads[3].dataSync());
    return value.dataSync()[0];
  });
}

function pointsTensor(tf: TensorflowModule, points: Float64Array, dim: number): Tensor2D {
  return tf.tensor2d(Float32Array.from(points), [points.length / dim, dim]);
}
