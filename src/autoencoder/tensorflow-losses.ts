import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { InputError } from "../numerics/input-error.ts";
import type { Objective } from "../numerics/objective.ts";
import { checkDraws } from "./denoising-loss.ts";
import { type OneLayerShape, parameterCount, parametersIn } from "./parameters.ts";
import type { TensorflowModule } from "./tensorflow.ts";

/** The parameters of r(x) = c + V tanh(b + W x) as tensors; of tied weights V is the transpose of W. */
interface OneLayerTensors {
  /** W, shape (H, d). */
  readonly encoder: Tensor2D;
  /** b, shape (H). */
  readonly hiddenBias: Tensor1D;
  /** V, shape (d, H). */
  readonly decoder: Tensor2D;
  /** c, shape (d). */
  readonly outputBias: Tensor1D;
}

/**
 * A loss of a one-layer auto-encoder in TensorFlow.js: a formula, whose gradient TensorFlow.js finds. It computes in
 * float32, and holds some N x H matrices at a time.
 */
abstract class TensorflowLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  protected readonly tf: TensorflowModule;

  constructor(tf: TensorflowModule, shape: OneLayerShape) {
    this.tf = tf;
    this.shape = shape;
    this.size = parameterCount(shape);
  }

  /** The loss as a formula. */
  protected abstract loss(weights: OneLayerTensors): Scalar;

  evaluate(x: Float64Array, gradient: Float64Array): number {
    const { tf, shape } = this;
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
      const loss = (...[encoder, hiddenBias, outputBias, decoder = tf.transpose(encoder)]: Tensor[]): Scalar =>
        this.loss({ encoder, hiddenBias, outputBias, decoder } as OneLayerTensors);
      const { value, grads } = tf.valueAndGrads(loss)(tensors);
      slope.encoder.set(grads[0].dataSync());
      slope.hiddenBias.set(grads[1].dataSync());
      slope.outputBias.set(grads[2].dataSync());
      if (!tied) slope.decoder.set(grads[3].dataSync());
      return value.dataSync()[0];
    });
  }

  /** Frees the tensors it holds. */
  abstract dispose(): void;

  /** h = tanh(b + W x), (N, d) -> (N, H). */
  protected encode(x: Tensor2D, { encoder, hiddenBias }: OneLayerTensors): Tensor2D {
    const { tf } = this;
    const sums = tf.add<Tensor2D>(tf.matMul(x, encoder, false, true), hiddenBias);
    // The wasm backend computes the sigmoid, but not tanh, four numbers at a time.
    if (tf.getBackend() === "wasm") return tf.sub(tf.mul(tf.sigmoid(tf.mul(sums, 2)), 2), 1);
    return tf.tanh(sums);
  }

  /** c + V h, (N, H) -> (N, d). */
  protected decode(h: Tensor2D, { decoder, outputBias }: OneLayerTensors): Tensor2D {
    const { tf } = this;
    return tf.add(tf.matMul(h, decoder, false, true), outputBias);
  }

  /** 1/N sum_i |y_i|^2 of the rows of a matrix (N, any). */
  protected meanSquare(y: Tensor2D): Scalar {
    const { tf } = this;
    return tf.div(tf.sum(tf.square(y)), y.shape[0]);
  }
}

/** The DAE loss 1/N sum_i |r(x~_i) - x_i|^2 of a one-layer auto-encoder: `DenoisingLoss` in TensorFlow.js. */
export class TensorflowDenoisingLoss extends TensorflowLoss {
  readonly #clean: Tensor2D;
  readonly #noisy: Tensor2D;

  /**
   * @param tf from `loadTensorflow`
   * @param clean the points x, shape (N, d)
   * @param noisy the same points corrupted, x~ = x + sigma eps, shape (N, d)
   * @throws InputError where the shapes don't fit together
   */
  constructor(tf: TensorflowModule, clean: Float64Array, noisy: Float64Array, shape: OneLayerShape) {
    super(tf, shape);
    checkDraws(clean, noisy, shape.dim);
    this.#clean = pointsTensor(tf, clean, shape.dim);
    this.#noisy = pointsTensor(tf, noisy, shape.dim);
  }

  protected override loss(weights: OneLayerTensors): Scalar {
    const r = this.decode(this.encode(this.#noisy, weights), weights);
    return this.meanSquare(this.tf.sub(r, this.#clean));
  }

  override dispose(): void {
    this.#clean.dispose();
    this.#noisy.dispose();
  }
}

/**
 * The RCAE loss 1/N sum_i |r(x_i) - x_i|^2 + sigma^2 |dr/dx (x_i)|_F^2 of a one-layer auto-encoder: `ContractiveLoss` in
 * TensorFlow.js. The Jacobian is closed: dr_a/dx_b = sum_k V_ak W_kb (1 - h_k^2).
 */
export class TensorflowContractiveLoss extends TensorflowLoss {
  readonly #points: Tensor2D;
  readonly #sigma: number;

  /**
   * @param tf from `loadTensorflow`
   * @param points the points x, shape (N, d)
   * @throws InputError where the points don't fit the shape
   */
  constructor(tf: TensorflowModule, points: Float64Array, sigma: number, shape: OneLayerShape) {
    super(tf, shape);
    if (points.length === 0 || points.length % shape.dim !== 0) {
      throw new InputError(
        `points must hold one point or more of dimension ${shape.dim}, not ${points.length} numbers`,
      );
    }
    this.#points = pointsTensor(tf, points, shape.dim);
    this.#sigma = sigma;
  }

  protected override loss(weights: OneLayerTensors): Scalar {
    const { tf } = this;
    const { dim, hidden } = this.shape;
    const h = this.encode(this.#points, weights);
    const error = tf.sub<Tensor2D>(this.decode(h, weights), this.#points);
    const slopes = tf.sub<Tensor2D>(1, tf.square(h));
    // Row k: V_ak W_kb for all a, b.
    const products = tf.mul(
      tf.reshape(tf.transpose(weights.decoder), [hidden, dim, 1]),
      tf.reshape(weights.encoder, [hidden, 1, dim]),
    );
    const jacobians = tf.matMul<Tensor2D>(slopes, products.as2D(hidden, dim * dim));
    return tf.add(this.meanSquare(error), tf.mul(this.#sigma * this.#sigma, this.meanSquare(jacobians)));
  }

  override dispose(): void {
    this.#points.dispose();
  }
}

function pointsTensor(tf: TensorflowModule, points: Float64Array, dim: number): Tensor2D {
  return tf.tensor2d(Float32Array.from(points), [points.length / dim, dim]);
}
