import { growTo, type WasmModule, wasmModule } from "./wasm-module.ts";

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

/** A module of assembly/ that uses one thread, and its memory as numbers. */
export interface Kernel<Exports> {
  readonly module: Exports;
  readonly numbers: Float64Array;
}

/** A function that gives a module at least this many numbers of memory, the first of which are constants. It makes the module once. */
export function kernelWithConstants<
  Exports extends { readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): unknown } },
>(name: Parameters<typeof wasmModule>[0], constants: () => Float64Array): (count: number) => Kernel<Exports> {
  let kernel: Kernel<Exports> | undefined;
  return (count) => {
    const module = kernel?.module ?? (new WebAssembly.Instance(wasmModule(name)).exports as Exports);
    growTo(8 * count, module.memory);
    // Views of the memory before it grew have no length any more.
    if (kernel === undefined || kernel.numbers.length === 0) {
      kernel = { module, numbers: new Float64Array(module.memory.buffer) };
      kernel.numbers.set(constants());
    }
    return kernel;
  };
}

/** Below this length a loop takes less time than making a view. */
const FEW = 32;

/** Copies `count` numbers, such as the few of a single point, into or out of a memory. */
export function copyNumbers(from: Float64Array, start: number, to: Float64Array, at: number, count: number): void {
  if (count > FEW) to.set(from.subarray(start, start + count), at);
  else for (let i = 0; i < count; i++) to[at + i] = from[start + i];
}
