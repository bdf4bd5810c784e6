import { type Comparison, type Contender, largestError, type Run } from "./benchmark.ts";

/** The measurements of one contender. */
export interface Result {
  readonly name: string;
  /** The median, the least and the largest time of the runs that count, in seconds. */
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  /** The largest absolute difference from the reference of the comparison, in its units. */
  readonly error: number;
  /** The median divided by ours: 5 means that ours is five times as fast. NaN if the contender failed. */
  readonly timesOurs: number;
  /** The name of our contender by whose median it was divided, if that is not the first one. */
  readonly against?: string;
  /** The reason of a failure. Times and error are then NaN. */
  readonly failure?: string;
  /** The largest number of bytes by which a run, or a run to warm up, made the process larger, if it was measured. */
  readonly memory?: number;
  /** The units of work per second, computed from the median, if the comparison counts its work. */
  readonly perSecond?: number;
  /** A remark on the first run. */
  readonly note?: string;
}

export interface MeasuredComparison {
  readonly name: string;
  /** The name of the unit of work, such as "proposals". */
  readonly work?: string;
  /** The results of the contenders, ours first. */
  readonly results: readonly Result[];
}

/** Every contender warms up for this number of seconds or of runs, whichever ends first, since compilers need several runs. */
const WARM_UP_SECONDS = 0.5;
const WARM_UP_RUNS = 10;

/**
 * Lets every contender warm up, and then runs all of them in turn, in several rounds. Each round begins with another contender, so
 * that a temporary load on the machine affects all of them. If there is only one run, that run counts. If a peer throws an error, it
 * has failed, and the others are measured without it.
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
      // Each round begins with another contender.
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

/** @returns the error of the values, which are the same in every run */
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
