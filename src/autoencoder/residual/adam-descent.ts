import * as v from "valibot";
import { encodedNumbers, encodeNumbers } from "../../numerics/encoded-numbers.ts";
import { InputError } from "../../numerics/input-error.ts";
import { createRng } from "../../numerics/random/random.ts";
import { Adam } from "../onnx/descent/adam.ts";
import { inOneBatch, type LossGraph } from "../onnx/losses/graph-loss.ts";
import type { FloatArray, Program } from "../onnx/program.ts";
import type { Descent } from "./descent.ts";
import type { NoiseLevels } from "./noise-levels.ts";
import { drawnPoints, residualDraws } from "./residual-draws.ts";
import type { CompleteResidualOptions } from "./residual-options.ts";

/** The data and the random numbers of Adam. */
export interface AdamPlan {
  readonly options: CompleteResidualOptions;
  readonly dim: number;
  readonly levels: NoiseLevels;
  /** The points to learn from, shape (N, d). */
  readonly points: Float64Array;
  /** The number of its random stream, given with the seed. */
  readonly stream: number;
}

/**
 * Adam on batches of points, each with noise of its own. Each step has a random stream of its own, so that a training that
 * continues from a checkpoint draws the same numbers.
 */
export class AdamDescent implements Descent {
  readonly stopped: null = null;
  readonly #plan: AdamPlan;
  readonly #program: Program;
  readonly #adam: Adam;
  #steps = 0;

  /** @param program of the graph that `lossWithGradient` makes */
  constructor(plan: AdamPlan, graph: LossGraph, program: Program, parameters: Float64Array) {
    this.#plan = plan;
    this.#program = program;
    this.#adam = new Adam(graph, program, parameters);
  }

  get steps(): number {
    return this.#steps;
  }

  get parameters(): FloatArray {
    return this.#adam.parameters;
  }

  /** @throws InputError where the loss is not finite */
  step(): number {
    const { options, dim, levels, points, stream } = this.#plan;
    const { batch, learningRate, seed } = options;
    const rng = createRng(seed, stream, this.#steps);
    const clean = drawnPoints(points, dim, batch, rng);
    const draws = residualDraws(clean, { ...options, levels, dim }, rng);
    const rate = learningRate * (1 / 2 + Math.cos((Math.PI * this.#steps) / options.steps) / 2);
    const loss = this.#adam.step(inOneBatch(draws, batch, this.#program.precision), batch, rate);
    if (!Number.isFinite(loss)) {
      const problem = `of ${learningRate} is too large: the loss is ${loss} after ${this.#steps} steps`;
      throw new InputError({ argument: "learningRate", problem });
    }
    this.#steps++;
    return loss;
  }

  save(): object {
    const { step, parameters, mean, square } = this.#adam.state;
    return {
      step,
      parameters: encodeNumbers(parameters),
      mean: encodeNumbers(mean),
      square: encodeNumbers(square),
    };
  }

  /**
   * Continues from a saved state.
   * @throws InputError for an invalid state
   */
  restore(saved: unknown): void {
    const result = v.safeParse(savedAdam, saved, { abortEarly: true });
    const size = this.parameters.length;
    if (
      !result.success ||
      [result.output.parameters, result.output.mean, result.output.square].some((one) => one.length !== size)
    ) {
      throw new InputError({ argument: "checkpoint", problem: "does not hold the state of Adam for this network" });
    }
    this.#adam.state = result.output;
    this.#steps = result.output.step;
  }

  close(): void {
    this.#program.close();
  }
}

const savedAdam = v.strictObject({
  step: v.pipe(v.number(), v.integer(), v.minValue(0)),
  parameters: encodedNumbers,
  mean: encodedNumbers,
  square: encodedNumbers,
});
