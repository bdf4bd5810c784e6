import { tanhTable } from "../../numerics/vector-functions/tanh-table.ts";
import { growTo, type WasmModule, wasmModule } from "../../numerics/wasm-module.ts";

/** What assembly/activations.ts exports. */
interface TanhKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly table: { value: number };
  tanhInPlace(numbers: number, count: number): void;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

const NUMBER_BYTES = 8;
/** The number of values that the kernel takes at a time. */
const TOGETHER = 4;

/** Arrays of float64 in the memory of a kernel that computes tanh. ONNX Runtime reads and writes them in place. */
export class TanhMemory {
  readonly #kernel = new WebAssembly.Instance(wasmModule("activations")).exports as TanhKernel;
  readonly #start: number;

  constructor() {
    const table = tanhTable();
    this.#start = TOGETHER * Math.ceil(table.length / TOGETHER);
    this.#grow(this.#start);
    new Float64Array(this.#kernel.memory.buffer).set(table);
    this.#kernel.table.value = 0;
  }

  /** One array of each length, with arbitrary content. Arrays that were made before must no longer be used. */
  arrays(lengths: readonly number[]): Float64Array[] {
    const whole = lengths.map((length) => TOGETHER * Math.ceil(length / TOGETHER));
    this.#grow(whole.reduce((sum, length) => sum + length, this.#start));
    let at = this.#start;
    return lengths.map((length, k) => {
      const array = new Float64Array(this.#kernel.memory.buffer, NUMBER_BYTES * at, length);
      at += whole[k];
      return array;
    });
  }

  /** Replaces the numbers of one of its arrays by their tanh, to 3 units in the last place. */
  tanh({ byteOffset, length }: Float64Array): void {
    this.#kernel.tanhInPlace(byteOffset, TOGETHER * Math.ceil(length / TOGETHER));
  }

  #grow(numbers: number): void {
    growTo(NUMBER_BYTES * numbers, this.#kernel.memory);
  }
}
