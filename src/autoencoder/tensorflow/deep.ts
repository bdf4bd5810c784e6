import type { Scalar, Tensor2D, Variable } from "@tensorflow/tfjs";
import { checkAllFinite, checkFewest, checkObject, checkPositive, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { pause } from "../../numerics/platform.ts";
import { createRng, type Rng } from "../../numerics/random/random.ts";
import { checkPoints } from "../data/check-points.ts";
import { corrupt } from "../data/corruption.ts";
import { type Layer, MultiLayer } from "../network/multi-layer.ts";
import { loadTensorflow } from "./tensorflow.ts";
import { isReady, readyTensorflow, type TensorflowModule } from "./tensorflow-module.ts";

/** How to train an auto-encoder with several hidden layers. */
export interface DeepTrainingOptions {
  /** Dimension d of the points. */
  readonly dim: number;
  /** Numbers of hidden units, layer by layer. */
  readonly layers: readonly number[];
  /** Standard deviation of the corruption. */
  readonly sigma: number;
  /** Steps of Adam. */
  readonly steps: number;
  /** Points of a batch, drawn from the data with replacement. Default 128. */
  readonly batch?: number;
  /** Step size of Adam. Default 0.001. */
  readonly learningRate?: number;
  /** The seed of the initial weights, the batches and the corruption: an integer from 1 to 2^32 - 1. */
  readonly seed: number;
  /** Called after each step, with the number of steps behind it and the loss of the step's batch before it. */
  readonly onStep?: (step: number, loss: number) => void;
  /** An AbortSignal, or an object like one. It ends the training early; the result is then the network so far. */
  readonly signal?: { readonly aborted: boolean };
}

/** The result of a training. */
export interface DeepTraining {
  readonly network: MultiLayer;
  /** The loss of each step's batch, before the step. */
  readonly losses: Float64Array;
}

/** The purposes of the streams of one seed. */
const streams = { weights: 1, batches: 2, corruption: 3 };
/** What `createRng` takes. */
const LARGEST_SEED = 2 ** 32 - 1;
/** The time, in milliseconds, for which training keeps the process from doing anything else. */
const SLICE = 20;

/**
 * Trains a denoising auto-encoder with any number of hidden layers, tanh after each, and a linear output. Adam minimises the loss
 * on batches with new noise in each step, so that the average over all noise is minimised rather than the average over one draw.
 * TensorFlow.js computes in float32; the same seed and backend give the same network. The result is a reconstruction in float64
 * like any other. (`writeModel` is for one hidden layer.)
 *
 * @param points the data, shape (N, d)
 * @throws InputError that names the option, what was wrong, and what is allowed
 *
 * @example
 * ```ts
 * import { createRng, scoreEstimate, spiral, trainDeep } from "scorebook/node";
 *
 * const points = spiral().sample(createRng(1), 100);
 * const { network } = await trainDeep(points, { dim: 2, layers: [8, 8], sigma: 0.1, steps: 10, seed: 1 });
 * scoreEstimate(network, points).length; // 200
 * ```
 */
export async function trainDeep(points: Float64Array, options: DeepTrainingOptions): Promise<DeepTraining> {
  checkOptions(points, options);
  const { dim, sigma, steps, batch = 128, learningRate = 1e-3, seed, onStep, signal } = options;
  if (!isReady()) await loadTensorflow();
  const tf = readyTensorflow();
  const batches = createRng(seed, streams.batches);
  const corruption = createRng(seed, streams.corruption);
  const network = tf.tidy(() => initialNetwork(tf, options.layers, dim, createRng(seed, streams.weights)));
  const optimizer = tf.train.adam(learningRate);
  const losses: number[] = [];
  try {
    let sliceEnd = performance.now() + SLICE;
    while (losses.length < steps && !signal?.aborted) {
      const clean = drawBatch(points, dim, batch, batches);
      const noisy = corrupt(clean, sigma, corruption);
      const loss = tf.tidy(() => {
        const [x, corrupted] = [clean, noisy].map((rows) => tf.tensor2d(Float32Array.from(rows), [batch, dim]));
        const cost = (): Scalar => {
          const error = tf.sub(reconstruct(tf, network, corrupted), x);
          return tf.div(tf.sum(tf.square(error)), batch);
        };
        return (optimizer.minimize(cost, true, network.flat()) as Scalar).dataSync()[0];
      });
      if (!Number.isFinite(loss)) {
        throw new InputError({
          argument: "learningRate",
          allowed: "one that keeps the loss finite",
          problem: `${learningRate}, with which it is ${loss} after ${losses.length} steps`,
        });
      }
      losses.push(loss);
      onStep?.(losses.length, loss);
      if (performance.now() > sliceEnd) {
        await pause();
        sliceEnd = performance.now() + SLICE;
      }
    }
    const layers = network.map(
      ([matrix, bias]): Layer => ({
        matrix: Float64Array.from(matrix.dataSync()),
        bias: Float64Array.from(bias.dataSync()),
      }),
    );
    return { network: new MultiLayer(layers, sigma), losses: Float64Array.from(losses) };
  } finally {
    optimizer.dispose();
    tf.dispose(network);
  }
}

/** A layer's matrix, shape (outputs, inputs), and its bias, shape (outputs). */
type LayerVariables = [matrix: Variable, bias: Variable];

/**
 * Normal weights with variance 2 / (inputs + outputs) (Glorot), which keep the size of the activations. The biases of the hidden
 * layers are normal too, so that the first units bend in different places; the output has no initial bias.
 */
function initialNetwork(tf: TensorflowModule, hidden: readonly number[], dim: number, rng: Rng): LayerVariables[] {
  const sizes = [dim, ...hidden, dim];
  const normals = (n: number, deviation: number): Float32Array =>
    Float32Array.from({ length: n }, () => deviation * rng.normal());
  return sizes.slice(1).map((outputs, k): LayerVariables => {
    const inputs = sizes[k];
    const matrix = normals(outputs * inputs, Math.sqrt(2 / (inputs + outputs)));
    const bias = normals(outputs, k < hidden.length ? 1 / 2 : 0);
    return [tf.variable(tf.tensor2d(matrix, [outputs, inputs])), tf.variable(tf.tensor1d(bias))];
  });
}

/** r(x), (N, d) -> (N, d). */
function reconstruct(tf: TensorflowModule, network: readonly LayerVariables[], points: Tensor2D): Tensor2D {
  let x = points;
  for (const [k, [matrix, bias]] of network.entries()) {
    const sums = tf.add<Tensor2D>(tf.matMul(x, matrix as Tensor2D, false, true), bias);
    x = k < network.length - 1 ? tf.tanh(sums) : sums;
  }
  return x;
}

function drawBatch(points: Float64Array, dim: number, size: number, rng: Rng): Float64Array {
  const batch = new Float64Array(size * dim);
  for (let i = 0; i < size; i++) {
    const start = Math.floor(rng.uniform() * (points.length / dim)) * dim;
    batch.set(points.subarray(start, start + dim), i * dim);
  }
  return batch;
}

function checkOptions(points: Float64Array, options: DeepTrainingOptions): void {
  checkObject("options", options, "dim, layers, sigma, steps and seed");
  const { dim, layers, sigma, steps, batch = 128, learningRate = 1e-3, seed } = options;
  for (const [name, value] of Object.entries({ dim, steps, batch })) checkWhole(name, value);
  checkWhole("seed", seed, 1, LARGEST_SEED);
  for (const [name, value] of Object.entries({ sigma, learningRate })) checkPositive(name, value);
  checkFewest("layers", layers, 1, "number of hidden units");
  layers.forEach((units, k) => {
    checkWhole(`layers[${k}]`, units);
  });
  checkPoints(points, dim);
  checkAllFinite("points", points);
}
