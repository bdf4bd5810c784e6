import { InputError } from "../numerics/input-error.ts";
import type { Objective } from "../numerics/objective.ts";
import type { Rng } from "../numerics/random.ts";
import { ContractiveLoss } from "./contractive-loss.ts";
import { corrupt } from "./corruption.ts";
import { FusedDenoisingLoss } from "./fused-denoising-loss.ts";
import { type OneLayerShape, parameterCount } from "./parameters.ts";

/** How to compute; no choice changes a byte of the result. */
export interface RuntimeOptions {
  /** Number of threads; by default as many as there are processors. */
  readonly threads?: number;
}

/** The loss of a training, whose corruption can be drawn anew. */
export class TrainingLoss implements Objective {
  readonly size: number;
  readonly shape: OneLayerShape;
  readonly #points: Float64Array;
  readonly #fused: FusedDenoisingLoss | null;
  #objective: Objective;
  #identity = Number.NaN;
  #noisy: Float64Array | null = null;

  private constructor(points: Float64Array, shape: OneLayerShape, fused: FusedDenoisingLoss | null) {
    this.#points = points;
    this.shape = shape;
    this.size = parameterCount(shape);
    this.#fused = fused;
    this.#objective = fused ?? new ContractiveLoss(points, 0, shape);
  }

  /** @throws InputError where the points don't fit the shape */
  static async create(
    kind: "dae" | "rcae",
    points: Float64Array,
    shape: OneLayerShape,
    { threads }: RuntimeOptions,
  ): Promise<TrainingLoss> {
    if (!points.every(Number.isFinite)) throw new InputError("points must be finite numbers");
    const options = threads === undefined ? {} : { threads };
    const fused = kind === "dae" ? await FusedDenoisingLoss.create(points, points, shape, options) : null;
    return new TrainingLoss(points, shape, fused);
  }

  /** A new draw of the corruption, for the DAE loss; for the RCAE loss only a new sigma. */
  draw(sigma: number, rng: Rng): void {
    const { dim } = this.shape;
    if (this.#fused) {
      const noisy = corrupt(this.#points, sigma, rng);
      this.#fused.setNoisy(noisy);
      this.#noisy = noisy;
      let sum = 0;
      for (let j = 0; j < noisy.length; j++) sum += (noisy[j] - this.#points[j]) * (noisy[j] - this.#points[j]);
      this.#identity = sum / (noisy.length / dim);
    } else {
      this.#objective = new ContractiveLoss(this.#points, sigma, this.shape);
      this.#identity = sigma * sigma * dim;
    }
  }

  /** The present draw of the corrupted points, shape (N, d); null for the RCAE loss, which has none. */
  get noisy(): Float64Array | null {
    return this.#noisy;
  }

  /** The loss of r(x) = x. */
  get identity(): number {
    return this.#identity;
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    return this.#objective.evaluate(x, gradient);
  }

  /** The loss alone. */
  value(x: Float64Array): number {
    return this.evaluate(x, new Float64Array(this.size));
  }

  /** Ends its threads. */
  async close(): Promise<void> {
    await this.#fused?.close();
  }
}
