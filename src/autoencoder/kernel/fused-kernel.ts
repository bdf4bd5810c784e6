import type { WasmModule } from "../../numerics/wasm-module.ts";
import type { FusedLayout } from "./fused-layout.ts";

/** The part of Node's WebAssembly that is used here; the types of Node 20 leave it out. */
declare const WebAssembly: {
  Instance: new (module: WasmModule, imports: { env: { memory: SharedMemory } }) => { readonly exports: object };
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
};

export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** What assembly/index.ts exports, as far as the main thread calls it. */
export interface FusedKernel {
  barrier(): void;
  evaluate(): void;
  stop(): void;
  /** Replaces so many of the points at `noisy`, from the first on, by r(x); `alone` (0 or 1) or with all threads. */
  reconstructPoints(count: number, alone: number): void;
  /** tanh of a multiple of four numbers at an address in the memory, a multiple of 16, in place. */
  tanhInPlace(numbers: number, count: number): void;
}

/** Memory that threads can share, all 0; it never grows. */
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
