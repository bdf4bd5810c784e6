import { checkDraws } from "../data/check-points.ts";
import type { OneLayerShape } from "../network/parameters.ts";
import { checkShape } from "../network/parameters.ts";
import { FusedLoss, type FusedOptions, startMachine } from "./fused-loss.ts";

/**
 * The DAE loss of a one-layer auto-encoder and its gradient. Up to rounding it is what `DenoisingLoss` computes, many times
 * faster. It needs some 16 N d + 280 H (2 d + 1) bytes, never N H.
 */
export class FusedDenoisingLoss extends FusedLoss {
  /**
   * @param clean the points x, shape (N, d); a copy is kept
   * @param noisy the same points corrupted, x~ = x + sigma eps, shape (N, d); a copy is kept
   * @throws InputError where the shapes don't fit together, or for an invalid number of threads
   */
  static async create(
    clean: Float64Array,
    noisy: Float64Array,
    shape: OneLayerShape,
    options: FusedOptions = {},
  ): Promise<FusedDenoisingLoss> {
    checkShape(shape);
    checkDraws(clean, noisy, shape.dim);
    const machine = await startMachine("denoising", clean.length / shape.dim, shape, options);
    machine.memory.set(clean, machine.layout.clean / 8);
    machine.memory.set(noisy, machine.layout.noisy / 8);
    return new FusedDenoisingLoss(machine, shape);
  }

  /**
   * Takes another corruption of the same points.
   * @param noisy shape (N, d); a copy is kept
   * @throws InputError where it has another length than the points
   */
  setNoisy(noisy: Float64Array): void {
    const { memory, layout, kernel } = this.machine;
    const { clean, samples, dim } = layout;
    checkDraws(memory.subarray(clean / 8, clean / 8 + samples * dim), noisy, dim);
    kernel.barrier();
    memory.set(noisy, layout.noisy / 8);
  }
}
