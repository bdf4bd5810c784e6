import { checkObject } from "../numerics/check.ts";
import { createRng } from "../numerics/random/random.ts";
import { type ChainDraws, ChainRun, type ChainRunOptions } from "../sampling/chains/chain-run.ts";
import type { ChainState, Sampler, StepInfo } from "../sampling/chains/sampler.ts";
import { Interrupted, progress } from "./progress.ts";

export interface SampleOptions extends ChainRunOptions {
  /** What the line below the cell calls the chains. */
  readonly label: string;
  /** Of all random numbers. */
  readonly seed: number;
}

let leftBehind: ChainDraws | null = null;

/**
 * What the last chains that were interrupted in a cell had drawn: `sample` has no way to give it, since the interrupt
 * ends the cell. null where none were, and once `sample` begins again.
 */
export function interruptedDraws(): ChainDraws | null {
  return leftBehind;
}

/**
 * Runs chains in a cell, with a line below it that shows the steps, the time left, and the share of proposals that were
 * taken. An interrupt of the kernel ends it; what has been drawn is then what `interruptedDraws` gives.
 * @param starts shape (chains, d)
 * @throws InputError for starts and options that can't be used
 */
export async function sample<State extends ChainState, Info extends StepInfo>(
  sampler: Sampler<State, Info>,
  starts: Float64Array,
  sampleOptions: SampleOptions,
): Promise<ChainDraws> {
  leftBehind = null;
  checkObject("options", sampleOptions, "label, seed and steps, and if need be burnIn and thin");
  const { label, seed, ...options } = sampleOptions;
  const run = new ChainRun(sampler, createRng(seed), starts, options);
  const line = progress(label, run.steps);
  let taken = 0;
  let judged = 0;
  try {
    while (!run.done) {
      const { accepted } = run.step();
      if (accepted) {
        judged += accepted.length;
        for (const one of accepted) taken += one;
      }
      await line.update(run.iteration, judged > 0 ? `${Math.round((100 * taken) / judged)} % taken` : "");
    }
    return run.draws();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    leftBehind = run.draws();
    throw new Interrupted(`${error.message}; interruptedDraws() gives what they have drawn`);
  } finally {
    line.end();
  }
}
