import { checkAllFinite, checkLength, checkObject, checkPoints, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import type { ChainState, Sampler, StepInfo } from "./sampler.ts";
import { checkSampler } from "./sampler.ts";

export interface ChainRunOptions {
  /** The number of steps of every chain, including the burn-in. */
  readonly steps: number;
  /** The number of steps at the beginning from which no position is kept. Default 0. */
  readonly burnIn?: number;
  /** After the burn-in, every `thin`-th position is kept. Default 1. */
  readonly thin?: number;
}

/** The kept positions of chains. */
export interface ChainDraws {
  readonly dim: number;
  readonly chains: number;
  /** The number of positions that were kept of each chain. */
  readonly kept: number;
  /** Shape (kept, chains, d). */
  readonly draws: Float64Array;
  /**
   * The fraction of proposals that each chain accepted, including the burn-in, shape (chains). It is null before the first step, and
   * for samplers that cannot reject.
   */
  readonly acceptance: Float64Array | null;
}

/** The largest number of kept coordinates: a gigabyte. */
const MOST_NUMBERS = 2 ** 27;

/** A run of chains that is advanced step by step, so that the caller can show progress, and can stop without losing draws. */
export class ChainRun<State extends ChainState, Info extends StepInfo> {
  readonly steps: number;
  readonly #sampler: Sampler<State, Info>;
  readonly #rng: Rng;
  readonly #burnIn: number;
  readonly #thin: number;
  readonly #kept: Float64Array;
  readonly #accepted: Float64Array;
  #keptCount = 0;
  #proposals = 0;
  #state: State;
  #iteration = 0;

  /**
   * @param starts shape (chains, d)
   * @throws InputError for starts that are not finite points of the sampler's dimension, and for options that cannot be used
   */
  constructor(sampler: Sampler<State, Info>, rng: Rng, starts: Float64Array, options: ChainRunOptions) {
    checkSampler("sampler", sampler);
    checkRng("rng", rng);
    const { dim } = sampler;
    checkPoints("starts", starts, dim, 1);
    checkAllFinite("starts", starts);
    checkObject("options", options, "steps, and possibly burnIn and thin");
    const { steps, burnIn = 0, thin = 1 } = options;
    checkWhole("steps", steps);
    checkWhole("burnIn", burnIn, 0);
    checkWhole("thin", thin);
    if (burnIn >= steps)
      throw new InputError({ argument: "burnIn", allowed: `below the number of steps, ${steps}`, problem: burnIn });
    const kept = Math.floor((steps - burnIn) / thin);
    if (kept === 0) {
      throw new InputError({
        argument: "thin",
        allowed: `at most ${steps - burnIn}, the steps after the burn-in`,
        problem: thin,
      });
    }
    if (kept * starts.length > MOST_NUMBERS) {
      const least = Math.ceil(((steps - burnIn) * starts.length) / MOST_NUMBERS);
      throw new InputError({
        argument: "thin",
        allowed: `at least ${least} for so many steps and chains`,
        problem: thin,
      });
    }
    this.steps = steps;
    this.#sampler = sampler;
    this.#rng = rng;
    this.#burnIn = burnIn;
    this.#thin = thin;
    this.#kept = new Float64Array(kept * starts.length);
    this.#accepted = new Float64Array(starts.length / dim);
    this.#state = sampler.start(starts.slice());
  }

  /** The number of steps that are done. */
  get iteration(): number {
    return this.#iteration;
  }

  get done(): boolean {
    return this.#iteration === this.steps;
  }

  get state(): State {
    return this.#state;
  }

  /** Makes one step of every chain. It must not be called after the last step. */
  step(): Info {
    if (this.done) throw new Error("the run is over");
    const { state, info } = this.#sampler.step(this.#rng, this.#state);
    this.#state = state;
    this.#iteration += 1;
    if (info.accepted) {
      this.#proposals += 1;
      for (let chain = 0; chain < this.#accepted.length; chain++) this.#accepted[chain] += info.accepted[chain];
    }
    const after = this.#iteration - this.#burnIn;
    if (after > 0 && after % this.#thin === 0) {
      this.#kept.set(state.positions, this.#keptCount * state.positions.length);
      this.#keptCount += 1;
    }
    return info;
  }

  /** The draws that have been kept so far. */
  draws(): ChainDraws {
    const { dim } = this.#sampler;
    const chains = this.#accepted.length;
    return {
      dim,
      chains,
      kept: this.#keptCount,
      draws: this.#kept.slice(0, this.#keptCount * chains * dim),
      acceptance: this.#proposals === 0 ? null : this.#accepted.map((count) => count / this.#proposals),
    };
  }
}

/**
 * Runs chains from beginning to end.
 * @param starts shape (chains, d)
 * @throws InputError for starts and options that cannot be used
 *
 * @example
 * ```ts
 * import { createRng, metropolisHastings, optimalReconstruction, paper1d, pathDifference, midpointRule, runChains } from "scorebook";
 *
 * const r = optimalReconstruction(paper1d(), "dae", 0.3);
 * const sampler = metropolisHastings({ dim: 1, energyDifference: pathDifference(r, midpointRule), proposal: 0.5 });
 * const { kept } = runChains(sampler, createRng(1), Float64Array.of(0, 1), { steps: 100, burnIn: 20, thin: 10 });
 * kept; // 8
 * ```
 */
export function runChains<State extends ChainState, Info extends StepInfo>(
  sampler: Sampler<State, Info>,
  rng: Rng,
  starts: Float64Array,
  options: ChainRunOptions,
): ChainDraws {
  const run = new ChainRun(sampler, rng, starts, options);
  while (!run.done) run.step();
  return run.draws();
}

/** Checks that an argument is a result of `runChains`. @throws InputError */
export function checkRun(argument: string, run: ChainDraws): void {
  checkObject(argument, run, "the draws of chains, as runChains returns them", { numbers: ["dim", "chains", "kept"] });
  checkLength(`${argument}.draws`, run.draws, run.dim * run.chains * run.kept);
}
