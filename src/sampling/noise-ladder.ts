import pow from "@stdlib/math-base-special-pow";
import type { Distribution } from "../density/density.ts";
import { InputError } from "../numerics/input-error.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import type { OptimalReconstruction, Reconstruction } from "../reconstruction/reconstruction.ts";

/** Reconstructions of the same data for less and less noise: each made for a smaller sigma than the one before it. */
export type NoiseLadder = readonly Reconstruction[];

/**
 * Sigmas from the largest to the smallest, each the same factor below the one before it.
 * @throws InputError for sigmas that are not positive numbers with largest > smallest, and for fewer than two levels
 */
export function geometricLadder(largest: number, smallest: number, levels: number): Float64Array {
  if (!(smallest > 0 && Number.isFinite(smallest))) {
    throw new InputError(`smallest must be a positive number, not ${smallest}`);
  }
  if (!(largest > smallest && Number.isFinite(largest))) {
    throw new InputError(`largest must be a number above the smallest, ${smallest}, not ${largest}`);
  }
  if (!(Number.isSafeInteger(levels) && levels >= 2)) {
    throw new InputError(`levels must be a whole number, at least 2, not ${levels}`);
  }
  return Float64Array.from({ length: levels }, (_, i) => {
    // Both ends as they were given, to the last bit.
    if (i === 0) return largest;
    // Not Math.pow, whose last bit is the engine's: networks are trained at these sigmas.
    return i === levels - 1 ? smallest : largest * pow(smallest / largest, i / (levels - 1));
  });
}

/**
 * The best denoiser of some data for each of some sigmas, in their order: r(x) = x + sigma^2 grad log p_sigma(x).
 * @throws InputError for sigmas that have no denoiser (see `optimalReconstruction`), or don't fall
 */
export function optimalLadder(data: Distribution, sigmas: ArrayLike<number>): readonly OptimalReconstruction[] {
  const ladder = Array.from(sigmas, (sigma) => optimalReconstruction(data, "dae", sigma));
  checkLadder(ladder);
  return ladder;
}

/** @throws InputError where there is no level, where levels differ in dimension, and where sigma doesn't fall from each to the next */
export function checkLadder(ladder: NoiseLadder): void {
  if (ladder.length === 0) throw new InputError("ladder must hold at least one reconstruction");
  ladder.forEach(({ dim, sigma }, i) => {
    if (dim !== ladder[0].dim) {
      throw new InputError(`ladder[${i}] must be of dimension ${ladder[0].dim}, as the first is, not ${dim}`);
    }
    if (!(sigma > 0 && (i === 0 || sigma < ladder[i - 1].sigma))) {
      const above = i === 0 ? "" : ` below that before it, ${ladder[i - 1].sigma}`;
      throw new InputError(`ladder[${i}] must have a positive sigma${above}, not ${sigma}`);
    }
  });
}

/** @throws InputError for points that are no finite points of the ladder's dimension */
export function checkStarts(ladder: NoiseLadder, starts: Float64Array): void {
  const { dim } = ladder[0];
  if (starts.length === 0 || starts.length % dim !== 0 || !starts.every(Number.isFinite)) {
    throw new InputError(
      `starts must be one or more finite points of ${dim} coordinates, not ${starts.length} numbers`,
    );
  }
}
