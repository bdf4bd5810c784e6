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
    const lengths = parameters.map(({ shape }) => shape.reduce((product: number, axis) => product * Number(axis), 1));
    const size = lengths.reduce((sum, length) => sum + length, 0);
    const own = vector ?? zeros(size, precision);
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
