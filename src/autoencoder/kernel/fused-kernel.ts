import type { WasmModule } from "../../numerics/wasm-module.ts";
import type { FusedLayout } from "./fused-layout.ts";

/** The part of Node's WebAssembly that is used here; the types of Node 20 do not declare it. */
declare const WebAssembly: {
  Instance: new (module: WasmModule, imports: { env: { memory: SharedMemory } }) => { readonly exports: object };
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
};

export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The functions of assembly/index.ts that the main thread calls. */
export interface FusedKernel {
  barrier(): void;
  /** Computes the loss, with its gradient if `withGradient` is 1. */
  evaluate(withGradient: number): void;
  stop(): void;
  /** Replaces the first `count` points at `noisy` by r(x): on this thread alone if `alone` is 1, on all threads if it is 0. */
  reconstructPoints(count: number, alone: number): void;
  /** Writes dr/dx of the first `count` points at `noisy` to `jacobians`. */
  jacobian(count: number): void;
  /** Replaces numbers at an address by their tanh. Their count is a multiple of 4, the address a multiple of 16. */
  tanhInPlace(numbers: number, count: number): void;
}

/** Memory that threads can share. It is 0 everywhere and never grows. */
export function sharedMemory(pages: number): SharedMemory {
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** An instance of the kernel on a memory, for the thread that calls this. */
export function instantiateKernel(module: WasmModule, memory: SharedMemory, layout: FusedLayout): FusedKernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const globals = exports as Record<keyof FusedLayout, { value: number }>;
  for (const name of Object.keys(layout) as (keyof FusedLayout)[]) globals[name].value = layout[name];
  return exports as FusedKernel;
}
