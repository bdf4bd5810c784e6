import { checkObject } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { slopeConstants } from "../../numerics/vector-functions/slope-constants.ts";
import { tanhTable } from "../../numerics/vector-functions/tanh-table.ts";
import { wasmModule } from "../../numerics/wasm-module.ts";
import type { IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";
import { checkWholePoints } from "../data/check-points.ts";
import type { OneLayer } from "../network/one-layer.ts";
import { parameterVector } from "../network/parameters.ts";
import { instantiateKernel, sharedMemory } from "./fused-kernel.ts";
import { jacobiansTogether, planMemory, writeColumns, writeParameters } from "./fused-layout.ts";
import { checkThreads } from "./fused-loss.ts";
import { startWorkersMeanwhile } from "./fused-workers.ts";

export interface FusedReconstructionOptions {
  /**
   * Number of threads, the one that calls `evaluate` included; it does not change the bytes of the result. Default 1. With more
   * than one, `close` ends the others.
   */
  readonly threads?: number;
}

export interface FusedReconstruction extends IsotropicReconstruction {
  /** Number of threads, the one that calls `evaluate` included. */
  readonly threads: number;
  /**
   * Ends the other threads, if there are any. (A process can end without it.) Later evaluations run on the calling thread alone.
   * @returns when they have ended
   */
  close(): Promise<void>;
}

/** The bytes of the points that the kernel takes at a time: some 3000 points of R^10. */
const BLOCK_BYTES = 2 ** 18;
/** From this number of hidden values on, about 100 microseconds of work, the other threads save time. */
const WORTH_WAKING = 20_000;

/**
 * The reconstruction of a network, r(x) = c + V tanh(b + W x), computed by the kernel that trains networks. Up to rounding it is
 * what `evaluate` of the network computes, many times faster. It serves samplers, which evaluate r for all chains at every step.
 *
 * The result for a point always has the same bytes: whatever other points are evaluated with it, for any number of threads, and on
 * every machine and engine. So does the Jacobian, whose bytes are those of the network's own.
 *
 * @param network with hidden units of tanh; a copy of its weights is kept
 * @throws InputError for another activation, and for an invalid number of threads
 */
export function fusedReconstruction(network: OneLayer, options: FusedReconstructionOptions = {}): FusedReconstruction {
  checkObject("network", network, "a OneLayer", { methods: ["evaluate", "jacobian"], numbers: ["dim", "hidden"] });
  const { threads = 1 } = options;
  const { dim, hidden, sigma, activation } = network;
  checkThreads(threads);
  if (activation.name !== "tanh") {
    throw new InputError({
      argument: "network",
      verb: "have",
      allowed: "the activation tanh, which the kernel is made for",
      problem: activation.name,
    });
  }
  const shape = { dim, hidden, tied: false };
  const most = Math.max(1, Math.floor(BLOCK_BYTES / (8 * dim)));
  const { layouts, pages } = planMemory("reconstruction", most, shape, threads);
  const [layout, ...others] = layouts;
  const shared = sharedMemory(pages);
  const memory = new Float64Array(shared.buffer);
  memory.set(tanhTable(), layout.table / 8);
  memory.set(slopeConstants(), layout.slopeConstants / 8);
  writeParameters(parameterVector(network.weights), shape, memory, layout);
  writeColumns(network.weights.encoder, shape, memory, layout);
  const module = wasmModule("autoencoder");
  const kernel = instantiateKernel(module, shared, layout);
  const workers = startWorkersMeanwhile(module, shared, others);
  const start = layout.noisy / 8;
  /** Numbers that the kernel computes for each point, for at most `atOnce` points at a time. It leaves them at the place `from`. */
  const inBlocks = (
    points: Float64Array,
    { numbers, from, atOnce }: { readonly numbers: number; readonly from: number; readonly atOnce: number },
    compute: (n: number) => void,
  ): Float64Array => {
    checkWholePoints(points, dim);
    const count = points.length / dim;
    const values = new Float64Array(count * numbers);
    for (let first = 0; first < count; first += atOnce) {
      const n = Math.min(atOnce, count - first);
      // After an interrupted evaluation, workers may still be busy.
      kernel.barrier();
      memory.set(points.subarray(first * dim, (first + n) * dim), start);
      compute(n);
      values.set(memory.subarray(from, from + n * numbers), first * numbers);
    }
    return values;
  };
  const points = { numbers: dim, from: start, atOnce: most };
  const jacobians = { numbers: dim * dim, from: layout.jacobians / 8, atOnce: jacobiansTogether(most, dim) };
  return {
    dim,
    sigma,
    threads,
    evaluate: (x) =>
      inBlocks(x, points, (n) => {
        kernel.reconstructPoints(n, workers.length === 0 || n * hidden < WORTH_WAKING ? 1 : 0);
      }),
    jacobian: (x) => inBlocks(x, jacobians, (n) => kernel.jacobian(n)),
    close: async () => {
      kernel.stop();
      await Promise.all(workers.map((worker) => worker.ended()));
    },
  };
}
