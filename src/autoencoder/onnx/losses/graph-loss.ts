import type { Objective } from "../../../numerics/optimise/objective.ts";
import { gradient } from "../graph/gradient.ts";
import type { Value } from "../graph/value.ts";
import {
  type Fed,
  type FloatArray,
  inPrecision,
  type NamedGraph,
  type Precision,
  type Program,
  zeros,
} from "../program.ts";

/** A loss as a graph: a sum over the points of a batch. */
export interface LossGraph {
  /** The parameters as inputs, in the order of their vector. */
  readonly parameters: readonly Value[];
  /** Inputs that have numbers for each point: the axis "n" is the first one, or the second. */
  readonly points: readonly Value[];
  /** Single numbers. Default none. */
  readonly settings?: readonly Value[];
  readonly loss: Value;
  /** Numbers for each point in the largest array that is computed. */
  readonly width: number;
}

/** Numbers in an array, roughly: larger ones leave the cache, smaller ones are not worth a call. */
const NUMBERS_AT_A_TIME = 2 ** 19;
const MOST_ROWS = 2 ** 14;

/** How many points are a batch where each has so many numbers in the largest array: memory does not grow with N. */
export function batchRows(width: number): number {
  return Math.min(MOST_ROWS, Math.max(1, Math.floor(NUMBERS_AT_A_TIME / width)));
}

/** The parameters, or the gradient, as a vector in a program's precision, and as the arrays that go in and come out. */
export class ParameterArrays {
  readonly vector: FloatArray;
  readonly fed: Readonly<Record<string, Fed>>;

  /** @param prefix goes before the names of the parameters */
  constructor(parameters: readonly Value[], precision: Precision, prefix = "") {
    const lengths = parameters.map(({ shape }) => shape.reduce((product: number, axis) => product * Number(axis), 1));
    this.vector = zeros(
      lengths.reduce((sum, length) => sum + length, 0),
      precision,
    );
    let start = 0;
    this.fed = Object.fromEntries(
      parameters.map(({ name, shape }, k) => {
        start += lengths[k];
        return [
          `${prefix}${name}`,
          { data: this.vector.subarray(start - lengths[k], start), shape: shape.map(Number) },
        ];
      }),
    );
  }
}

/** What is computed of a loss: it, and its derivatives, whose names have "d" before those of the parameters. */
export function lossWithGradient({ parameters, points, settings = [], loss }: LossGraph): NamedGraph {
  const slopes = gradient(loss, parameters);
  const outputs = Object.fromEntries(parameters.map(({ name }, k) => [`d${name}`, slopes[k]]));
  return { inputs: [...parameters, ...points, ...settings], outputs: { loss, ...outputs } };
}

/**
 * The mean over N points of a loss that a program computes, and its gradient: a batch of points at a time, so memory does not
 * grow with N. The sums over the batches are in float64 whatever the program's precision is.
 */
export class GraphLoss implements Objective {
  readonly size: number;
  readonly #program: Program;
  readonly #parameters: ParameterArrays;
  readonly #gradient: ParameterArrays;
  readonly #value: Fed;
  readonly #width: number;
  #batches: readonly Readonly<Record<string, Fed>>[] = [];
  #count = 0;

  /** @param program of the graph that `lossWithGradient` makes */
  constructor(graph: LossGraph, program: Program) {
    this.#program = program;
    this.#width = graph.width;
    this.#parameters = new ParameterArrays(graph.parameters, program.precision);
    this.#gradient = new ParameterArrays(graph.parameters, program.precision, "d");
    this.#value = { data: zeros(1, program.precision), shape: [] };
    this.size = this.#parameters.vector.length;
  }

  /**
   * What is computed with from now on.
   * @param points by the names of the inputs, each of shape (N, columns)
   * @param count N
   * @param settings the single numbers
   */
  setBatches(
    points: Readonly<Record<string, Float64Array>>,
    count: number,
    settings: Readonly<Record<string, number>> = {},
  ): void {
    this.#count = count;
    this.#batches = cutIntoBatches({ ...points }, count, this.#width, this.#program.precision, settings);
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    const inputs = this.#parameters;
    const slopes = this.#gradient;
    inputs.vector.set(x);
    gradient.fill(0);
    let loss = 0;
    for (const batch of this.#batches) {
      this.#program.run({ ...inputs.fed, ...batch }, { loss: this.#value, ...slopes.fed });
      loss += this.#value.data[0];
      for (let j = 0; j < gradient.length; j++) gradient[j] += slopes.vector[j];
    }
    for (let j = 0; j < gradient.length; j++) gradient[j] /= this.#count;
    return loss / this.#count;
  }

  close(): void {
    this.#program.close();
  }
}

/** Arrays and single numbers as a program takes them, a batch of points after another. */
function cutIntoBatches(
  arrays: Readonly<Record<string, Float64Array>>,
  count: number,
  width: number,
  precision: Precision,
  settings: Readonly<Record<string, number>>,
): Readonly<Record<string, Fed>>[] {
  const all = Object.entries(arrays).map(([name, data]) => [name, inPrecision(data, precision)] as const);
  const numbers = Object.entries(settings).map(([name, value]) => [
    name,
    { data: inPrecision(Float64Array.of(value), precision), shape: [] },
  ]);
  const rows = batchRows(width);
  return Array.from({ length: Math.ceil(count / rows) }, (_, k) => {
    const [from, to] = [k * rows, Math.min(count, (k + 1) * rows)];
    const own = all.map(([name, data]) => {
      const columns = data.length / count;
      return [name, { data: data.subarray(from * columns, to * columns), shape: [to - from, columns] }];
    });
    return Object.fromEntries([...own, ...numbers]) as Record<string, Fed>;
  });
}
