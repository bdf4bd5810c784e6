import { once } from "node:events";
import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { InputError } from "../numerics/input-error.ts";
import type { Objective } from "../numerics/objective.ts";
import { checkDraws } from "./denoising-loss.ts";
import { startHelpers } from "./fused-helpers.ts";
import { type FusedKernel, instantiateKernel, kernelModule, sharedMemory } from "./fused-kernel.ts";
import { type FusedLayout, mostThreads, planMemory, readSums, writeParameters } from "./fused-layout.ts";
import { type OneLayerShape, parameterCount } from "./parameters.ts";
import { tanhTable } from "./tanh-table.ts";

export interface FusedOptions {
  /**
   * Number of threads, this one included; the result is the same bytes whatever it is. By default the number of
   * processors, or 1 where an evaluation takes less than about a millisecond.
   */
  readonly threads?: number;
}

/** Hidden values that must be computed before a second thread is worth being started: about a millisecond. */
const WORTH_A_THREAD = 200_000;

/**
 * The DAE loss of a one-layer auto-encoder and its gradient: what `DenoisingLoss` computes, up to rounding, by a
 * kernel in WebAssembly that is several times as fast and uses all processors. Tied or untied, any d, H and N.
 *
 * Always the same bytes: whatever the number of threads, and on every machine and engine, because the samples are
 * divided up and their sums added in a fixed way, and each operation of the kernel is exact to the bit by its
 * specification. It needs some 16 N d + 550 H d bytes, never N H.
 */
export class FusedDenoisingLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  /** Number of threads, this one included. */
  readonly threads: number;
  /** Memory that the threads share, in bytes. */
  readonly bytes: number;
  readonly #memory: Float64Array;
  readonly #layout: FusedLayout;
  readonly #kernel: FusedKernel;
  readonly #helpers: readonly Worker[];

  /**
   * @param clean the points x, shape (N, d); a copy is kept
   * @param noisy the same points corrupted, x~ = x + sigma eps, shape (N, d); a copy is kept
   * @throws InputError where the shapes don't fit together, or for what is no number of threads
   */
  static async create(
    clean: Float64Array,
    noisy: Float64Array,
    shape: OneLayerShape,
    options: FusedOptions = {},
  ): Promise<FusedDenoisingLoss> {
    checkDraws(clean, noisy, shape.dim);
    const samples = clean.length / shape.dim;
    const { threads = samples * shape.hidden < WORTH_A_THREAD ? 1 : availableParallelism() } = options;
    if (!Number.isInteger(threads) || threads < 1) {
      throw new InputError(`threads must be a whole number, 1 or more, not ${threads}`);
    }
    const { layouts, pages } = planMemory(samples, shape, Math.min(threads, mostThreads(samples)));
    const module = kernelModule();
    const memory = sharedMemory(pages);
    const [own, ...others] = layouts;
    const numbers = new Float64Array(memory.buffer);
    numbers.set(tanhTable(), own.table / 8);
    numbers.set(clean, own.clean / 8);
    numbers.set(noisy, own.noisy / 8);
    const helpers = await startHelpers(module, memory, others);
    return new FusedDenoisingLoss(shape, numbers, own, instantiateKernel(module, memory, own), helpers);
  }

  private constructor(
    shape: OneLayerShape,
    memory: Float64Array,
    layout: FusedLayout,
    kernel: FusedKernel,
    helpers: readonly Worker[],
  ) {
    this.size = parameterCount(shape);
    this.shape = shape;
    this.threads = 1 + helpers.length;
    this.bytes = memory.byteLength;
    this.#memory = memory;
    this.#layout = layout;
    this.#kernel = kernel;
    this.#helpers = helpers;
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    this.#kernel.settle();
    writeParameters(x, this.shape, this.#memory, this.#layout);
    this.#kernel.evaluate();
    return readSums(this.#memory, this.#layout, this.shape, gradient);
  }

  /**
   * Goes on with another corruption of the same points.
   * @param noisy shape (N, d); a copy is kept
   * @throws InputError where it has another length than the points
   */
  setNoisy(noisy: Float64Array): void {
    const { clean, samples, dim } = this.#layout;
    checkDraws(this.#memory.subarray(clean / 8, clean / 8 + samples * dim), noisy, dim);
    this.#kernel.settle();
    this.#memory.set(noisy, this.#layout.noisy / 8);
  }

  /**
   * Ends the other threads. (A process ends without it, but until then they take up memory.) An evaluation after it
   * is done by this thread alone.
   * @returns when they have ended
   */
  async close(): Promise<void> {
    this.#kernel.dismiss();
    await Promise.all(
      this.#helpers.map(async (helper) => {
        // It has no thread any more where it has ended before.
        if (helper.threadId === -1) return;
        // Whoever waits for the end must not be ended before.
        helper.ref();
        await once(helper, "exit");
      }),
    );
  }
}
