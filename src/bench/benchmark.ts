import type { Peer, Run } from "./peer.ts";

export type { Run } from "./peer.ts";

/** A method that takes part in a comparison. */
export interface Contender {
  /** The name of the method with its settings, such as "SciPy solve_bvp, tol 1e-9". */
  readonly name: string;
  /** The name of our contender that does the same task, such as the one in the same precision. Default: `ours`. */
  readonly against?: string;
  run(): Promise<Run>;
}

/** One problem that this project and other libraries solve. */
export interface Comparison {
  /** The name of the problem, such as "σ = 0.31". */
  readonly name: string;
  /** The correct values. */
  readonly reference: Float64Array;
  /** The numbers by which the errors of the values are divided. Default: the errors are not divided. */
  readonly units?: Float64Array;
  readonly ours: Contender;
  readonly peers: readonly Contender[];
  /** The number of units of work in a run, such as 1000 "proposals". If it is given, the rate per second is printed too. */
  readonly work?: { readonly count: number; readonly of: string };
  /** Set if a run takes so long that each contender has only one run and does not warm up. */
  readonly once?: true;
}

/** The size of the problems. "tiny" problems take a second; they only show that everything works. */
export type Size = "full" | "tiny";

/** A question about speed, which is answered by comparisons. */
export interface Benchmark {
  /** The id, such as "rcae-1d": the name of the file, and of the script of the peers, jupyter/bench/rcae_1d.py. */
  readonly id: string;
  readonly title: string;
  /** What is computed, what is timed, and what the error is: sentences, without the last full stop. */
  readonly what: string;
  /** Set if the benchmark has no peers and measures only our own tasks. */
  readonly alone?: true;
  /** The comparisons, prepared one after the other: tuning the settings of one must not disturb the timing of another. */
  comparisons(size: Size, peer: Peer | null): AsyncGenerator<Comparison>;
}

/** Makes a contender of a method of this project. */
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

/** Makes a contender of a task of a peer's script. */
export function foreign(peer: Peer, name: string, task: object): Contender {
  return { name, run: () => peer.run(task) };
}

/** The largest absolute difference, divided by the units if they are given. NaN if one of the values is NaN. */
export function largestError(values: Float64Array, reference: Float64Array, units?: Float64Array): number {
  if (values.length !== reference.length) return Number.NaN;
  return values.reduce((worst, value, i) => {
    const error = Math.abs(value - reference[i]) / (units?.[i] ?? 1);
    return error > worst || Number.isNaN(error) ? error : worst;
  }, 0);
}
