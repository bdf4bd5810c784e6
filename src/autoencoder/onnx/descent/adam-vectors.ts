import { growTo, type WasmModule, wasmModule } from "../../../numerics/wasm-module.ts";
import type { FloatArray, Precision } from "../program.ts";

/** What assembly/adam.ts exports. */
interface AdamKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  moveFloat32(bytes: number, share: number, rate: number): void;
  moveFloat64(bytes: number, share: number, rate: number): void;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

/** The bytes that the kernel takes at a time. */
const TOGETHER = 16;

/**
 * The vectors of Adam (Kingma and Ba, 2015, section 2, the faster form) in the memory of a kernel that does a step in one pass. As a
 * part of the graph a step would be a dozen operators for each parameter, each of which reads and writes whole arrays.
 */
export class AdamVectors {
  readonly parameters: FloatArray;
  /** The averages of the gradient and of its square. */
  readonly mean: FloatArray;
  readonly square: FloatArray;
  /** The gradient of a sum over points, which is written from outside. */
  readonly gradient: FloatArray;
  readonly #move: (share: number, rate: number) => void;

  /** Vectors of zeros. */
  constructor(length: number, precision: Precision) {
    const kernel = new WebAssembly.Instance(wasmModule("adam")).exports as AdamKernel;
    const isNarrow = precision === "float32";
    const bytes = TOGETHER * Math.ceil((length * (isNarrow ? 4 : 8)) / TOGETHER);
    growTo(4 * bytes, kernel.memory);
    const vector = (k: number): FloatArray =>
      new (isNarrow ? Float32Array : Float64Array)(kernel.memory.buffer, k * bytes, length);
    this.parameters = vector(0);
    this.mean = vector(1);
    this.square = vector(2);
    this.gradient = vector(3);
    const move = isNarrow ? kernel.moveFloat32 : kernel.moveFloat64;
    this.#move = (share, rate) => move(bytes, share, rate);
  }

  /**
   * One step along the gradient.
   * @param share the factor of the gradient: 1 / the number of points
   * @param rate the learning rate, corrected for the bias of the averages
   */
  move(share: number, rate: number): void {
    this.#move(share, rate);
  }
}
