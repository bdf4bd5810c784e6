import { checkPositive } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { type Mixture, mixtureOf, type OutputKind, timeOf } from "./output-kind.ts";
import { type Reading, readScores } from "./reading.ts";
import type { TestedModel } from "./tested-model.ts";

/** The unit roundoff of each precision. */
const ROUNDOFF = { float32: 2 ** -24, float64: 2 ** -53 };
/** The largest number of values in one call of a process or a graph. */
const BLOCK = 2 ** 18;
/** The offsets, in steps, and the weights of a central difference of fourth order. */
const STENCIL = [
  [-2, 1 / 12],
  [-1, -2 / 3],
  [1, 2 / 3],
  [2, -1 / 12],
] as const;

/** A model at one sigma, with one kind of output, as a vector field. */
export class TestedField {
  readonly model: TestedModel;
  readonly kind: OutputKind;
  readonly sigma: number;
  readonly dim: number;
  readonly mixture: Mixture;
  #roundoff: number | undefined;

  constructor(model: TestedModel, kind: OutputKind, sigma: number) {
    checkPositive("sigma", sigma);
    this.model = model;
    this.kind = kind;
    this.sigma = sigma;
    this.dim = model.dim;
    this.mixture = mixtureOf(kind, sigma);
    if (model.precision) this.#roundoff = ROUNDOFF[model.precision];
  }

  /**
   * The unit roundoff of the model's arithmetic. If all numbers that the model returned are 32-bit numbers, it is that of float32.
   */
  get roundoff(): number {
    return this.#roundoff ?? ROUNDOFF.float64;
  }

  /** The outputs at x, or the gradient for an energy. (n, d) -> (n, d). @throws InputError for outputs of another shape */
  async outputs(points: Float64Array): Promise<Float64Array> {
    if (this.kind !== "energy") return this.#evaluate(points, this.dim);
    const { slopes } = await this.#differences(points, 1, (at) => this.#evaluate(at, 1), this.#step(this.roundoff));
    return slopes;
  }

  /** The scores at x, by a reading. */
  async scores(points: Float64Array, reading: Reading): Promise<Float64Array> {
    return readScores(await this.outputs(points), points, reading, this.mixture);
  }

  /**
   * The derivatives of the scores, ds_a/dx_b, by central differences of fourth order. (n, d) -> (n, d, d).
   * @returns the derivatives, and their differences from those of second order, which are far larger than the error
   */
  async hessian(points: Float64Array, reading: Reading): Promise<{ hessian: Float64Array; difference: Float64Array }> {
    const roundoff = this.kind === "energy" ? this.roundoff ** 0.8 : this.roundoff;
    const scores = (at: Float64Array): Promise<Float64Array> => this.scores(at, reading);
    const { slopes, coarser } = await this.#differences(points, this.dim, scores, this.#step(roundoff));
    return { hessian: slopes, difference: slopes.map((slope, j) => slope - coarser[j]) };
  }

  /** The step: the fifth root of the unit roundoff, in sigmas. The truncation error and the rounding error are then equally large. */
  #step(roundoff: number): number {
    return this.sigma * roundoff ** 0.2;
  }

  /** The derivatives d f_a / d x_b of f: (n, d) -> (n, size), shape (n, size, d), by differences of fourth and of second order. */
  async #differences(
    points: Float64Array,
    size: number,
    f: (points: Float64Array) => Promise<Float64Array>,
    step: number,
  ): Promise<{ slopes: Float64Array; coarser: Float64Array }> {
    const { dim } = this;
    const n = points.length / dim;
    const slopes = new Float64Array(n * size * dim);
    const coarser = new Float64Array(n * size * dim);
    for (let b = 0; b < dim; b++) {
      for (const [offset, weight] of STENCIL) {
        const values = await f(points.map((x, j) => (j % dim === b ? x + offset * step : x)));
        for (let j = 0; j < n * size; j++) {
          slopes[j * dim + b] += (weight / step) * values[j];
          if (Math.abs(offset) === 1) coarser[j * dim + b] += (offset / (2 * step)) * values[j];
        }
      }
    }
    return { slopes, coarser };
  }

  async #evaluate(points: Float64Array, size: number): Promise<Float64Array> {
    const { dim, model, sigma, kind, mixture } = this;
    const own = mixture.data === 1 ? points : points.map((x) => mixture.data * x);
    const time = timeOf(kind, sigma);
    const all = new Float64Array((points.length / dim) * size);
    const rows = Math.max(1, Math.floor(BLOCK / dim));
    for (let from = 0; from < points.length / dim; from += rows) {
      const block = own.subarray(from * dim, (from + rows) * dim);
      const values = await model.evaluate({ points: block, sigma, time });
      if (values.length !== (block.length / dim) * size)
        throw wrongLength(values.length, block.length / dim, size, kind);
      all.set(values, from * size);
    }
    this.#roundoff ??= all.every((value) => Math.fround(value) === value || Number.isNaN(value))
      ? ROUNDOFF.float32
      : ROUNDOFF.float64;
    return all;
  }
}

function wrongLength(length: number, points: number, size: number, kind: OutputKind): InputError {
  const each = size === 1 ? "one number" : `${size} numbers`;
  const allowed = `${each} for each of ${points} points, as the output ${kind} has`;
  return new InputError({ argument: "the model", verb: "return", allowed, problem: `${length} numbers` });
}
