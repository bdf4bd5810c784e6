import { InputError } from "../numerics/input-error.ts";
import type { Rng } from "../numerics/random/random.ts";
import { acceptOrStay } from "./accept-or-stay.ts";
import type { EnergyDifference } from "./energy-difference.ts";
import type { MetropolisInfo } from "./metropolis-hastings.ts";
import type { ChainState, Sampler, StepInfo } from "./sampler.ts";

export interface LangevinOptions {
  readonly dim: number;
  /** Of the density to sample from, exact or estimated. (n, d) -> (n, d). */
  readonly score: (points: Float64Array) => Float64Array;
  /** The time h of a step: x' = x + h s(x) + sqrt(2 h) z. A length squared. */
  readonly step: number;
}

/** Chains that know the score where they are. */
export interface ScoreState extends ChainState {
  /** (chains, d). */
  readonly scores: Float64Array;
}

/**
 * Langevin dynamics dX = s dt + sqrt(2) dW by Euler's scheme, never refused: what it converges to differs from p by a term of
 * order h.
 * @throws InputError for a step that is not a positive number
 */
export function unadjustedLangevin({ dim, score, step }: LangevinOptions): Sampler<ChainState, StepInfo> {
  checkStep(step);
  return {
    dim,
    start: (positions) => ({ positions }),
    step: (rng, { positions }) => ({
      state: { positions: langevinMove(rng, positions, score(positions), step) },
      info: {},
    }),
  };
}

export interface MalaOptions extends LangevinOptions {
  /** Of the same density: exact, or a path integral of the same score. */
  readonly energyDifference: EnergyDifference;
}

/**
 * The Metropolis-adjusted Langevin algorithm: the same move as a proposal, taken with probability
 * min(1, exp(-(E(x') - E(x))) q(x | x') / q(x' | x)), q(x' | x) = N(x + h s(x), 2 h I). Leaves p invariant whatever the
 * step and however rough the score, which is the same on the way there and back.
 * @throws InputError for a step that is not a positive number
 */
export function mala({ dim, score, energyDifference, step }: MalaOptions): Sampler<ScoreState, MetropolisInfo> {
  checkStep(step);
  return {
    dim,
    start: (positions) => ({ positions, scores: score(positions) }),
    step: (rng, { positions, scores }) => {
      const proposed = langevinMove(rng, positions, scores, step);
      const arrived = score(proposed);
      const difference = energyDifference(positions, proposed);
      const cost = difference.map((value, chain) => {
        let forth = 0;
        let back = 0;
        for (let j = chain * dim; j < (chain + 1) * dim; j++) {
          forth += (proposed[j] - positions[j] - step * scores[j]) ** 2;
          back += (positions[j] - proposed[j] - step * arrived[j]) ** 2;
        }
        return value + (back - forth) / (4 * step);
      });
      const { positions: next, accepted } = acceptOrStay(rng, positions, proposed, cost);
      const kept = scores.map((value, j) => (accepted[Math.floor(j / dim)] ? arrived[j] : value));
      return {
        state: { positions: next, scores: kept },
        info: { proposed, energyDifference: difference, accepted },
      };
    },
  };
}

/** x + h s(x) + sqrt(2 h) z. */
export function langevinMove(rng: Rng, positions: Float64Array, scores: Float64Array, step: number): Float64Array {
  const noise = Math.sqrt(2 * step);
  return positions.map((x, j) => x + step * scores[j] + noise * rng.normal());
}

function checkStep(step: number): void {
  if (!(step > 0 && Number.isFinite(step))) throw new InputError(`step must be a positive number, not ${step}`);
}
