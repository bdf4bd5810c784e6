import { checkBetween, checkObject, checkWhole } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import { type Reconstruction, scoreEstimate } from "../../reconstruction/reconstruction.ts";
import { runChains } from "../chains/chain-run.ts";
import type { ChainState, Sampler, StepInfo } from "../chains/sampler.ts";
import { langevinMove } from "../steps/langevin.ts";
import { checkSchedule, checkStarts, type NoiseSchedule } from "./noise-schedule.ts";

export interface AnnealedLangevinOptions {
  /** The number of steps at each level. */
  readonly stepsPerLevel: number;
  /** eta, the time of a step in units of sigma^2: at level sigma the step is h = eta sigma^2. It must be below 2. */
  readonly step: number;
}

/** Chains with their position in the noise schedule. */
export interface AnnealedState extends ChainState {
  /** The number of steps that are done. Step k is made at level floor(k / stepsPerLevel). */
  readonly taken: number;
}

/**
 * Annealed Langevin dynamics (Song & Ermon 2019): Langevin steps with the score estimate of the largest sigma first, then with
 * that of the next, and so on, with step sizes in proportion to sigma^2. With s = (r(x) - x) / sigma^2 a step is
 *
 *     x' = x + h s(x) + sqrt(2 h) z = x + eta (r(x) - x) + sqrt(2 eta) sigma z,  h = eta sigma^2.
 *
 * The step goes a part of the way to the reconstruction and adds new noise. (Song and Ermon write alpha_i / 2 for h, with alpha_i =
 * epsilon sigma_i^2 / sigma_L^2, so that eta = epsilon / (2 sigma_L^2).) If p_sigma is a Gaussian as wide as the noise, the
 * variance of the chains is too large by the factor 1 / (1 - eta / 2). After the last step the chains stay at the last level. If a
 * reconstruction has a sigma for each coordinate, the time of each coordinate is eta times its own sigma^2.
 *
 * @throws InputError for a schedule or options that cannot be used
 */
export function annealedLangevin(
  schedule: NoiseSchedule,
  options: AnnealedLangevinOptions,
): Sampler<AnnealedState, StepInfo> {
  checkSchedule(schedule);
  checkObject("options", options, "stepsPerLevel and step");
  const { stepsPerLevel, step } = options;
  checkWhole("stepsPerLevel", stepsPerLevel);
  checkBetween("step", step, 0, 2);
  return {
    dim: schedule[0].dim,
    start: (positions) => ({ positions, taken: 0 }),
    step: (rng, { positions, taken }) => {
      const r = schedule[Math.min(Math.floor(taken / stepsPerLevel), schedule.length - 1)];
      const moved = langevinMove(rng, positions, scoreEstimate(r, positions), stepAt(r, step));
      return { state: { positions: moved, taken: taken + 1 }, info: {} };
    },
  };
}

/** The time of a step, h = eta sigma^2. */
function stepAt({ sigma }: Reconstruction, eta: number): number | Float64Array {
  return typeof sigma === "number" ? eta * sigma ** 2 : sigma.map((one) => eta * one ** 2);
}

/**
 * Runs chains through the whole noise schedule.
 * @param starts shape (chains, d)
 * @returns the positions after the last step, (chains, d)
 * @throws InputError for a schedule, starts or options that cannot be used
 */
export function runAnnealedLangevin(
  schedule: NoiseSchedule,
  rng: Rng,
  starts: Float64Array,
  options: AnnealedLangevinOptions,
): Float64Array {
  const sampler = annealedLangevin(schedule, options);
  checkRng("rng", rng);
  checkStarts(schedule, starts);
  const steps = schedule.length * options.stepsPerLevel;
  return runChains(sampler, rng, starts, { steps, burnIn: steps - 1 }).draws;
}
