import type { Objective } from "../../../numerics/optimise/objective.ts";
import { gradient } from "../graph/gradient.ts";
import type { Value } from "../graph/value.ts";
import { ParameterArrays, parameterNumbers } from "../parameter-arrays.ts";
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
  /** Inputs with numbers for each point; "n" is their first or second axis. */
  readonly points: readonly Value[];
  /** Inputs that are single numbers. Default none. */
  readonly settings?: readonly Value[];
  readonly loss: Value;
  /** The numbers for each point in the largest computed array. */
  readonly width: number;
}

/** The approximate bytes of an array: larger ones do not fit into the cache, smaller ones do not repay a call. */
const BYTES_AT_A_TIME = 2 ** 21;
const MOST_ROWS = 2 ** 14;

/** The number of points in a batch, if each has this many numbers in the largest array. Memory thus does not grow with N. */
export function batchRows(width: number, precision: Precision): number {
  const bytes = width * (precision === "float32" ? 4 : 8);
  return Math.min(MOST_ROWS, Math.max(1, Math.floor(BYTES_AT_A_TIME / bytes)));
}

/** The outputs of a loss: the loss, and its derivatives, whose names are those of the parameters after a "d". */
export function lossWithGradient({ parameters, points, settings = [], loss }: LossGraph): NamedGraph {
  const slopes = gradient(loss, parameters);
  const outputs = Object.fromEntries(parameters.map(({ name }, k) => [`d${name}`, slopes[k]]));
  return { inputs: [...parameters, ...points, ...settings], outputs: { loss, ...outputs } };
}

/** The loss alone, see `lossWithGradient`. */
export function lossAlone({ parameters, points, settings = [], loss }: LossGraph): NamedGraph {
  return { inputs: [...parameters, ...points, ...settings], outputs: { loss } };
}

/** Numbers for each point: an array of shape (N, columns), or several of them, one after the other, shape (k, N, columns). */
export type PointNumbers = Float64Array | { readonly directions: number; readonly data: Float64Array };

/**
 * The mean over N points of a loss that a program computes. It takes one batch of points at a time, so that memory does not grow
 * with N. The sums over the batches are in float64, whatever the program's precision.
 */
export class GraphValue {
  protected readonly program: Program;
  protected readonly parameters: readonly Value[];
  readonly #sum: Fed;
  /** The parameters in the program's precision, where that is not the caller's. */
  readonly #narrow: ParameterArrays | null;
  readonly #width: number;
  #batches: readonly Readonly<Record<string, Fed>>[] = [];
  #count = 0;

  /** @param program of the graph that `lossAlone` makes */
  constructor(graph: LossGraph, program: Program) {
    this.program = program;
    this.#width = graph.width;
    this.parameters = graph.parameters;
    this.#sum = { data: zeros(1, program.precision), shape: [] };
    this.#narrow = program.precision === "float64" ? null : new ParameterArrays(graph.parameters, program.precision);
  }

  /** Number of parameters. */
  get size(): number {
    return parameterNumbers(this.parameters);
  }

  /**
   * Sets the points and numbers of later evaluations.
   * @param points by the names of the inputs
   * @param count N
   * @param settings the single numbers
   */
  setBatches(
    points: Readonly<Record<string, PointNumbers>>,
    count: number,
    settings: Readonly<Record<string, number>> = {},
  ): void {
    this.#count = count;
    this.#batches = cutIntoBatches(points, count, this.#width, this.program.precision, settings);
  }

  /** The loss at parameters x, shape (size). */
  value(x: Float64Array): number {
    return this.overBatches(x, () => ({}));
  }

  close(): void {
    this.program.close();
  }

  /**
   * The mean of the loss.
   * @param outputs the arrays for the other results of a batch, the first of which is 0
   * @param take called after each batch, when the results are in these arrays
   */
  protected overBatches(
    x: Float64Array,
    outputs: (batch: number) => Readonly<Record<string, Fed>>,
    take?: (batch: number) => void,
  ): number {
    this.#narrow?.vector.set(x);
    // Float64 needs no conversion: for wide points, the parameters are as many numbers as the points.
    const { fed } = this.#narrow ?? new ParameterArrays(this.parameters, "float64", "", x);
    let loss = 0;
    for (const [k, batch] of this.#batches.entries()) {
      this.program.run({ ...fed, ...batch }, { loss: this.#sum, ...outputs(k) });
      loss += this.#sum.data[0];
      take?.(k);
    }
    return loss / this.#count;
  }

  /** The number of batches. */
  protected get batches(): number {
    return this.#batches.length;
  }

  /** Number of points N. */
  protected get count(): number {
    return this.#count;
  }
}

/** The same with its gradient, by a program of the graph that `lossWithGradient` makes. */
export class GraphLoss extends GraphValue implements Objective {
  /** The gradient of a batch, where it cannot be computed in its final place. */
  #slopes: ParameterArrays | undefined;

  evaluate(x: Float64Array, gradient: Float64Array): number {
    const { precision } = this.program;
    const last = this.batches - 1;
    const place = precision === "float64" ? new ParameterArrays(this.parameters, precision, "d", gradient) : null;
    if (!place || last > 0) this.#slopes ??= new ParameterArrays(this.parameters, precision, "d");
    const slopesOf = (batch: number): ParameterArrays | undefined => (batch === 0 && place ? place : this.#slopes);
    return this.overBatches(
      x,
      (batch) => slopesOf(batch)?.fed ?? {},
      (batch) => {
        const slopes = slopesOf(batch)?.vector ?? gradient;
        if (batch === last) addLast(gradient, slopes, batch === 0, this.count);
        else if (batch > 0) addTo(gradient, slopes);
        else if (slopes !== gradient) gradient.set(slopes);
      },
    );
  }
}

function addTo(sums: Float64Array, terms: FloatArray): void {
  for (let j = 0; j < sums.length; j++) sums[j] += terms[j];
}

/** Adds the last terms and divides by the number of points in one pass: a pass over a million numbers takes a millisecond. */
function addLast(sums: Float64Array, terms: FloatArray, only: boolean, count: number): void {
  if (only) for (let j = 0; j < sums.length; j++) sums[j] = terms[j] / count;
  else for (let j = 0; j < sums.length; j++) sums[j] = (sums[j] + terms[j]) / count;
}

/** All of some points, as one batch in the form that a program takes. */
export function inOneBatch(
  points: Readonly<Record<string, PointNumbers>>,
  count: number,
  precision: Precision,
): Record<string, Fed> {
  return Object.fromEntries(
    Object.entries(points).map(([name, numbers]) => [name, rowsOf(numbers, count, precision)(0, count)]),
  );
}

/** Arrays and single numbers in the form that a program takes, one batch of points after another. */
function cutIntoBatches(
  points: Readonly<Record<string, PointNumbers>>,
  count: number,
  width: number,
  precision: Precision,
  settings: Readonly<Record<string, number>>,
): Readonly<Record<string, Fed>>[] {
  const all = Object.entries(points).map(([name, numbers]) => [name, rowsOf(numbers, count, precision)] as const);
  const numbers = Object.entries(settings).map(([name, value]) => [
    name,
    { data: inPrecision(Float64Array.of(value), precision), shape: [] },
  ]);
  // The batches are of equal size, as nearly as possible.
  const rows = Math.ceil(count / Math.ceil(count / batchRows(width, precision)));
  return Array.from({ length: Math.ceil(count / rows) }, (_, k) => {
    const [from, to] = [k * rows, Math.min(count, (k + 1) * rows)];
    return Object.fromEntries([...all.map(([name, rowsBetween]) => [name, rowsBetween(from, to)]), ...numbers]);
  });
}

/** The numbers of the points from one to another. */
function rowsOf(numbers: PointNumbers, count: number, precision: Precision): (from: number, to: number) => Fed {
  if (numbers instanceof Float64Array) {
    const data = inPrecision(numbers, precision);
    const columns = data.length / count;
    return (from, to) => ({ data: data.subarray(from * columns, to * columns), shape: [to - from, columns] });
  }
  const { directions } = numbers;
  const data = inPrecision(numbers.data, precision);
  const columns = data.length / count / directions;
  return (from, to) => {
    const own = zeros(directions * (to - from) * columns, precision);
    for (let k = 0; k < directions; k++) {
      own.set(data.subarray((k * count + from) * columns, (k * count + to) * columns), k * (to - from) * columns);
    }
    return { data: own, shape: [directions, to - from, columns] };
  };
}
