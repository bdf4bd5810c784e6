import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { checkRng, type Rng } from "../../numerics/random/random.ts";
import { axisSigmas, noiseLevel, type Reconstruction } from "../../reconstruction/reconstruction.ts";
import { checkSchedule, checkStarts, type NoiseSchedule } from "./noise-schedule.ts";

export interface ReverseDiffusionOptions {
  /**
   * The fraction of the noise that is drawn anew in a step, from 0 to 1. With 1 the steps are ancestral sampling. With 0 they are
   * Euler's steps of the probability flow, which use no random numbers. Default 1.
   */
  readonly noise?: number;
}

/**
 * Samples along a noise schedule, from the largest sigma down. A step from sigma to sigma' draws from the distribution of a point
 * with noise sigma', given the noisier point x and the clean point, where r(x) takes the place of the clean point,
 *
 *     x' = r(x) + sqrt(sigma'^2 - c^2) (x - r(x)) / sigma + c z,  c = noise sigma' sqrt(1 - sigma'^2 / sigma^2),  z ~ N(0, I).
 *
 * This is ancestral sampling (Ho et al. 2020, in the variance-exploding form of Song et al. 2021). For small steps it follows the
 * reverse of the diffusion dx = sqrt(2 sigma) dW that blurs the data as sigma grows. In the reverse, x drifts by 2 sigma s_sigma
 * for each unit by which sigma decreases. With less noise it is the family of Song, Meng & Ermon (2021), which ends at the
 * probability flow. Its error is of first order in the steps of the schedule. If reconstructions have a sigma for each coordinate,
 * each coordinate has its own noise.
 *
 * @param starts shape (n, d)
 * @returns the points at every level, beginning with the starts, shape (n, d) each
 * @throws InputError for a schedule, starts or noise that cannot be used
 *
 * @example
 * ```ts
 * import { createRng, geometricSchedule, optimalSchedule, reverseDiffusion, twoClouds } from "scorebook";
 *
 * const schedule = optimalSchedule(twoClouds(), geometricSchedule(4, 0.1, 10));
 * reverseDiffusion(schedule, createRng(1), Float64Array.of(1, 2)).length; // 10
 * ```
 */
export function reverseDiffusion(
  schedule: NoiseSchedule,
  rng: Rng,
  starts: Float64Array,
  { noise = 1 }: ReverseDiffusionOptions = {},
): readonly Float64Array[] {
  checkSchedule(schedule);
  checkRng("rng", rng);
  checkStarts(schedule, starts);
  if (!(typeof noise === "number" && noise >= 0 && noise <= 1)) {
    throw new InputError({ argument: "noise", allowed: "a number from 0 to 1", problem: quote(noise) });
  }
  const path: Float64Array[] = [starts.slice()];
  for (let i = 1; i < schedule.length; i++) path.push(stepBack(schedule[i - 1], schedule[i], rng, path[i - 1], noise));
  return path;
}

function stepBack(
  from: Reconstruction,
  to: Reconstruction,
  rng: Rng,
  points: Float64Array,
  noise: number,
): Float64Array {
  const ratio = noiseLevel(to) / noiseLevel(from);
  // The two parts of sigma': the noise that is drawn anew, and the noise that r estimates in x, of which a part is kept.
  const fresh = noise * Math.sqrt(1 - ratio ** 2);
  const kept = ratio * Math.sqrt(1 - fresh ** 2);
  const deviations = axisSigmas(to).map((sigma) => fresh * sigma);
  const clean = from.evaluate(points);
  return points.map((x, j) => {
    const drawn = fresh === 0 ? 0 : deviations[j % from.dim] * rng.normal();
    return clean[j] + kept * (x - clean[j]) + drawn;
  });
}
