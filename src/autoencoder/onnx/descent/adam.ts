import { add, divide, multiply, subtract } from "../graph/arithmetic.ts";
import { sqrt } from "../graph/functions.ts";
import { gradient } from "../graph/gradient.ts";
import { constant, input } from "../graph/leaves.ts";
import type { Value } from "../graph/value.ts";
import type { LossGraph } from "../losses/graph-loss.ts";
import { ParameterArrays } from "../parameter-arrays.ts";
import { type Fed, type FloatArray, type NamedGraph, type Precision, type Program, zeros } from "../program.ts";

/** The decay rates of the averages of the gradient and of its square, and the constant that prevents a division by 0. */
const [KEPT, KEPT_OF_SQUARE, SMALL] = [0.9, 0.999, 1e-8];

/**
 * A step of Adam (Kingma and Ba, 2015, section 2, the faster form) as a graph: from the parameters `w`, the averages `m.w` and
 * `v.w`, the points of a batch and the numbers `rate` and `share` (1 / the number of points) to the loss and `next.w`, `next.m.w`
 * and `next.v.w`. One run is one step; only the batch has to be supplied from outside.
 */
export function adamGraph({ parameters, points, settings = [], loss }: LossGraph): NamedGraph {
  const [rate, share] = [input("rate", []), input("share", [])];
  const slopes = gradient(loss, parameters);
  const averages: Value[] = [];
  const outputs: Record<string, Value> = { loss };
  for (const [k, parameter] of parameters.entries()) {
    const { name, shape } = parameter;
    const [mean, square] = [input(`m.${name}`, shape), input(`v.${name}`, shape)];
    averages.push(mean, square);
    const slope = multiply(share, slopes[k]);
    const nextMean = average(mean, slope, KEPT);
    const nextSquare = average(square, multiply(slope, slope), KEPT_OF_SQUARE);
    const change = divide(nextMean, add(sqrt(nextSquare), constant(SMALL)));
    outputs[`next.${name}`] = subtract(parameter, multiply(rate, change));
    outputs[`next.m.${name}`] = nextMean;
    outputs[`next.v.${name}`] = nextSquare;
  }
  return { inputs: [...parameters, ...averages, ...points, ...settings, rate, share], outputs };
}

function average(before: Value, now: Value, kept: number): Value {
  return add(multiply(constant(kept), before), multiply(constant(1 - kept), now));
}

/** The state of Adam, in float64: averages of the gradient and of its square. */
export interface AdamState {
  /** The number of steps done. */
  readonly step: number;
  readonly parameters: Float64Array;
  readonly mean: Float64Array;
  readonly square: Float64Array;
}

/** Parameters and averages, as inputs and as outputs of the program. */
interface Side {
  readonly vectors: readonly FloatArray[];
  readonly inputs: Readonly<Record<string, Fed>>;
  readonly outputs: Readonly<Record<string, Fed>>;
}

/** Adam on a program of `adamGraph`. The parameters are in two arrays; each step reads one and writes the other. */
export class Adam {
  readonly #program: Program;
  readonly #loss: Fed;
  #from: Side;
  #to: Side;
  #step = 0;

  constructor(graph: LossGraph, program: Program, parameters: Float64Array) {
    this.#program = program;
    this.#loss = { data: zeros(1, program.precision), shape: [] };
    this.#from = side(graph.parameters, program.precision);
    this.#to = side(graph.parameters, program.precision);
    this.#from.vectors[0].set(parameters);
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
    const numbers = { rate: this.#number(rate), share: this.#number(1 / rows) };
    this.#program.run({ ...this.#from.inputs, ...batch, ...numbers }, { loss: this.#loss, ...this.#to.outputs });
    [this.#from, this.#to] = [this.#to, this.#from];
    return this.#loss.data[0] / rows;
  }

  /** The parameters in the program's precision: an array that the step after the next one changes. */
  get parameters(): FloatArray {
    return this.#from.vectors[0];
  }

  get state(): AdamState {
    const [parameters, mean, square] = this.#from.vectors.map((vector) => Float64Array.from(vector));
    return { step: this.#step, parameters, mean, square };
  }

  set state({ step, parameters, mean, square }: AdamState) {
    this.#step = step;
    for (const [k, numbers] of [parameters, mean, square].entries()) this.#from.vectors[k].set(numbers);
  }

  #number(value: number): Fed {
    const data = zeros(1, this.#program.precision);
    data[0] = value;
    return { data, shape: [] };
  }
}

function side(parameters: readonly Value[], precision: Precision): Side {
  const own = ["", "m.", "v."].map((prefix) => new ParameterArrays(parameters, precision, prefix));
  const next = ["next.", "next.m.", "next.v."].map(
    (prefix, k) => new ParameterArrays(parameters, precision, prefix, own[k].vector),
  );
  const together = (all: readonly ParameterArrays[]): Record<string, Fed> =>
    Object.assign({}, ...all.map(({ fed }) => fed));
  return { vectors: own.map(({ vector }) => vector), inputs: together(own), outputs: together(next) };
}
