import { hasThreads, startThread, type Thread } from "../../numerics/platform.ts";
import type { WasmModule } from "../../numerics/wasm-module.ts";
import type { SharedMemory } from "./fused-kernel.ts";
import type { FusedLayout } from "./fused-layout.ts";

/**
 * The program of a worker: an instance of the kernel of its own, which is told the layout as in `instantiateKernel`. It is text, so that
 * it works alike in a bundle, in a test and in a notebook.
 */
const WORKER = `
const { module, memory, layout } = data;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
for (const name of Object.keys(layout)) exports[name].value = layout[name];
exports.work();
`;

/** A thread that takes part. */
export type WorkerThread = Thread;

/**
 * Starts a thread for each layout. The thread takes part in every evaluation on the memory until the kernel's `stop`, and does not keep
 * the process alive. Where threads are not available, none is started.
 */
export async function startWorkers(
  module: WasmModule,
  memory: SharedMemory,
  layouts: readonly FusedLayout[],
): Promise<WorkerThread[]> {
  const workers = startWorkersMeanwhile(module, memory, layouts);
  try {
    // Rejects if a thread cannot be started.
    await Promise.all(workers.map((worker) => worker.started()));
  } catch (error) {
    // The threads that did start would otherwise sleep for ever and keep the memory.
    for (const worker of workers) worker.terminate();
    throw error;
  }
  return workers;
}

/** The same without waiting. Each thread takes part as soon as it is ready; a thread that cannot be started is left out. */
export function startWorkersMeanwhile(
  module: WasmModule,
  memory: SharedMemory,
  layouts: readonly FusedLayout[],
): WorkerThread[] {
  if (!hasThreads()) return [];
  return layouts.map((layout) => startThread(WORKER, { module, memory, layout }));
}
