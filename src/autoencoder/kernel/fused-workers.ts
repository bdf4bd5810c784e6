import { hasThreads, startThread, type Thread } from "../../numerics/platform.ts";
import type { WasmModule } from "../../numerics/wasm-module.ts";
import type { SharedMemory } from "./fused-kernel.ts";
import type { FusedLayout } from "./fused-layout.ts";

/**
 * What a worker runs: an instance of the kernel of its own, told where things lie as `instantiateKernel` does it.
 * As text, so that it is the same whether this module is bundled, run by a test, or in a notebook.
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
 * Starts a thread for each layout; it takes part in every evaluation on the memory until the kernel's `stop`. A
 * process doesn't wait for it. Without threads there are none.
 */
export async function startWorkers(
  module: WasmModule,
  memory: SharedMemory,
  layouts: readonly FusedLayout[],
): Promise<WorkerThread[]> {
  const workers = startWorkersMeanwhile(module, memory, layouts);
  try {
    // Rejects where a thread can't be started.
    await Promise.all(workers.map((worker) => worker.started()));
  } catch (error) {
    // Those that could be started would sleep for ever, and hold the memory.
    for (const worker of workers) worker.terminate();
    throw error;
  }
  return workers;
}

/** The same without waiting: they take part as soon as they are there, and one that can't be started is done without. */
export function startWorkersMeanwhile(
  module: WasmModule,
  memory: SharedMemory,
  layouts: readonly FusedLayout[],
): WorkerThread[] {
  if (!hasThreads()) return [];
  return layouts.map((layout) => startThread(WORKER, { module, memory, layout }));
}
