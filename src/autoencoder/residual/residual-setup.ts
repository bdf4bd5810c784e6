import { createRng } from "../../numerics/random/random.ts";
import { repeated } from "../data/corruption.ts";
import { dataScale } from "../data/scaling.ts";
import { checkData, type TrainingData } from "../data/training-data.ts";
import { initialDeepParameters } from "../network/deep-shape.ts";
import { skipScaling } from "../network/skip-scaling.ts";
import { GraphLoss, GraphValue, type LossGraph, lossAlone, lossWithGradient } from "../onnx/losses/graph-loss.ts";
import type { ResidualPlan } from "../onnx/networks/residual-graph.ts";
import { type EngineDescription, graphEngine, openProgram } from "../onnx/open-program.ts";
import type { OnnxOptions } from "../onnx/runtime.ts";
import { AdamDescent } from "./adam-descent.ts";
import { LbfgsDescent } from "./lbfgs-descent.ts";
import { type NoiseLevels, noiseLevels } from "./noise-levels.ts";
import { type ResidualDraws, residualDraws, spreadPoints } from "./residual-draws.ts";
import { residualLoss } from "./residual-loss.ts";
import {
  type CompleteResidualOptions,
  completeResidualOptions,
  type ResidualTrainingOptions,
  residualShape,
} from "./residual-options.ts";

/** The purposes of the streams of one seed. */
const streams = { validation: 1, weights: 2, corruption: 3, levels: 4 };
/**
 * The smallest number of rows of the validation loss, for which points are taken several times, and the approximate largest
 * number.
 */
const [LEAST_ROWS, MOST_ROWS] = [4096, 16384];

/** The loss on validation points and draws that stay the same. */
export interface Validation {
  readonly value: GraphValue;
  /** The loss of r(x) = x. */
  readonly identity: number;
  at(parameters: Float64Array): number;
}

/** The parts of a training of a residual network. */
export interface Setup {
  readonly data: TrainingData;
  readonly options: CompleteResidualOptions;
  readonly plan: ResidualPlan;
  readonly engine: EngineDescription;
  readonly descent: AdamDescent | LbfgsDescent;
  readonly validation: Validation;
}

/** @throws InputError for data or options that can't be used, or an engine that is not there */
export async function setUp(
  data: TrainingData,
  options: ResidualTrainingOptions,
  runtime: OnnxOptions,
): Promise<Setup> {
  checkData("data", data);
  const complete = completeResidualOptions(options);
  const { dim, training } = data;
  const engine = await graphEngine(options.engine);
  const shape = residualShape(complete, dim);
  const plan = { shape, sigmas: complete.sigmas, dataScale: dataScale(training, dim) };
  const graph = residualLoss(plan, complete);
  const levels = noiseLevels(data, complete.sigmas, createRng(complete.seed, streams.levels));
  const open = { data, options: complete, plan, levels, graph, engine, runtime };
  return { data, options: complete, plan, engine, descent: openDescent(open), validation: openValidation(open) };
}

/** The options with which programs are opened. */
interface Opening extends Omit<Setup, "descent" | "validation"> {
  readonly levels: NoiseLevels;
  readonly graph: LossGraph;
  readonly runtime: OnnxOptions;
}

function openDescent({ data, options, plan, levels, graph, engine, runtime }: Opening): AdamDescent | LbfgsDescent {
  const { dim, training } = data;
  const { seed, precision, optimiser, noiseReplicates } = options;
  const parameters = initialDeepParameters(plan.shape, createRng(seed, streams.weights));
  if (optimiser === "adam") {
    const program = openProgram(lossWithGradient(graph), precision, engine.engine, runtime);
    const adam = { options, dim, levels, points: training, stream: streams.corruption };
    return new AdamDescent(adam, graph, program, parameters);
  }
  const loss = new GraphLoss(graph, openProgram(lossWithGradient(graph), precision, engine.engine, runtime));
  const points = repeated(training, noiseReplicates);
  loss.setBatches(
    residualDraws(points, { ...options, levels, dim }, createRng(seed, streams.corruption)),
    points.length / dim,
  );
  return new LbfgsDescent(loss, parameters);
}

function openValidation({ data, options, plan, levels, graph, engine, runtime }: Opening): Validation {
  const { dim } = data;
  const points = spreadPoints(data.validation, dim, LEAST_ROWS, MOST_ROWS);
  const draws = residualDraws(points, { ...options, levels, dim }, createRng(options.seed, streams.validation));
  const value = new GraphValue(graph, openProgram(lossAlone(graph), options.precision, engine.engine, runtime));
  value.setBatches(draws, points.length / dim);
  return {
    value,
    identity: identityLoss(draws, points.length / dim, plan),
    at: (parameters) => value.value(parameters),
  };
}

/** The loss of r(x) = x, in units of output^2: of |x~ - x|^2, or sigma^2 d. */
function identityLoss(
  { clean, noisy, sigma }: ResidualDraws,
  n: number,
  { sigmas, dataScale, shape }: ResidualPlan,
): number {
  const { dim } = shape;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const level = sigma instanceof Float64Array ? sigma[i] : sigmas[0];
    let error = noisy ? 0 : level * level * dim;
    if (clean instanceof Float64Array && noisy instanceof Float64Array) {
      for (let j = i * dim; j < (i + 1) * dim; j++) error += (noisy[j] - clean[j]) ** 2;
    }
    sum += error / skipScaling(level, dataScale).output ** 2;
  }
  return sum / n;
}

/** Frees what the engine holds. */
export function closeAll({ descent, validation }: Setup): void {
  descent.close();
  validation.value.close();
}
