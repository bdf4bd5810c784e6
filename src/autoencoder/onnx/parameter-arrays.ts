import type { Value } from "./graph/value.ts";
import { type Fed, type FloatArray, type Precision, zeros } from "./program.ts";

/** A vector of parameters, or of what belongs to each of them, and its parts as a program takes and gives them. */
export class ParameterArrays {
  readonly vector: FloatArray;
  /** The parts by the names of the parameters: views of the vector, nothing is copied. */
  readonly fed: Readonly<Record<string, Fed>>;

  /**
   * @param parameters inputs of a graph, in the order of the vector
   * @param prefix goes before their names
   * @param vector which the parts are views of; a new one if not given
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

/** How many numbers some parameters have together. */
export function parameterNumbers(parameters: readonly Value[]): number {
  return parameters.reduce((sum, parameter) => sum + lengthOf(parameter), 0);
}

function lengthOf({ shape }: Value): number {
  return shape.reduce((product: number, axis) => product * Number(axis), 1);
}
