import { checkNotNegative, checkOneOf } from "../../../numerics/check.ts";
import { checkDraws, checkPoints } from "../../data/check-points.ts";
import type { OneLayerShape } from "../../network/parameters.ts";
import { checkShape } from "../../network/parameters.ts";
import { add, multiply, subtract } from "../graph/arithmetic.ts";
import { constant, input } from "../graph/leaves.ts";
import { oneLayerInputs, oneLayerOutput, oneLayerUnits } from "../networks/one-layer-graph.ts";
import type { Precision, Program } from "../program.ts";
import { loadOnnxRuntime, type OnnxOptions, onnxProgram } from "../runtime.ts";
import { denoisingInFewDimensions, FEW_DIMENSIONS } from "./denoising-in-few-dimensions.ts";
import { GraphLoss, type LossGraph, lossWithGradient } from "./graph-loss.ts";
import { exactPenalty, oneLayerPenalty, squaredError } from "./loss-values.ts";

export interface OnnxLossOptions extends OnnxOptions {
  /** Default "float64". */
  readonly precision?: Precision;
}

/**
 * The DAE loss of a one-layer auto-encoder and its gradient, computed by ONNX Runtime; up to rounding it is what `DenoisingLoss`
 * computes. The same machine gives the same bytes; another machine may give others.
 */
export class OnnxDenoisingLoss extends GraphLoss {
  readonly shape: OneLayerShape;
  readonly #clean: Float64Array;

  private constructor(clean: Float64Array, shape: OneLayerShape, graph: LossGraph, program: Program) {
    super(graph, program);
    this.shape = shape;
    this.#clean = clean;
  }

  /**
   * @param clean the points x, shape (N, d)
   * @param noisy the same points corrupted, x~ = x + sigma eps, shape (N, d)
   * @throws InputError where the shapes don't fit together, or where there is no ONNX Runtime
   */
  static async create(
    clean: Float64Array,
    noisy: Float64Array,
    shape: OneLayerShape,
    { precision = "float64", ...options }: OnnxLossOptions = {},
  ): Promise<OnnxDenoisingLoss> {
    checkShape(shape);
    checkDraws(clean, noisy, shape.dim);
    checkOneOf("precision", precision, ["float64", "float32"]);
    await loadOnnxRuntime();
    const graph = denoisingGraph(shape);
    const whole = shape.dim <= FEW_DIMENSIONS ? denoisingInFewDimensions(shape) : lossWithGradient(graph);
    const loss = new OnnxDenoisingLoss(clean, shape, graph, onnxProgram(whole, precision, options));
    loss.setNoisy(noisy);
    return loss;
  }

  /**
   * Takes another corruption of the same points.
   * @param noisy shape (N, d)
   * @throws InputError where it has another length than the points
   */
  setNoisy(noisy: Float64Array): void {
    const { dim } = this.shape;
    checkDraws(this.#clean, noisy, dim);
    this.setBatches({ noisy, clean: this.#clean }, noisy.length / dim);
  }
}

/**
 * The RCAE loss of a one-layer auto-encoder and its gradient, computed by ONNX Runtime; up to rounding it is what
 * `ContractiveLoss` computes. The penalty is exact. It is computed from the derivatives along all axes, in N H d^2 operations, or
 * in closed form, in N H^2 operations, whichever are fewer.
 */
export class OnnxContractiveLoss extends GraphLoss {
  readonly shape: OneLayerShape;
  readonly #points: Float64Array;

  private constructor(points: Float64Array, shape: OneLayerShape, graph: LossGraph, program: Program) {
    super(graph, program);
    this.shape = shape;
    this.#points = points;
  }

  /**
   * @param points the points x, shape (N, d)
   * @throws InputError where the points don't fit the shape, or where there is no ONNX Runtime
   */
  static async create(
    points: Float64Array,
    sigma: number,
    shape: OneLayerShape,
    { precision = "float64", ...options }: OnnxLossOptions = {},
  ): Promise<OnnxContractiveLoss> {
    checkShape(shape);
    checkPoints(points, shape.dim);
    checkNotNegative("sigma", sigma);
    checkOneOf("precision", precision, ["float64", "float32"]);
    await loadOnnxRuntime();
    const graph = contractiveGraph(shape);
    const loss = new OnnxContractiveLoss(
      points,
      shape,
      graph,
      onnxProgram(lossWithGradient(graph), precision, options),
    );
    loss.setSigma(sigma);
    return loss;
  }

  /** Takes another sigma. @throws InputError for an argument that is not a number from 0 up */
  setSigma(sigma: number): void {
    checkNotNegative("sigma", sigma);
    this.setBatches({ points: this.#points }, this.#points.length / this.shape.dim, { sigma });
  }
}

/** sum_i |r(x~_i) - x_i|^2 of r(x) = c + V tanh(b + W x). */
export function denoisingGraph(shape: OneLayerShape): LossGraph {
  const parameters = oneLayerInputs(shape);
  const [noisy, clean] = [input("noisy", ["n", shape.dim]), input("clean", ["n", shape.dim])];
  const r = oneLayerOutput(parameters, oneLayerUnits(parameters, noisy));
  return {
    parameters: [...parameters.values()],
    points: [noisy, clean],
    loss: squaredError(r, clean),
    width: Math.max(shape.dim, shape.hidden),
  };
}

/** sum_i |r(x_i) - x_i|^2 + sigma^2 |dr/dx (x_i)|_F^2 of r(x) = c + V tanh(b + W x). */
export function contractiveGraph(shape: OneLayerShape): LossGraph {
  const { dim, hidden } = shape;
  const parameters = oneLayerInputs(shape);
  const [points, sigma] = [input("points", ["n", dim]), input("sigma", [])];
  const units = oneLayerUnits(parameters, points);
  const r = oneLayerOutput(parameters, units);
  const closed = hidden < dim * dim;
  const slopes = subtract(constant(1), multiply(units, units));
  const encoder = parameters.get("W") ?? units;
  const penalty = closed ? oneLayerPenalty(slopes, encoder, parameters.get("V") ?? null) : exactPenalty(r, points);
  return {
    parameters: [...parameters.values()],
    points: [points],
    settings: [sigma],
    loss: add(squaredError(r, points), multiply(multiply(sigma, sigma), penalty)),
    width: closed ? Math.max(dim, hidden) : dim * Math.max(dim, hidden),
  };
}
