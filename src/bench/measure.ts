import { type Comparison, type Contender, largestError } from "./benchmark.ts";

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
}

export interface MeasuredComparison {
  readonly name: string;
  /** Ours first. */
  readonly results: readonly Result[];
}

/**
 * Runs every contender once to warm up, then all in turn, again and again: what slows the machine down for a while
 * slows all of them down.
 */
export async function measure(comparison: Comparison, repeats: number): Promise<MeasuredComparison> {
  const contenders: readonly Contender[] = [comparison.ours, ...comparison.peers];
  const seconds = contenders.map((): number[] => []);
  const errors: number[] = [];
  for (let round = 0; round <= repeats; round++) {
    for (const [k, contender] of contenders.entries()) {
      const run = await contender.run();
      if (round === 0) errors[k] = largestError(run.values, comparison.reference);
      else seconds[k].push(run.seconds);
    }
  }
  const ours = median(seconds[0]);
  return {
    name: comparison.name,
    results: contenders.map(({ name }, k) => ({
      name,
      median: median(seconds[k]),
      fastest: Math.min(...seconds[k]),
      slowest: Math.max(...seconds[k]),
      error: errors[k],
      timesOurs: median(seconds[k]) / ours,
    })),
  };
}

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
