import { availableParallelism } from "node:os";
import { corrupt } from "../../../autoencoder/data/corruption.ts";
import { fromScaled, type Scaling, toScaled } from "../../../autoencoder/data/scaling.ts";
import { type FastReconstructionOptions, fastReconstruction } from "../../../autoencoder/engine/fast-reconstruction.ts";
import { inDataUnits } from "../../../autoencoder/model/data-units.ts";
import { readModel } from "../../../autoencoder/model/stored-model.ts";
import { modelDim, networkOf, takesSigma } from "../../../autoencoder/model/trained-model.ts";
import type { Distribution } from "../../../density/density.ts";
import type { Expression } from "../../../density/formula/expression.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import type { Rng } from "../../../numerics/random/random.ts";
import { optimalReconstruction, sigmaRange } from "../../../reconstruction/optimal.ts";
import {
  type IsotropicReconstruction,
  type Reconstruction,
  scoreEstimate,
} from "../../../reconstruction/reconstruction.ts";
import { parseDistribution } from "../../inputs/density.ts";
import { distributionOf } from "../../inputs/named-data.ts";
import { namingOption, namingOptionOf, namingOptionOfAsync } from "../../inputs/naming-option.ts";
import type { PointsFiles } from "../../inputs/points-files.ts";
import { formatNumber } from "../../output/output.ts";
import { startsIn } from "./last-draws.ts";
import type { SampleOptions } from "./sampling-options.ts";

/** What `scorebook sample` draws from. */
export interface SamplingTarget {
  /** The formula of the density, where the target is one that has a formula. */
  readonly expression?: Expression;
  /** In the coordinates that the model was trained in, those of the scaling: one sigma for all directions. */
  readonly own: IsotropicReconstruction;
  /** In the data's own units, in which the chains run and points are read and written. */
  readonly r: Reconstruction;
  /** The standard deviation of the noise that r is for: with a scaling in standard deviations of the columns, else in the data's units. */
  readonly sigma: number;
  /**
   * The scaling of a model of standardised columns; sigma, proposals and distances are in its units. null where they are in the
   * data's own units.
   */
  readonly scaling: Scaling | null;
  /** What is drawn from, for a message: "the model". */
  readonly what: string;
  /** n draws of what the chains are to sample, blurred by sigma; null where that is not known. */
  readonly draw: ((rng: Rng, n: number) => Float64Array) | null;
  /** What the model was trained on, for a message; null for a density. */
  readonly source: string | null;
  /** Where the data come from, in their own coordinates and without noise; null where that is not known. */
  readonly distribution: Distribution | null;
  /** What the data's columns are called; null where that is not known. */
  readonly columns: readonly string[] | null;
  /** What computes r of a model, "the fused kernel, float64"; null for a density. */
  readonly engine: string | null;
  /** Ends the threads that r has. */
  close(): Promise<void>;
}

/** More have too little to do at a time: a few dozen chains' points. */
const MOST_THREADS = 16;

/** How r of a model is to be computed; by default as `fastReconstruction` does it. */
export type ModelEngine = Pick<FastReconstructionOptions, "engine" | "batch">;

/** What `--engine` asks for, chosen for so many chains at a time. */
export function modelEngine({ engine, chains }: Pick<SampleOptions, "engine" | "chains">): ModelEngine {
  return engine === undefined ? {} : { engine, ...(chains !== undefined && { batch: chains }) };
}

/**
 * A model from a file.
 * @param sigma for a model that has a range of them; no other takes one
 * @throws InputError that names the option
 */
export async function modelTarget(path: string, sigma?: number, engine: ModelEngine = {}): Promise<SamplingTarget> {
  const model = namingOption("--model", () => readModel(path));
  const { scaling, provenance } = model;
  if (sigma !== undefined && !takesSigma(model)) {
    throw new InputError({
      argument: "--sigma",
      problem: "is for --density; a model has the sigma that it was trained with",
    });
  }
  const { source } = provenance.data;
  const distribution = distributionOf(source);
  const known = distribution !== null && distribution.dim === modelDim(model);
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  const own = namingOptionOf({ sigma: "--sigma" }, "--model", () => networkOf(model, sigma));
  const fast = await namingOptionOfAsync({ engine: "--engine" }, "--model", () =>
    fastReconstruction(own, { threads, ...engine }),
  );
  const { sigma: level } = fast;
  return {
    own: fast,
    r: inDataUnits(fast, scaling),
    sigma: level,
    scaling,
    what: "the model",
    draw: known ? (rng, n) => blurred(distribution.sample(rng, n), { sigma: level, scaling }, rng) : null,
    source,
    distribution: known ? distribution : null,
    columns: provenance.data.columns ?? null,
    engine: fast.engine,
    close: () => fast.close(),
  };
}

/** The optimal denoiser of a density. @throws InputError that names the option */
export async function densityTarget(text: string, sigma: number, files: PointsFiles): Promise<SamplingTarget> {
  const density = await parseDistribution(text, files);
  const [smallest, largest] = namingOption("--density", () => sigmaRange(density, "dae"));
  if (sigma < smallest || sigma > largest) {
    const range = `from ${formatNumber(smallest, 3)} to ${formatNumber(largest, 3)}`;
    throw new InputError({ argument: "--sigma", problem: `must be ${range} for this density, not ${sigma}` });
  }
  const r = namingOption("--density", () => optimalReconstruction(density, "dae", sigma));
  return {
    own: r,
    r,
    sigma,
    scaling: null,
    what: "the density",
    ...("expression" in density && { expression: density.expression as Expression }),
    draw: (rng, n) => corrupt(density.sample(rng, n), sigma, rng),
    source: null,
    distribution: density,
    columns: null,
    engine: null,
    close: async () => {},
  };
}

/**
 * The points of a file.
 * @throws InputError that names the option
 */
export async function readTargetPoints(
  option: "--reference",
  path: string,
  { r, what }: SamplingTarget,
  files: PointsFiles,
): Promise<Float64Array> {
  const expected = { dim: r.dim, why: `because ${what} has dimension ${r.dim}` };
  const missing = "does not exist; give a file of points";
  const { points } = await files.read(option, path, missing, { expected, drawsAsWritten: true });
  return points;
}

/** The points of `--start`, or the last draws of its chains. @throws InputError that names the option */
async function readStartPoints(path: string, { r, what }: SamplingTarget, files: PointsFiles): Promise<Float64Array> {
  const expected = { dim: r.dim, why: `because ${what} has dimension ${r.dim}` };
  const options = { expected, drawsAsWritten: true, wholeRows: true };
  return files.readBy("--start", path, "does not exist; give a file of points", options, startsIn);
}

/** Where chains begin. */
export interface Starts {
  /** How many points a file has; null where any number can be drawn. */
  readonly count: number | null;
  /** A point for each chain, (chains, d); those of a file in turn, again and again. */
  at(rng: Rng, chains: number): Float64Array;
}

/**
 * The points of the file that `--start` names, or draws.
 * @throws InputError where there is no file and nothing to draw from, and for a point where there is no score
 */
export async function readStarts(
  path: string | undefined,
  target: SamplingTarget,
  files: PointsFiles,
): Promise<Starts> {
  const { r, draw, source } = target;
  if (path !== undefined) {
    const points = await readStartPoints(path, target, files);
    checkScore(points, target);
    const at: Starts["at"] = (_rng, chains) =>
      Float64Array.from({ length: chains * r.dim }, (_, i) => points[i % points.length]);
    return { count: points.length / r.dim, at };
  }
  if (draw) return { count: null, at: draw };
  throw new InputError({
    argument: "--start",
    problem: `is required for a model that was trained on a file, ${quote(source)}; give a file of points where the chains begin, such as that one`,
  });
}

function checkScore(starts: Float64Array, { r, what }: SamplingTarget): void {
  const { dim } = r;
  const bad = scoreEstimate(r, starts).findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return;
  const i = Math.floor(bad / dim);
  const point = starts.subarray(i * dim, (i + 1) * dim);
  const own = quote([...point]);
  throw new InputError({
    argument: "--start",
    problem: `point ${i + 1}, ${own}, is so far away that ${what} has no finite score there`,
  });
}

/** Points with noise of sigma, which is in the unit of each column. (n, d) -> (n, d). */
export function blurred(
  points: Float64Array,
  { sigma, scaling }: Pick<SamplingTarget, "sigma" | "scaling">,
  rng: Rng,
): Float64Array {
  return scaling ? fromScaled(corrupt(toScaled(points, scaling), sigma, rng), scaling) : corrupt(points, sigma, rng);
}
