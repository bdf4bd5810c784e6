import { type Comparison, type Contender, largestError, type Run } from "./benchmark.ts";

/** How a contender did. */
export interface Result {
  readonly name: string;
  /** Seconds of each run that counted. */
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Largest absolute error, against the comparison's reference. */
  readonly error: number;
  /** Its median over ours: 5 means that we are five times as fast. Not a number where it failed. */
  readonly timesOurs: number;
  /** Which of ours that is, where it is not the first. */
  readonly against?: string;
  /** Why it failed; times and error are then not numbers. */
  readonly failure?: string;
  /** Bytes by which a run made the process larger, at most, the runs to warm up included; where that was measured. */
  readonly memory?: number;
  /** What it did in a second, by the median; where there is something to count. */
  readonly perSecond?: number;
  /** A remark on the first run. */
  readonly note?: string;
}

export interface MeasuredComparison {
  readonly name: string;
  /** What was counted, such as "proposals". */
  readonly work?: string;
  /** Ours first. */
  readonly results: readonly Result[];
}

/** Every contender warms up for this number of seconds, or runs, whichever comes first, since compilers need several runs. */
const WARM_UP_SECONDS = 0.5;
const WARM_UP_RUNS = 10;

/**
 * Runs every contender to warm up, then all in turn, again and again, each time with another one first, so that a temporary load
 * on the machine affects all of them. If there is only one run, it counts. If a peer throws, it has failed, and the others are
 * measured without it.
 */
export async function measure(comparison: Comparison, repeats: number): Promise<MeasuredComparison> {
  const contenders: readonly Contender[] = [comparison.ours, ...comparison.peers];
  const seconds = contenders.map((): number[] => []);
  const errors: number[] = [];
  const memory = contenders.map((): number | undefined => undefined);
  const notes = contenders.map((): string | undefined => undefined);
  const failures = contenders.map((): string | undefined => undefined);
  const run = async (k: number): Promise<Run> => {
    const done = await contenders[k].run();
    if (done.memory !== undefined) memory[k] = Math.max(memory[k] ?? 0, done.memory);
    notes[k] ??= done.note;
    return done;
  };
  const orFailed = async (k: number, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (k === 0) throw error;
      failures[k] = error instanceof Error ? error.message : String(error);
    }
  };
  for (const k of contenders.keys()) {
    await orFailed(k, async () => {
      if (comparison.once) {
        const { seconds: time, values } = await run(k);
        seconds[k].push(time);
        errors[k] = largestError(values, comparison.reference, comparison.units);
      } else {
        errors[k] = await warmUp(() => run(k), comparison);
      }
    });
  }
  for (let round = 0; round < (comparison.once ? 0 : repeats); round++) {
    for (const place of contenders.keys()) {
      // Each time another one comes first.
      const k = (place + round) % contenders.length;
      if (failures[k] !== undefined) continue;
      await orFailed(k, async () => {
        seconds[k].push((await run(k)).seconds);
      });
    }
  }
  const medians = seconds.map((all, k) => (failures[k] === undefined ? median(all) : Number.NaN));
  const rival = ({ against }: Contender): number =>
    Math.max(
      0,
      contenders.findIndex(({ name }) => name === against),
    );
  return {
    name: comparison.name,
    ...(comparison.work === undefined ? {} : { work: comparison.work.of }),
    results: contenders.map((contender, k) => ({
      name: contender.name,
      median: medians[k],
      fastest: failures[k] === undefined ? Math.min(...seconds[k]) : Number.NaN,
      slowest: failures[k] === undefined ? Math.max(...seconds[k]) : Number.NaN,
      error: failures[k] === undefined ? errors[k] : Number.NaN,
      timesOurs: medians[k] / medians[rival(contender)],
      ...(rival(contender) === 0 ? {} : { against: contenders[rival(contender)].name }),
      ...(failures[k] === undefined ? {} : { failure: failures[k] }),
      ...(memory[k] === undefined ? {} : { memory: memory[k] }),
      ...(comparison.work === undefined ? {} : { perSecond: comparison.work.count / medians[k] }),
      ...(notes[k] === undefined ? {} : { note: notes[k] }),
    })),
  };
}

/** @returns the error of what it computes, which is the same every time */
async function warmUp(run: () => Promise<Run>, { reference, units }: Comparison): Promise<number> {
  let seconds = 0;
  let error = Number.NaN;
  for (let k = 0; k < WARM_UP_RUNS && seconds < WARM_UP_SECONDS; k++) {
    const { seconds: time, values } = await run();
    seconds += time;
    error = largestError(values, reference, units);
  }
  return error;
}

/** The median; for an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
