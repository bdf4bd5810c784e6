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
  /** Its median over ours: 5 means that we are five times as fast. */
  readonly timesOurs: number;
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
 * on the machine affects all of them. If there is only one run, it counts.
 */
export async function measure(comparison: Comparison, repeats: number): Promise<MeasuredComparison> {
  const contenders: readonly Contender[] = [comparison.ours, ...comparison.peers];
  const seconds = contenders.map((): number[] => []);
  const errors: number[] = [];
  const memory = contenders.map((): number | undefined => undefined);
  const notes = contenders.map((): string | undefined => undefined);
  const run = async (k: number): Promise<Run> => {
    const done = await contenders[k].run();
    if (done.memory !== undefined) memory[k] = Math.max(memory[k] ?? 0, done.memory);
    notes[k] ??= done.note;
    return done;
  };
  for (const k of contenders.keys()) {
    if (comparison.once) {
      const { seconds: time, values } = await run(k);
      seconds[k].push(time);
      errors.push(largestError(values, comparison.reference, comparison.units));
    } else {
      errors.push(await warmUp(() => run(k), comparison));
    }
  }
  for (let round = 0; round < (comparison.once ? 0 : repeats); round++) {
    for (const place of contenders.keys()) {
      // Each time another one comes first.
      const k = (place + round) % contenders.length;
      seconds[k].push((await run(k)).seconds);
    }
  }
  const ours = median(seconds[0]);
  return {
    name: comparison.name,
    ...(comparison.work === undefined ? {} : { work: comparison.work.of }),
    results: contenders.map(({ name }, k) => ({
      name,
      median: median(seconds[k]),
      fastest: Math.min(...seconds[k]),
      slowest: Math.max(...seconds[k]),
      error: errors[k],
      timesOurs: median(seconds[k]) / ours,
      ...(memory[k] === undefined ? {} : { memory: memory[k] }),
      ...(comparison.work === undefined ? {} : { perSecond: comparison.work.count / median(seconds[k]) }),
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
