import { checkAllFinite } from "../../numerics/check.ts";
import type { Objective } from "../../numerics/optimise/objective.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkPoints } from "../data/check-points.ts";
import { corrupt } from "../data/corruption.ts";
import { FusedContractiveLoss } from "../kernel/fused-contractive-loss.ts";
import { FusedDenoisingLoss } from "../kernel/fused-denoising-loss.ts";
import { type OneLayerShape, parameterCount } from "../network/parameters.ts";
import { OnnxContractiveLoss, OnnxDenoisingLoss } from "../onnx/losses/one-layer-losses.ts";
import type { Draws } from "./bayes-risk.ts";
import type { TrainingOptions } from "./training-options.ts";

/** Options of the computation. With the fused kernel they do not change a byte of the result. */
export interface RuntimeOptions {
  /** Number of threads; the default is the number of processors, or 1 where there is little to compute. */
  readonly threads?: number;
}

/** The loss and the engine that computes it. */
export type LossKind = Required<Pick<TrainingOptions, "loss">> & Pick<TrainingOptions, "engine" | "precision">;

/** A loss whose corruption can be drawn anew, or whose sigma can be changed, by an engine. */
type EngineLoss = FusedDenoisingLoss | FusedContractiveLoss | OnnxDenoisingLoss | OnnxContractiveLoss;

/** The loss of a training, whose corruption can be drawn anew. */
export class TrainingLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  readonly #points: Float64Array;
  readonly #own: EngineLoss;
  #identity = Number.NaN;
  #noisy: Float64Array | null = null;

  private constructor(points: Float64Array, shape: OneLayerShape, own: EngineLoss) {
    this.#points = points;
    this.shape = shape;
    this.size = parameterCount(shape);
    this.#own = own;
  }

  /** @throws InputError where the points don't fit the shape, or are not finite, or where the engine is not there */
  static async create(
    kind: LossKind,
    points: Float64Array,
    shape: OneLayerShape,
    runtime: RuntimeOptions,
  ): Promise<TrainingLoss> {
    checkPoints(points, shape.dim);
    checkAllFinite("points", points);
    return new TrainingLoss(points, shape, await engineLoss(kind, points, shape, runtime));
  }

  /** Draws new corruption for the DAE loss; for the RCAE loss it only sets sigma. */
  draw(sigma: number, rng: Rng): void {
    const { dim } = this.shape;
    if ("setNoisy" in this.#own) {
      const noisy = corrupt(this.#points, sigma, rng);
      this.#own.setNoisy(noisy);
      this.#noisy = noisy;
      let sum = 0;
      for (let j = 0; j < noisy.length; j++) sum += (noisy[j] - this.#points[j]) * (noisy[j] - this.#points[j]);
      this.#identity = sum / (noisy.length / dim);
    } else {
      this.#own.setSigma(sigma);
      this.#identity = sigma * sigma * dim;
    }
  }

  /** The points and the present draw of their corruption; null for the RCAE loss, which has none. */
  get draws(): Draws | null {
    return this.#noisy && { clean: this.#points, noisy: this.#noisy };
  }

  /** The loss of r(x) = x. */
  get identity(): number {
    return this.#identity;
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    return this.#own.evaluate(x, gradient);
  }

  /** The loss alone. */
  value(x: Float64Array): number {
    return this.#own.value(x);
  }

  /** Ends the threads of the engine. */
  async close(): Promise<void> {
    await this.#own.close();
  }
}

function engineLoss(
  { loss, engine = "fused", precision = "float64" }: LossKind,
  points: Float64Array,
  shape: OneLayerShape,
  runtime: RuntimeOptions,
): Promise<EngineLoss> {
  if (engine === "onnx") {
    const options = { ...runtime, precision };
    return loss === "dae"
      ? OnnxDenoisingLoss.create(points, points, shape, options)
      : OnnxContractiveLoss.create(points, 0, shape, options);
  }
  return loss === "dae"
    ? FusedDenoisingLoss.create(points, points, shape, runtime)
    : FusedContractiveLoss.create(points, 0, shape, runtime);
}
