import type { LossGraph } from "../losses/graph-loss.ts";
import { ParameterArrays } from "../parameter-arrays.ts";
import { type Fed, type FloatArray, type Program, zeros } from "../program.ts";
import { AdamVectors } from "./adam-vectors.ts";

/** The decay rates of the averages of the gradient and of its square, which assembly/adam.ts has, too. */
const [KEPT, KEPT_OF_SQUARE] = [0.9, 0.999];

/** The state of Adam, in float64: averages of the gradient and of its square. */
export interface AdamState {
  /** The number of steps done. */
  readonly step: number;
  readonly parameters: Float64Array;
  readonly mean: Float64Array;
  readonly square: Float64Array;
}

/** Adam, whose gradient a program computes. */
export class Adam {
  readonly #program: Program;
  readonly #vectors: AdamVectors;
  readonly #loss: Fed;
  readonly #inputs: Readonly<Record<string, Fed>>;
  readonly #outputs: Readonly<Record<string, Fed>>;
  #step = 0;

  /** @param program of the graph that `lossWithGradient` makes */
  constructor(graph: LossGraph, program: Program, parameters: Float64Array) {
    const { precision } = program;
    this.#program = program;
    this.#vectors = new AdamVectors(parameters.length, precision);
    this.#vectors.parameters.set(parameters);
    this.#loss = { data: zeros(1, precision), shape: [] };
    this.#inputs = new ParameterArrays(graph.parameters, precision, "", this.#vectors.parameters).fed;
    const slopes = new ParameterArrays(graph.parameters, precision, "d", this.#vectors.gradient);
    this.#outputs = { loss: this.#loss, ...slopes.fed };
  }

  /**
   * One step.
   * @param batch numbers for the points, by the names of the inputs
   * @param rows number of points
   * @param learningRate size of the step, in units of the parameters
   * @returns the mean of the loss over the batch, before the step
   */
  step(batch: Readonly<Record<string, Fed>>, rows: number, learningRate: number): number {
    this.#step++;
    // This corrects the bias of the averages, which start from 0.
    const rate = (learningRate * Math.sqrt(1 - KEPT_OF_SQUARE ** this.#step)) / (1 - KEPT ** this.#step);
    this.#program.run({ ...this.#inputs, ...batch }, this.#outputs);
    this.#vectors.move(1 / rows, rate);
    return this.#loss.data[0] / rows;
  }

  /** The parameters in the program's precision, which the next step changes. */
  get parameters(): FloatArray {
    return this.#vectors.parameters;
  }

  get state(): AdamState {
    const { parameters, mean, square } = this.#vectors;
    return {
      step: this.#step,
      parameters: Float64Array.from(parameters),
      mean: Float64Array.from(mean),
      square: Float64Array.from(square),
    };
  }

  set state({ step, parameters, mean, square }: AdamState) {
    this.#step = step;
    this.#vectors.parameters.set(parameters);
    this.#vectors.mean.set(mean);
    this.#vectors.square.set(square);
  }
}
