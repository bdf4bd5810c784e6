import { availableParallelism } from "node:os";
import { corrupt } from "../../../autoencoder/data/corruption.ts";
import { fromScaled, type Scaling, toScaled } from "../../../autoencoder/data/scaling.ts";
import { type FastReconstructionOptions, fastReconstruction } from "../../../autoencoder/engine/fast-reconstruction.ts";
import { inDataUnits } from "../../../autoencoder/model/data-units.ts";
import { readModel } from "../../../autoencoder/model/stored-model.ts";
import { modelDim, networkOf, takesSigma } from "../../../autoencoder/model/trained-model.ts";
import type { Distribution } from "../../../density/density.ts";
import type { Expression } from "../../../density/formula/expression.ts";
import { firstNotFinite } from "../../../numerics/first-not-finite.ts";
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

/** The target of `scorebook sample`. */
export interface SamplingTarget {
  /** The formula of the density, if the target is a density with a formula. */
  readonly expression?: Expression;
  /** The reconstruction in the coordinates in which the model was trained, which have one sigma for all directions. */
  readonly own: IsotropicReconstruction;
  /** The reconstruction in the data's own units, in which the chains run and points are read and written. */
  readonly r: Reconstruction;
  /**
   * The standard deviation of the noise that r removes: in standard deviations of the columns if there is a scaling, otherwise in the
   * data's units.
   */
  readonly sigma: number;
  /**
   * The scaling of a model of standardised columns; sigma, proposals and distances are in its units. null if they are in the data's
   * own units.
   */
  readonly scaling: Scaling | null;
  /** The target in a message: "the model". */
  readonly what: string;
  /** n draws of the density that the chains sample, noise of sigma included; null if the data are not known. */
  readonly draw: ((rng: Rng, n: number) => Float64Array) | null;
  /** The name of the data on which the model was trained, for a message; null for a density. */
  readonly source: string | null;
  /** The distribution of the data, in their own coordinates and without noise; null if it is not known. */
  readonly distribution: Distribution | null;
  /** The names of the data's columns; null if they are not known. */
  readonly columns: readonly string[] | null;
  /** The engine that computes r of a model, such as "the fused kernel, float64"; null for a density. */
  readonly engine: string | null;
  /** Ends the threads of r. */
  close(): Promise<void>;
}

/** With more threads each would have too little work, the points of a few dozen chains. */
const MOST_THREADS = 16;

/** The engine for r of a model; the default is that of `fastReconstruction`. */
export type ModelEngine = Pick<FastReconstructionOptions, "engine" | "batch">;

/** The engine that `--engine` names, for the given number of chains at a time. */
export function modelEngine({ engine, chains }: Pick<SampleOptions, "engine" | "chains">): ModelEngine {
  return engine === undefined ? {} : { engine, ...(chains !== undefined && { batch: chains }) };
}

/**
 * A model from a file.
 * @param sigma only for a model that has a range of sigmas
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
  /** The number of points of the file; null if any number of points can be drawn. */
  readonly count: number | null;
  /** A point for each chain, (chains, d). The points of a file are used in turn, and again if there are more chains. */
  at(rng: Rng, chains: number): Float64Array;
}

/**
 * The points of the file that `--start` names, or draws of the data.
 * @throws InputError if there is no file and the data are not known, and for a point without a finite score
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
  const bad = firstNotFinite(scoreEstimate(r, starts));
  if (bad === -1) return;
  const i = Math.floor(bad / dim);
  const point = starts.subarray(i * dim, (i + 1) * dim);
  const own = quote([...point]);
  throw new InputError({
    argument: "--start",
    problem: `point ${i + 1}, ${own}, is so far away that ${what} has no finite score there`,
  });
}

/** Points plus noise with standard deviation sigma, in the unit of each column. (n, d) -> (n, d). */
export function blurred(
  points: Float64Array,
  { sigma, scaling }: Pick<SamplingTarget, "sigma" | "scaling">,
  rng: Rng,
): Float64Array {
  return scaling ? fromScaled(corrupt(toScaled(points, scaling), sigma, rng), scaling) : corrupt(points, sigma, rng);
}
