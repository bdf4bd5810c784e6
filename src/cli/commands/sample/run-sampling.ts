import { InputError } from "../../../numerics/input-error.ts";
import type { ChainDraws, ChainRun } from "../../../sampling/chain-run.ts";
import type { ChainState, StepInfo } from "../../../sampling/sampler.ts";
import { formatNumber } from "../../output/output.ts";
import { startProgress } from "../../output/progress.ts";

export interface SamplingRun extends ChainDraws {
  /** Steps behind it: fewer than were asked for after Ctrl-C. */
  readonly iteration: number;
  readonly interrupted: boolean;
}

/** So often the steps make room for Ctrl-C and for the bar, in milliseconds. */
const PAUSE_EVERY = 50;

/**
 * Steps chains to the end, or to Ctrl-C, with progress on standard error.
 * @throws InputError where a chain runs away to where there are no finite numbers
 */
export async function runSampling<State extends ChainState, Info extends StepInfo>(
  run: ChainRun<State, Info>,
): Promise<SamplingRun> {
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  const progress = startProgress("sample", run.steps, { onInterrupt });
  let [accepted, judged] = [0, 0];
  try {
    let worked = performance.now();
    while (!run.done && !interrupted) {
      const info = run.step();
      for (const one of info.accepted ?? []) accepted += one;
      judged += info.accepted?.length ?? 0;
      if (performance.now() - worked < PAUSE_EVERY) continue;
      checkFinite(run.state);
      progress.reach(run.iteration, judged === 0 ? "" : `acceptance ${formatNumber(accepted / judged, 2)}`);
      await new Promise((resolve) => setImmediate(resolve));
      worked = performance.now();
    }
  } finally {
    progress.stop();
  }
  checkFinite(run.state);
  return { ...run.draws(), iteration: run.iteration, interrupted };
}

function checkFinite({ positions }: ChainState): void {
  if (positions.every(Number.isFinite)) return;
  throw new InputError(
    "--proposal: is so large that a chain ran away beyond all numbers; give a smaller one, or --method mala",
  );
}
