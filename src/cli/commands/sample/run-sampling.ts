import type { ChainDraws, ChainRun } from "../../../sampling/chains/chain-run.ts";
import type { ChainState, StepInfo } from "../../../sampling/chains/sampler.ts";
import { formatNumber } from "../../output/output.ts";
import { startProgress } from "../../output/progress.ts";

export interface SamplingRun extends ChainDraws {
  /** The number of steps that are done; after Ctrl-C it is smaller than the requested number. */
  readonly iteration: number;
  readonly interrupted: boolean;
}

/** How often the steps pause for Ctrl-C and for the bar, in milliseconds. */
const PAUSE_EVERY = 50;

/**
 * Runs chains to their end or until Ctrl-C, with progress on standard error.
 * @param title the title of the progress bar: "sample"
 * @param watch called after each step, with the positions before the step, (chains, d), and with what happened
 */
export async function runSampling<State extends ChainState, Info extends StepInfo>(
  run: ChainRun<State, Info>,
  title: string,
  watch: (from: Float64Array, info: Info) => void = () => {},
): Promise<SamplingRun> {
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  const progress = startProgress(title, run.steps, { onInterrupt });
  let [accepted, judged] = [0, 0];
  try {
    let worked = performance.now();
    while (!run.done && !interrupted) {
      const { positions } = run.state;
      const info = run.step();
      watch(positions, info);
      for (const one of info.accepted ?? []) accepted += one;
      judged += info.accepted?.length ?? 0;
      if (performance.now() - worked < PAUSE_EVERY) continue;
      progress.update(run.iteration, judged === 0 ? "" : `acceptance ${formatNumber(accepted / judged, 2)}`);
      await new Promise((resolve) => setImmediate(resolve));
      worked = performance.now();
    }
  } finally {
    progress.stop();
  }
  return { ...run.draws(), iteration: run.iteration, interrupted };
}
