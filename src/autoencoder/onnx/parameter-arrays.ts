import type { Value } from "./graph/value.ts";
import { type Fed, type FloatArray, type Precision, zeros } from "./program.ts";

/** A vector of parameters, or of numbers that belong to them, and its parts in the form in which a program takes and returns them. */
export class ParameterArrays {
  readonly vector: FloatArray;
  /** The parts by the names of the parameters. They are views of the vector, so nothing is copied. */
  readonly fed: Readonly<Record<string, Fed>>;

  /**
   * @param parameters inputs of a graph, in the order of the vector
   * @param prefix comes before their names
   * @param vector the vector of which the parts are views; by default a new one
   */
  constructor(parameters: readonly Value[], precision: Precision, prefix = "", vector?: FloatArray) {
    const lengths = parameters.map(lengthOf);
    const own = vector ?? zeros(parameterNumbers(parameters), precision);
    let start = 0;
    this.vector = own;
    this.fed = Object.fromEntries(
      parameters.map(({ name, shape }, k) => {
        start += lengths[k];
        return [`${prefix}${name}`, { data: own.subarray(start - lengths[k], start), shape: shape.map(Number) }];
      }),
    );
  }
}

/** The total number of numbers in some parameters. */
export function parameterNumbers(parameters: readonly Value[]): number {
  return parameters.reduce((sum, parameter) => sum + lengthOf(parameter), 0);
}

function lengthOf({ shape }: Value): number {
  return shape.reduce((product: number, axis) => product * Number(axis), 1);
}
