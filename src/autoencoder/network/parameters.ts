import { checkFewest, checkObject, checkPoint, checkWhole } from "../../numerics/check.ts";
import type { OneLayerWeights } from "./one-layer-weights.ts";

/** Size of a one-layer auto-encoder r(x) = c + V h(b + W x). */
export interface OneLayerShape {
  /** Number of inputs d. */
  readonly dim: number;
  /** Number of hidden units H. */
  readonly hidden: number;
  /** Whether V is W^T, and has no parameters of its own. */
  readonly tied: boolean;
}

/** The parts of the vector of parameters, W (H, d), b (H), V (d, H) where the weights are not tied, c (d), one after the other. */
export interface OneLayerParameters {
  readonly encoder: Float64Array;
  readonly hiddenBias: Float64Array;
  /** Empty where the weights are tied. */
  readonly decoder: Float64Array;
  readonly outputBias: Float64Array;
}

/** Length of the vector of parameters. */
export function parameterCount(shape: OneLayerShape): number {
  checkShape(shape);
  const { dim, hidden, tied } = shape;
  return hidden * dim + hidden + (tied ? 0 : dim * hidden) + dim;
}

/** The parts of a vector of parameters (or of a gradient with respect to it), as views of it: nothing is copied. */
export function parametersIn(vector: Float64Array, shape: OneLayerShape): OneLayerParameters {
  checkPoint("vector", vector, parameterCount(shape));
  const { dim, hidden, tied } = shape;
  let start = 0;
  const next = (length: number): Float64Array => {
    start += length;
    return vector.subarray(start - length, start);
  };
  return {
    encoder: next(hidden * dim),
    hiddenBias: next(hidden),
    decoder: next(tied ? 0 : dim * hidden),
    outputBias: next(dim),
  };
}

/** The vector of parameters; without V where the weights are tied. */
export function parameterVector(weights: OneLayerWeights | Omit<OneLayerWeights, "decoder">): Float64Array {
  checkObject("weights", weights, "encoder, hiddenBias, decoder and outputBias");
  const decoder = "decoder" in weights ? weights.decoder : [];
  for (const [name, values] of Object.entries({ ...weights, decoder })) {
    checkFewest(`weights.${name}`, values, name === "decoder" ? 0 : 1, "number");
  }
  return Float64Array.from([...weights.encoder, ...weights.hiddenBias, ...decoder, ...weights.outputBias]);
}

/** @throws InputError for an argument that is not the shape of a network with one hidden layer */
export function checkShape(shape: OneLayerShape): void {
  checkObject("shape", shape, "dim, hidden and tied");
  checkWhole("shape.dim", shape.dim);
  checkWhole("shape.hidden", shape.hidden);
}
