import { availableParallelism } from "node:os";
import { corrupt } from "../../../autoencoder/data/corruption.ts";
import { dataScale, type Scaling, toScaled } from "../../../autoencoder/data/scaling.ts";
import { fastReconstruction } from "../../../autoencoder/engine/fast-reconstruction.ts";
import { readModel } from "../../../autoencoder/model/stored-model.ts";
import {
  isClosedForm,
  type Model,
  modelDim,
  modelSigmas,
  networkOf,
  ResidualModel,
  takesSigma,
} from "../../../autoencoder/model/trained-model.ts";
import type { Distribution } from "../../../density/density.ts";
import { GaussianMixture } from "../../../density/gaussian/gaussian-mixture.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { createRng, normals, type Rng } from "../../../numerics/random/random.ts";
import type { IsotropicReconstruction } from "../../../reconstruction/reconstruction.ts";
import { boundedDenoiser } from "../../../sampling/diffusion/bounded-denoiser.ts";
import { KnownMoments } from "../../../sampling/diffusion/known-moments.ts";
import { geometricSchedule, optimalSchedule } from "../../../sampling/diffusion/noise-schedule.ts";
import { parseDistribution } from "../../inputs/density.ts";
import { namingOption, namingOptionOf, namingOptionOfAsync } from "../../inputs/naming-option.ts";
import type { PointsFiles } from "../../inputs/points-files.ts";
import type { DiffusionOptions } from "./diffusion-options.ts";
import { modelEngine } from "./sampling-target.ts";

/** The target of the methods that go through many sigmas. */
export interface DiffusionTarget {
  readonly dim: number;
  /** The reconstructions, from the largest sigma down, in the coordinates that the model was trained in. */
  readonly ladder: readonly IsotropicReconstruction[];
  readonly scaling: Scaling | null;
  readonly columns: readonly string[] | null;
  /** Whether r is a network, whose score is not exact. */
  readonly learnt: boolean;
  /** The mean and the covariance of the data, by which the draws are corrected; null if r is not a network or they are not known. */
  readonly moments: KnownMoments | null;
  /** The engine that computes r of a model, such as "ONNX Runtime 1.30.0, float64"; null for a density. */
  readonly engine: string | null;
  /** The initial points, at the largest sigma, (n, d). */
  starts(rng: Rng, n: number): Float64Array;
  close(): Promise<void>;
}

const DEFAULT_LEVELS = 40;
/** The number of draws on which the scale of a distribution is measured. */
const MEASURED = 1000;
/** The default of the largest sigma, relative to the scale of the data. With so much noise most data have one mode. */
const LARGEST = 2;
/**
 * The default of the smallest sigma for a fitted Gaussian or mixture, relative to its scale. The last step narrows the draws by no more
 * than this.
 */
const FINEST = 0.01;
/** How often r of the largest sigma is applied to find the middle of the data. */
const TO_THE_MIDDLE = 100;

/** @throws InputError that names the option */
export async function diffusionTarget(options: DiffusionOptions, files: PointsFiles): Promise<DiffusionTarget> {
  const { model, density = "" } = options;
  return model === undefined ? ofDensity(await parseDistribution(density, files), options) : ofModel(model, options);
}

function ofDensity(data: Distribution, options: DiffusionOptions): DiffusionTarget {
  const sigmas = sigmasOf(options, options.sigma ?? 0, LARGEST * scaleOf(data));
  const ladder = namingOptionOf({ sigma: "--sigma" }, "--density", () => optimalSchedule(data, sigmas));
  return {
    dim: data.dim,
    ladder,
    scaling: null,
    columns: null,
    learnt: false,
    moments: null,
    engine: null,
    starts: blurredBy(data, sigmas[0]),
    close: async () => {},
  };
}

async function ofModel(path: string, options: DiffusionOptions): Promise<DiffusionTarget> {
  const model: Model = namingOption("--model", () => readModel(path));
  if (!takesSigma(model)) {
    const problem = `${options.method} goes through many sigmas, and this model has one; fit one for a range, such as fit --sigma 0.05..2`;
    throw new InputError({ argument: "--method", problem });
  }
  const [smallest, largest] = modelSigmas(model);
  const highest = isClosedForm(model) ? Math.max(largest, LARGEST * scaleOf(model.distribution)) : largest;
  const sigmas = sigmasOf(options, options.sigma ?? Math.min(smallest, finest(model)), highest);
  const threads = Math.min(availableParallelism(), 16);
  const networks = namingOptionOf({ sigma: "--sigma" }, "--model", () =>
    Array.from(sigmas, (one) => networkOf(model, one)),
  );
  const moments =
    model instanceof ResidualModel && model.moments
      ? new KnownMoments(model.moments.mean, model.moments.covariance)
      : null;
  const how = { threads, ...modelEngine(options) };
  const fast = await namingOptionOfAsync({ engine: "--engine" }, "--model", () =>
    Promise.all(networks.map((network) => fastReconstruction(network, how))),
  );
  return {
    dim: modelDim(model),
    ladder: isClosedForm(model) ? fast : fast.map(boundedDenoiser),
    scaling: model.scaling,
    columns: model.provenance.data.columns ?? null,
    learnt: !isClosedForm(model),
    moments,
    engine: fast[0].engine,
    starts: startsOf(model, moments, fast[0]),
    close: async () => {
      for (const one of fast) await one.close();
    },
  };
}

/**
 * The starts for a model, with noise of the largest sigma: its data if they are known; otherwise draws of the mixture that the model's
 * file has for this purpose, of the Gaussian with the mean and the covariance of the data, or of a Gaussian around their middle.
 */
function startsOf(model: Model, moments: KnownMoments | null, r: IsotropicReconstruction): DiffusionTarget["starts"] {
  if (isClosedForm(model)) return blurredBy(model.distribution, r.sigma);
  if (model instanceof ResidualModel && model.start) return blurredBy(new GaussianMixture(model.start), r.sigma);
  return moments ? (rng, n) => moments.gaussian(rng, n, r.sigma) : aroundMiddle(r);
}

/** The sigmas, from the largest to the smallest. @throws InputError */
function sigmasOf(
  { largestSigma, levels = DEFAULT_LEVELS }: DiffusionOptions,
  smallest: number,
  usual: number,
): Float64Array {
  const names = { largest: "--largest-sigma", smallest: "--sigma", levels: "--levels" };
  const largest = largestSigma ?? Math.max(usual, smallest * LARGEST);
  return namingOptionOf(names, "--sigma", () => geometricSchedule(largest, smallest, levels));
}

/**
 * The default of the last sigma. A Gaussian or a mixture is a density of the rows, whatever the sigma of the comparison. If the draws
 * ended at that sigma, the last denoising step would make them much too narrow. For points a smaller sigma would return the
 * points themselves.
 */
function finest(model: Model): number {
  if (!isClosedForm(model) || model.density.kind === "points") return Infinity;
  return FINEST * scaleOf(model.distribution);
}

function scaleOf(data: Distribution): number {
  return dataScale(data.sample(createRng(1), MEASURED), data.dim);
}

function blurredBy(data: Distribution, sigma: number): (rng: Rng, n: number) => Float64Array {
  return (rng, n) => corrupt(data.sample(rng, n), sigma, rng);
}

/**
 * Draws of N(m, sigma^2 I), where m is the point to which r of the largest sigma leads. p_sigma is nearly this Gaussian if sigma is far
 * above the scale of the data.
 */
function aroundMiddle(r: IsotropicReconstruction): (rng: Rng, n: number) => Float64Array {
  let middle: Float64Array = new Float64Array(r.dim);
  for (let k = 0; k < TO_THE_MIDDLE; k++) middle = r.evaluate(middle);
  return (rng, n) => normals(rng, n * r.dim, r.sigma).map((value, j) => value + middle[j % r.dim]);
}

/** Points of a file, in the coordinates of the model. @throws InputError that names the option */
export async function readFor(
  option: string,
  path: string,
  { dim, scaling }: DiffusionTarget,
  files: PointsFiles,
): Promise<Float64Array> {
  const expected = { dim, why: `because the draws have dimension ${dim}` };
  const { points } = await files.read(option, path, "does not exist; give a file of points", { expected });
  return scaling ? toScaled(points, scaling) : points;
}
