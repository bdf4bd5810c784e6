import { type WasmModule, wasmModule } from "../wasm-module.ts";
import { EXPONENTIAL_NUMBERS, exponentialConstants } from "./fdlibm-constants.ts";

/** What assembly/exponentials.ts exports. Places are in bytes; the count is a multiple of four. */
interface ExponentialsModule {
  readonly memory: { readonly buffer: ArrayBuffer };
  exponentialsInPlace(numbers: number, count: number, constants: number): void;
}

declare const WebAssembly: { Instance: new (module: WasmModule) => { readonly exports: unknown } };

/** The numbers that the kernel takes at a time, so that they stay in the first cache. */
const BLOCK = 2048;

let kernel: { readonly module: ExponentialsModule; readonly numbers: Float64Array } | undefined;

function start(): { readonly module: ExponentialsModule; readonly numbers: Float64Array } {
  const module = new WebAssembly.Instance(wasmModule("exponentials")).exports as ExponentialsModule;
  const numbers = new Float64Array(module.memory.buffer, 0, EXPONENTIAL_NUMBERS + BLOCK);
  numbers.set(exponentialConstants());
  return { module, numbers };
}

/**
 * Replaces numbers by their exp, with the bits of FDLIBM, which are those of `Math.exp` under Node on x64. For many numbers it takes a
 * quarter of the time of `Math.exp`, in WebAssembly (assembly/exponentials-in-place.ts).
 */
export function exponentiate(values: Float64Array): void {
  kernel ??= start();
  const { module, numbers } = kernel;
  for (let first = 0; first < values.length; first += BLOCK) {
    const count = Math.min(BLOCK, values.length - first);
    numbers.set(count === values.length ? values : values.subarray(first, first + count), EXPONENTIAL_NUMBERS);
    // Beyond the last number are those of an earlier call, which do no harm.
    module.exponentialsInPlace(8 * EXPONENTIAL_NUMBERS, count + (-count & 3), 0);
    values.set(numbers.subarray(EXPONENTIAL_NUMBERS, EXPONENTIAL_NUMBERS + count), first);
  }
}
