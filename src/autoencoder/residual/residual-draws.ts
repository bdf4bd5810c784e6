import { normals, type Rng } from "../../numerics/random/random.ts";
import type { SigmaRange } from "../network/sigma-network.ts";
import type { PointNumbers } from "../onnx/losses/graph-loss.ts";
import { drawnLevels, type NoiseLevels } from "./noise-levels.ts";
import type { ResidualLossKind } from "./residual-loss.ts";

/** The random numbers for points, by the names of the inputs of `residualLoss`. */
export type ResidualDraws = Readonly<Record<string, PointNumbers>>;

/** The options of the draws. */
export interface DrawingPlan extends ResidualLossKind {
  readonly sigmas: SigmaRange;
  /** The frequency of each part of the range. */
  readonly levels: NoiseLevels;
  readonly dim: number;
}

/**
 * Draws the inputs of the loss other than the points: for a range, a sigma for each point with the frequencies `levels`; the noise; and
 * random directions.
 * @param clean the points, shape (n, d)
 */
export function residualDraws(
  clean: Float64Array,
  { loss, probes, sigmas, levels: often, dim }: DrawingPlan,
  rng: Rng,
): ResidualDraws {
  const n = clean.length / dim;
  const levels = drawnLevels(sigmas, often, n, rng);
  const sigma = sigmas[0] < sigmas[1] ? { sigma: levels } : {};
  if (loss === "dae") {
    return { clean, ...sigma, noisy: withNoise(clean, levels, dim, rng) };
  }
  if (probes === 0) return { clean, ...sigma };
  const data = Float64Array.from({ length: probes * clean.length }, () => (rng.uniform() < 1 / 2 ? -1 : 1));
  return { clean, ...sigma, probes: { directions: probes, data } };
}

/** The points, each with noise of its own standard deviation. */
function withNoise(clean: Float64Array, levels: Float64Array, dim: number, rng: Rng): Float64Array {
  const noisy = normals(rng, clean.length);
  for (let i = 0, j = 0; i < levels.length; i++) {
    for (const end = j + dim; j < end; j++) noisy[j] = clean[j] + levels[i] * noisy[j];
  }
  return noisy;
}

/** This number of points, drawn with replacement. (N, d) -> (n, d). */
export function drawnPoints(points: Float64Array, dim: number, n: number, rng: Rng): Float64Array {
  const drawn = new Float64Array(n * dim);
  for (let i = 0; i < n; i++) {
    const start = Math.floor((rng.uniform() * points.length) / dim) * dim;
    drawn.set(points.subarray(start, start + dim), i * dim);
  }
  return drawn;
}

/**
 * Points for a loss with noise. Each is repeated so that there are at least `wanted` rows; of too many points, only every few are
 * taken.
 */
export function spreadPoints(points: Float64Array, dim: number, wanted: number, most: number): Float64Array {
  const n = points.length / dim;
  const every = Math.ceil(n / most);
  const chosen = points.filter((_, j) => Math.floor(j / dim) % every === 0);
  const copies = Math.ceil((wanted * dim) / chosen.length);
  const all = new Float64Array(copies * chosen.length);
  for (let k = 0; k < copies; k++) all.set(chosen, k * chosen.length);
  return all;
}
