import { checkPoint, checkWhole } from "../../numerics/check.ts";
import type { Objective } from "../../numerics/optimise/objective.ts";
import { hasThreads, processors } from "../../numerics/platform.ts";
import { tanhTable } from "../../numerics/vector-functions/tanh-table.ts";
import { wasmModule } from "../../numerics/wasm-module.ts";
import { type OneLayerShape, parameterCount } from "../network/parameters.ts";
import { type FusedKernel, instantiateKernel, sharedMemory } from "./fused-kernel.ts";
import { type FusedLayout, mostThreads, planMemory, readLoss, readSums, writeParameters } from "./fused-layout.ts";
import { startWorkers, type WorkerThread } from "./fused-workers.ts";

export interface FusedOptions {
  /**
   * Number of threads, the calling one included; it does not change the bytes of the result. The default is the number of
   * processors, or 1 where an evaluation takes less than about a millisecond.
   */
  readonly threads?: number;
}

/** From this number of hidden values on, about a millisecond of work, a second thread saves time. */
const WORTH_A_THREAD = 200_000;

/** The number of processors, or 1 where threads are not available. */
function defaultThreads(): number {
  return hasThreads() ? processors() : 1;
}

/** @throws InputError for an invalid number of threads */
export function checkThreads(threads: number): void {
  checkWhole("threads", threads);
}

/** The kernel on its memory, and the threads that help. */
export interface FusedMachine {
  readonly memory: Float64Array;
  readonly layout: FusedLayout;
  readonly kernel: FusedKernel;
  readonly workers: readonly WorkerThread[];
}

/**
 * Starts the kernel for a number of samples.
 * @throws InputError for an invalid number of threads, or where no memory is large enough
 */
export async function startMachine(
  kind: "denoising" | "contractive",
  samples: number,
  shape: OneLayerShape,
  options: FusedOptions,
): Promise<FusedMachine> {
  const { threads = samples * shape.hidden < WORTH_A_THREAD ? 1 : defaultThreads() } = options;
  checkThreads(threads);
  const { layouts, pages } = planMemory(kind, samples, shape, Math.min(threads, mostThreads(samples)));
  const module = wasmModule("autoencoder");
  const shared = sharedMemory(pages);
  const [layout, ...others] = layouts;
  const memory = new Float64Array(shared.buffer);
  memory.set(tanhTable(), layout.table / 8);
  const workers = await startWorkers(module, shared, others);
  return { memory, layout, kernel: instantiateKernel(module, shared, layout), workers };
}

/**
 * A loss of a one-layer auto-encoder and its gradient, by a kernel in WebAssembly and on all processors. Tied or
 * untied, any d, H and N.
 *
 * The result always has the same bytes, for any number of threads and on every machine and engine: the samples are divided up and
 * their sums are added in a fixed way, and the specification of WebAssembly determines each operation of the kernel to the bit.
 */
export class FusedLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  /** Number of threads, this one included. */
  readonly threads: number;
  /** Memory that the threads share, in bytes. */
  readonly bytes: number;
  protected readonly machine: FusedMachine;

  protected constructor(machine: FusedMachine, shape: OneLayerShape) {
    this.size = parameterCount(shape);
    this.shape = shape;
    this.threads = 1 + machine.workers.length;
    this.bytes = machine.memory.byteLength;
    this.machine = machine;
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    checkPoint("x", x, this.size);
    checkPoint("gradient", gradient, this.size);
    this.#compute(x, true);
    const { memory, layout } = this.machine;
    return readSums(memory, layout, this.shape, gradient);
  }

  /** The loss without its gradient, which takes less time. The bytes are the same. */
  value(x: Float64Array): number {
    checkPoint("x", x, this.size);
    this.#compute(x, false);
    const { memory, layout } = this.machine;
    return readLoss(memory, layout);
  }

  #compute(x: Float64Array, withGradient: boolean): void {
    const { memory, layout, kernel } = this.machine;
    kernel.barrier();
    writeParameters(x, this.shape, memory, layout);
    kernel.evaluate(Number(withGradient));
  }

  /**
   * Ends the other threads. (A process can end without it, but until then the threads take up memory.) Later evaluations run on
   * the calling thread alone.
   * @returns when they have ended
   */
  async close(): Promise<void> {
    const { kernel, workers } = this.machine;
    kernel.stop();
    await Promise.all(workers.map((worker) => worker.ended()));
  }
}
