import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { WasmModule } from "../../numerics/wasm-module.ts";
import type { SharedMemory } from "./fused-kernel.ts";
import type { FusedLayout } from "./fused-layout.ts";

/**
 * What a helper runs: an instance of the kernel of its own, told where things lie as `instantiateKernel` does it.
 * As text, so that it is the same whether this module is bundled, run by a test, or in a notebook.
 */
const HELPER = `
const { workerData } = require("node:worker_threads");
const { module, memory, layout } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
for (const name of Object.keys(layout)) exports[name].value = layout[name];
exports.help();
`;

/** A thread that takes part. */
export interface Helper {
  /** @returns when it has ended, which somebody has to tell it to */
  ended(): Promise<void>;
}

/**
 * Starts a thread for each layout; it takes part in every evaluation on the memory until the kernel's `dismiss`. A
 * process doesn't wait for it.
 */
export async function startHelpers(
  module: WasmModule,
  memory: SharedMemory,
  layouts: readonly FusedLayout[],
): Promise<Helper[]> {
  const helpers = launch(module, memory, layouts);
  try {
    // Rejects where a thread can't be started.
    await Promise.all(helpers.map((helper) => once(helper, "online")));
  } catch (error) {
    // Those that could be started would sleep for ever, and hold the memory.
    await Promise.all(helpers.map((helper) => helper.terminate()));
    throw error;
  }
  for (const helper of helpers) {
    // One that ends all the same is done without.
    helper.on("error", () => {});
    helper.unref();
  }
  return helpers.map(asHelper);
}

/** The same without waiting: they take part as soon as they are there, and one that can't be started is done without. */
export function startHelpersMeanwhile(
  module: WasmModule,
  memory: SharedMemory,
  layouts: readonly FusedLayout[],
): Helper[] {
  return launch(module, memory, layouts).map((helper) => {
    helper.on("error", () => {});
    helper.unref();
    return asHelper(helper);
  });
}

function launch(module: WasmModule, memory: SharedMemory, layouts: readonly FusedLayout[]): Worker[] {
  return layouts.map((layout) => {
    // Options of this process, such as a loader or an inspector, are not for the helper.
    return new Worker(HELPER, { eval: true, execArgv: [], workerData: { module, memory, layout } });
  });
}

function asHelper(helper: Worker): Helper {
  return {
    async ended() {
      // It has no thread any more where it has ended before.
      if (helper.threadId === -1) return;
      // Whoever waits for the end must not be ended before.
      helper.ref();
      await once(helper, "exit");
    },
  };
}
