import { checkAllFinite } from "../../numerics/check.ts";
import type { Objective } from "../../numerics/optimise/objective.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { FusedContractiveLoss } from "../kernel/fused-contractive-loss.ts";
import { FusedDenoisingLoss } from "../kernel/fused-denoising-loss.ts";
import { type OneLayerShape, parameterCount } from "../network/parameters.ts";
import type { Draws } from "./bayes-loss.ts";
import { checkPoints } from "./check-points.ts";
import { corrupt } from "./corruption.ts";

/** How to compute; no choice changes a byte of the result. */
export interface RuntimeOptions {
  /** Number of threads; by default as many as there are processors, or one where there is little to compute. */
  readonly threads?: number;
}

/** The loss of a training, whose corruption can be drawn anew. */
export class TrainingLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  readonly #points: Float64Array;
  readonly #fused: FusedDenoisingLoss | FusedContractiveLoss;
  #identity = Number.NaN;
  #noisy: Float64Array | null = null;

  private constructor(points: Float64Array, shape: OneLayerShape, fused: FusedDenoisingLoss | FusedContractiveLoss) {
    this.#points = points;
    this.shape = shape;
    this.size = parameterCount(shape);
    this.#fused = fused;
  }

  /** @throws InputError where the points don't fit the shape, or are not finite */
  static async create(
    kind: "dae" | "rcae",
    points: Float64Array,
    shape: OneLayerShape,
    { threads }: RuntimeOptions,
  ): Promise<TrainingLoss> {
    checkPoints(points, shape.dim);
    checkAllFinite("points", points);
    const options = threads === undefined ? {} : { threads };
    const fused =
      kind === "dae"
        ? await FusedDenoisingLoss.create(points, points, shape, options)
        : await FusedContractiveLoss.create(points, 0, shape, options);
    return new TrainingLoss(points, shape, fused);
  }

  /** A new draw of the corruption, for the DAE loss; for the RCAE loss only a new sigma. */
  draw(sigma: number, rng: Rng): void {
    const { dim } = this.shape;
    if (this.#fused instanceof FusedDenoisingLoss) {
      const noisy = corrupt(this.#points, sigma, rng);
      this.#fused.setNoisy(noisy);
      this.#noisy = noisy;
      let sum = 0;
      for (let j = 0; j < noisy.length; j++) sum += (noisy[j] - this.#points[j]) * (noisy[j] - this.#points[j]);
      this.#identity = sum / (noisy.length / dim);
    } else {
      this.#fused.setSigma(sigma);
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
    return this.#fused.evaluate(x, gradient);
  }

  /** The loss alone. */
  value(x: Float64Array): number {
    return this.evaluate(x, new Float64Array(this.size));
  }

  /** Ends its threads. */
  async close(): Promise<void> {
    await this.#fused.close();
  }
}
