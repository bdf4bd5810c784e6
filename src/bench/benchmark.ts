import type { Peer, Run } from "./peer.ts";

export type { Run } from "./peer.ts";

/** A method that takes part in a comparison. */
export interface Contender {
  /** Names its settings too, such as "SciPy solve_bvp, tol 1e-9". */
  readonly name: string;
  /** The name of the contender of ours that does the same, such as the one in the same precision. Default: ours. */
  readonly against?: string;
  run(): Promise<Run>;
}

/** One problem, solved by this project and by others. */
export interface Comparison {
  /** "σ = 0.31". */
  readonly name: string;
  /** What the values should be. */
  readonly reference: Float64Array;
  /** What errors of the values are divided by. Default: nothing. */
  readonly units?: Float64Array;
  readonly ours: Contender;
  readonly peers: readonly Contender[];
  /** The number of units of work in a run, such as 1000 "proposals"; the rate per second is then printed too. */
  readonly work?: { readonly count: number; readonly of: string };
  /** A run takes so long that each contender has only one, and none to warm up. */
  readonly once?: true;
}

/** How large the problems are: "tiny" ones take a second, and show that everything works. */
export type Size = "full" | "tiny";

/** A question of speed. */
export interface Benchmark {
  /** "rcae-1d", the name of its file and of its peers' script jupyter/bench/rcae_1d.py. */
  readonly id: string;
  readonly title: string;
  /** What was computed, what is timed, and what the error is: a sentence without full stop. */
  readonly what: string;
  /** It has no peers, but only our own tasks. */
  readonly alone?: true;
  /** One after the other, so that settings that are tuned don't disturb what is timed. */
  comparisons(size: Size, peer: Peer | null): AsyncGenerator<Comparison>;
}

/** A method of this project as contender. */
export function own(name: string, compute: () => Float64Array): Contender {
  return {
    name,
    run: async () => {
      const start = performance.now();
      const values = compute();
      return { seconds: (performance.now() - start) / 1000, values };
    },
  };
}

/** A task of a peer's script as contender. */
export function foreign(peer: Peer, name: string, task: object): Contender {
  return { name, run: () => peer.run(task) };
}

/** The largest absolute difference, in units if there are any; not a number where one of the values is. */
export function largestError(values: Float64Array, reference: Float64Array, units?: Float64Array): number {
  if (values.length !== reference.length) return Number.NaN;
  return values.reduce((worst, value, i) => {
    const error = Math.abs(value - reference[i]) / (units?.[i] ?? 1);
    return error > worst || Number.isNaN(error) ? error : worst;
  }, 0);
}
