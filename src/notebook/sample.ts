import { checkObject } from "../numerics/check.ts";
import { createRng } from "../numerics/random/random.ts";
import { type ChainDraws, ChainRun, type ChainRunOptions } from "../sampling/chains/chain-run.ts";
import type { ChainState, Sampler, StepInfo } from "../sampling/chains/sampler.ts";
import { Interrupted, progress } from "./progress.ts";

export interface SampleOptions extends ChainRunOptions {
  /** The name of the chains in the line below the cell. */
  readonly label: string;
  /** The seed of all random numbers. */
  readonly seed: number;
}

let lastInterrupted: ChainDraws | null = null;

/**
 * The draws of the last chains that were interrupted in a cell. `sample` cannot return them, since the interrupt ends the cell.
 * The result is null if no chains were interrupted since the last call of `sample`.
 */
export function interruptedDraws(): ChainDraws | null {
  return lastInterrupted;
}

/**
 * Runs chains in a cell, with a line below it that shows the steps, the time left, and the fraction of proposals that were
 * accepted. An interrupt of the kernel ends the chains; `interruptedDraws` then returns what they have drawn.
 * @param starts shape (chains, d)
 * @throws InputError for starts and options that cannot be used
 */
export async function sample<State extends ChainState, Info extends StepInfo>(
  sampler: Sampler<State, Info>,
  starts: Float64Array,
  sampleOptions: SampleOptions,
): Promise<ChainDraws> {
  lastInterrupted = null;
  checkObject("options", sampleOptions, "label, seed and steps, and possibly burnIn and thin");
  const { label, seed, ...options } = sampleOptions;
  const run = new ChainRun(sampler, createRng(seed), starts, options);
  const line = progress(label, run.steps);
  let acceptedCount = 0;
  let proposalCount = 0;
  try {
    while (!run.done) {
      const { accepted } = run.step();
      if (accepted) {
        proposalCount += accepted.length;
        for (const one of accepted) acceptedCount += one;
      }
      const rate = proposalCount > 0 ? `${Math.round((100 * acceptedCount) / proposalCount)} % accepted` : "";
      await line.update(run.iteration, rate);
    }
    return run.draws();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    lastInterrupted = run.draws();
    throw new Interrupted(`${error.message}; interruptedDraws() returns the draws up to then`);
  } finally {
    line.end();
  }
}
