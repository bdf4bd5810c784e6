import { checkFunction, checkObject, checkWhole } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { escapedToNaN, whereFinite } from "../chains/finite-points.ts";
import type { ChainState, Sampler, StepInfo } from "../chains/sampler.ts";
import type { Energy, EnergyDifference } from "../energy/energy-difference.ts";
import { type AxisLengths, alongAxes } from "./axis-lengths.ts";
import { type MetropolisInfo, metropolisStep } from "./metropolis-step.ts";

export interface LangevinOptions {
  readonly dim: number;
  /** The score of the density to sample from, exact or estimated. (n, d) -> (n, d). */
  readonly score: (points: Float64Array) => Float64Array;
  /**
   * The time h of a step: x' = x + h s(x) + sqrt(2 h) z. It is a squared length, either one for all coordinates or one for each. A
   * time for each coordinate is a diagonal preconditioner, which leaves p invariant too.
   */
  readonly step: AxisLengths;
}

/** Chains with the score at their positions. */
export interface ScoreState extends ChainState {
  /** (chains, d). */
  readonly scores: Float64Array;
}

/**
 * Langevin dynamics dX = s dt + sqrt(2) dW by Euler's scheme without rejection. The distribution to which it converges differs from p
 * by a term of order h. If h is above twice the inverse of the score's slope, the scheme is unstable. A chain whose position is no
 * longer finite has diverged, and its positions are NaN from then on. The other chains are not affected.
 * @throws InputError for a step that is not a positive number
 */
export function unadjustedLangevin(options: LangevinOptions): Sampler<ChainState, StepInfo> {
  checkOptions(options);
  const { dim, score, step } = options;
  return {
    dim,
    start: (positions) => ({ positions }),
    step: (rng, { positions }) => {
      const scores = whereFinite(score, positions, dim);
      return { state: { positions: escapedToNaN(langevinMove(rng, positions, scores, step), dim) }, info: {} };
    },
  };
}

export interface MalaOptions extends LangevinOptions {
  /** The energy differences of the same density: exact, or a path integral of the same score. */
  readonly energyDifference: EnergyDifference;
}

/**
 * The Metropolis-adjusted Langevin algorithm. A Langevin step is proposed, and accepted with probability min(1, exp(-(E(x') -
 * E(x))) q(x | x') / q(x' | x)), where q(x' | x) = N(x + h s(x), 2 h I). It leaves p invariant for any step and any error of the
 * score, since the same score is used for the step and for its reverse.
 * @throws InputError for a step that is not a positive number
 */
export function mala(options: MalaOptions): Sampler<ScoreState, MetropolisInfo> {
  checkOptions(options);
  const { dim, score, energyDifference, step } = options;
  checkFunction("energyDifference", energyDifference);
  return {
    dim,
    start: (positions) => ({ positions, scores: score(positions) }),
    step: (rng, { positions, scores }) => {
      const proposed = langevinMove(rng, positions, scores, step);
      const arrived = score(proposed);
      const correction = logProposalRatio({ positions, scores }, { positions: proposed, scores: arrived }, dim, step);
      const moved = metropolisStep(rng, dim, { positions, proposed, energyDifference, correction });
      const kept = scores.map((value, j) => (moved.info.accepted[Math.floor(j / dim)] ? arrived[j] : value));
      return { state: { positions: moved.positions, scores: kept }, info: moved.info };
    },
  };
}

/** Chains with the score and the energy at their positions. */
export interface ScoreAndEnergyState extends ScoreState {
  /** The energies at the positions, shape (chains). */
  readonly energies: Float64Array;
}

export interface MalaOnEnergyOptions extends LangevinOptions {
  /** The energy E = -log p of the same density, up to a constant. It is Infinity where p is 0. (n, d) -> (n). */
  readonly energy: Energy;
}

/**
 * `mala` with an energy, which is computed once for each proposal. With the exact energy there is no bias.
 * @throws InputError for a step that is not a positive number
 */
export function malaOnEnergy(options: MalaOnEnergyOptions): Sampler<ScoreAndEnergyState, MetropolisInfo> {
  checkOptions(options);
  const { dim, score, energy, step } = options;
  checkFunction("energy", energy);
  return {
    dim,
    start: (positions) => ({ positions, scores: score(positions), energies: energy(positions) }),
    step: (rng, { positions, scores, energies }) => {
      const proposed = langevinMove(rng, positions, scores, step);
      const [arrivedScores, arrivedEnergies] = [score(proposed), energy(proposed)];
      const correction = logProposalRatio(
        { positions, scores },
        { positions: proposed, scores: arrivedScores },
        dim,
        step,
      );
      const difference = arrivedEnergies.map((value, chain) => value - energies[chain]);
      const energyDifference = (): Float64Array => difference;
      const moved = metropolisStep(rng, dim, { positions, proposed, energyDifference, correction });
      const { accepted } = moved.info;
      return {
        state: {
          positions: moved.positions,
          scores: scores.map((value, j) => (accepted[Math.floor(j / dim)] ? arrivedScores[j] : value)),
          energies: energies.map((value, chain) => (accepted[chain] ? arrivedEnergies[chain] : value)),
        },
        info: moved.info,
      };
    },
  };
}

/** The Langevin step x + h s(x) + sqrt(2 h) z, where h is one number or has the shape (d). */
export function langevinMove(rng: Rng, positions: Float64Array, scores: Float64Array, step: AxisLengths): Float64Array {
  if (typeof step === "number") {
    const noise = Math.sqrt(2 * step);
    return positions.map((x, j) => x + step * scores[j] + noise * rng.normal());
  }
  const noise = step.map((h) => Math.sqrt(2 * h));
  const dim = step.length;
  return positions.map((x, j) => x + step[j % dim] * scores[j] + noise[j % dim] * rng.normal());
}

/** log q(x' | x) - log q(x | x') of each chain, where q(x' | x) = N(x + h s(x), 2 h I). */
function logProposalRatio(from: ScoreState, to: ScoreState, dim: number, step: AxisLengths): Float64Array {
  // If h is the same for all coordinates, the sum of squares is divided by h once. Otherwise each square is divided by its own h.
  const [common, own] = typeof step === "number" ? [step, null] : [1, step];
  return Float64Array.from({ length: from.positions.length / dim }, (_, chain) => {
    let forth = 0;
    let back = 0;
    for (let a = 0; a < dim; a++) {
      const j = chain * dim + a;
      const h = own ? own[a] : common;
      const weight = own ? 1 / h : 1;
      forth += weight * (to.positions[j] - from.positions[j] - h * from.scores[j]) ** 2;
      back += weight * (from.positions[j] - to.positions[j] - h * to.scores[j]) ** 2;
    }
    return (back - forth) / (4 * common);
  });
}

function checkOptions(options: LangevinOptions): void {
  checkObject("options", options, "dim, score and step");
  checkWhole("dim", options.dim);
  checkFunction("score", options.score);
  alongAxes("step", options.step, options.dim);
}
