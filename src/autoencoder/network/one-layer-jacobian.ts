import { kernelWithConstants } from "../../numerics/kernel-memory.ts";
import { SLOPE_NUMBERS, slopeConstants } from "../../numerics/vector-functions/slope-constants.ts";
import { type Activation, tanh } from "./activation.ts";
import type { OneLayerWeights } from "./one-layer-weights.ts";

/**
 * V diag(h'(b + W x)) W, (n, d) -> (n, d, d), in WebAssembly, two points at a time (assembly/one-layer.ts). The bytes are those of loops
 * in JavaScript that sum over the hidden units in order, for tanh if `Math.exp` is FDLIBM's, as it is under Node on x64.
 */
export function oneLayerJacobian(
  { encoder, hiddenBias, decoder, outputBias }: OneLayerWeights,
  activation: Activation,
  points: Float64Array,
): Float64Array {
  const [dim, hidden] = [outputBias.length, hiddenBias.length];
  // The memory begins with the constants of the slopes.
  const pair = SLOPE_NUMBERS;
  const units = pair + 2 * dim;
  const entries = units + 2 * hidden;
  const ofEncoder = entries + 2 * dim * dim;
  const ofBias = ofEncoder + dim * hidden;
  const ofDecoder = ofBias + hidden;
  const { module, numbers } = memoryFor(ofDecoder + dim * hidden);
  numbers.set(encoder, ofEncoder);
  numbers.set(hiddenBias, ofBias);
  numbers.set(decoder, ofDecoder);
  const n = points.length / dim;
  const values = new Float64Array(points.length * dim);
  for (let i = 0; i < n; i += 2) {
    // The kernel takes two points at a time, so a single point is repeated.
    const second = Math.min(i + 1, n - 1);
    for (let a = 0; a < dim; a++) {
      numbers[pair + 2 * a] = points[i * dim + a];
      numbers[pair + 2 * a + 1] = points[second * dim + a];
    }
    module.preactivate(8 * pair, dim, 8 * ofEncoder, 8 * ofBias, hidden, 8 * units);
    if (activation === tanh) module.slopesInPlace(8 * units, 2 * hidden, 0);
    else for (let k = units; k < entries; k++) numbers[k] = activation.derivative(numbers[k]);
    module.writeJacobians(8 * ofEncoder, 8 * ofDecoder, dim, hidden, 8 * units, 8 * entries);
    for (let k = 0; k < dim * dim; k++) {
      values[i * dim * dim + k] = numbers[entries + 2 * k];
      values[second * dim * dim + k] = numbers[entries + 2 * k + 1];
    }
  }
  return values;
}

/** What assembly/one-layer.ts exports. Places are in bytes. */
interface OneLayerModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  preactivate(points: number, dim: number, encoder: number, hiddenBias: number, hidden: number, units: number): void;
  slopesInPlace(numbers: number, count: number, constants: number): void;
  writeJacobians(
    encoder: number,
    decoder: number,
    dim: number,
    hidden: number,
    slopes: number,
    jacobians: number,
  ): void;
}

const memoryFor = kernelWithConstants<OneLayerModule>("one-layer", slopeConstants);
