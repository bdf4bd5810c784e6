import pow from "@stdlib/math-base-special-pow";
import { checkDistribution } from "../../density/check-density.ts";
import type { Distribution } from "../../density/density.ts";
import { checkAllFinite, checkFewest, checkPoints, checkPositive, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { optimalReconstruction } from "../../reconstruction/optimal.ts";
import {
  axisSigmas,
  noiseLevel,
  type OptimalReconstruction,
  type Reconstruction,
} from "../../reconstruction/reconstruction.ts";

const MOST_LEVELS = 100_000;

/**
 * Reconstructions of the same data for decreasing noise: each has a smaller sigma than the previous one. If sigma differs between
 * coordinates, it does so in the same proportions at all levels.
 */
export type NoiseSchedule = readonly Reconstruction[];

/**
 * Sigmas from the largest to the smallest. The ratio of two consecutive sigmas is always the same.
 * @throws InputError for sigmas that are not positive numbers with largest > smallest, and for fewer than two levels
 */
export function geometricSchedule(largest: number, smallest: number, levels: number): Float64Array {
  checkPositive("smallest", smallest);
  if (!(largest > smallest && Number.isFinite(largest))) {
    throw new InputError({
      argument: "largest",
      allowed: `a number above the smallest, ${smallest}`,
      problem: quote(largest),
    });
  }
  checkWhole("levels", levels, 2, MOST_LEVELS);
  return Float64Array.from({ length: levels }, (_, i) => {
    // Both ends are returned as they were given, to the last bit.
    if (i === 0) return largest;
    // Networks are trained at these sigmas. Unlike Math.pow, this power has the same last bit in every engine.
    return i === levels - 1 ? smallest : largest * pow(smallest / largest, i / (levels - 1));
  });
}

/**
 * The optimal denoiser of a distribution for each of the given sigmas, in their order: r(x) = x + sigma^2 grad log p_sigma(x).
 * @throws InputError for sigmas that have no denoiser (see `optimalReconstruction`), and for sigmas that do not decrease
 *
 * @example
 * ```ts
 * import { geometricSchedule, optimalSchedule, probabilityFlow, twoClouds } from "scorebook";
 *
 * const schedule = optimalSchedule(twoClouds(), geometricSchedule(4, 0.1, 10));
 * probabilityFlow(schedule, Float64Array.of(1, 2)).length; // 10
 * ```
 */
export function optimalSchedule(data: Distribution, sigmas: ArrayLike<number>): readonly OptimalReconstruction[] {
  checkDistribution("data", data);
  checkFewest("sigmas", sigmas, 1, "sigma");
  const schedule = Array.from(sigmas, (sigma) => optimalReconstruction(data, "dae", sigma));
  checkSchedule(schedule);
  return schedule;
}

/** Checks a schedule. @throws InputError if there is no level, if levels differ in dimension, or if sigma does not decrease */
export function checkSchedule(schedule: NoiseSchedule): void {
  checkFewest("schedule", schedule, 1, "reconstruction");
  schedule.forEach((r, i) => {
    checkReconstruction(`schedule[${i}]`, r);
    const { dim } = r;
    const sigma = noiseLevel(r);
    const before = i === 0 ? Infinity : noiseLevel(schedule[i - 1]);
    if (dim !== schedule[0].dim) {
      throw new InputError({
        argument: `schedule[${i}]`,
        allowed: `of dimension ${schedule[0].dim}, like the first level`,
        problem: dim,
      });
    }
    if (!(sigma > 0 && sigma < before)) {
      const above = i === 0 ? "" : ` below the previous one, ${before}`;
      throw new InputError({
        argument: `schedule[${i}]`,
        verb: "have",
        allowed: `a positive sigma${above}`,
        problem: sigma,
      });
    }
    checkProportions(`schedule[${i}]`, r, schedule[0]);
  });
}

/** The relative difference that rounding may cause between proportions of sigmas. */
const PROPORTIONS = 1e-9;

/** Checks that the sigmas of a level are a multiple of those of the first level. @throws InputError */
function checkProportions(argument: string, r: Reconstruction, first: Reconstruction): void {
  if (typeof r.sigma === "number" && typeof first.sigma === "number") return;
  const [own, its] = [axisSigmas(r), axisSigmas(first)];
  const ratio = noiseLevel(r) / noiseLevel(first);
  if (own.every((sigma, a) => Math.abs(sigma - ratio * its[a]) <= PROPORTIONS * sigma)) return;
  throw new InputError({
    argument,
    verb: "have",
    allowed: "a sigma that is a multiple of the first level's sigma in all coordinates",
    problem: quote([...own]),
  });
}

/** Checks that starts are finite points of the schedule's dimension. @throws InputError */
export function checkStarts(schedule: NoiseSchedule, starts: Float64Array): void {
  checkPoints("starts", starts, schedule[0].dim, 1);
  checkAllFinite("starts", starts);
}
