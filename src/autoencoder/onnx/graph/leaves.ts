import type { Numbers, Operator, Shape, Value } from "./value.ts";

const leaf = (type: string): Operator => ({
  type,
  prepare: () => {
    throw new Error(`a value of type ${type} is not computed`);
  },
  pullback: () => [],
  pushforward: () => {
    throw new Error(`a value of type ${type} has no tangent of its own`);
  },
});
const inputOperator = leaf("input");
const constantOperator = leaf("constant");

/** An input of the graph, supplied when the graph runs: points, parameters. */
export function input(name: string, shape: Shape): Value {
  return { shape, inputs: [], operator: inputOperator, name };
}

/**
 * A number that is part of the graph, or an array of them.
 * @param data one number, or as many as `shape` says, row-major
 */
export function constant(data: number | Float64Array, shape: readonly number[] = []): Value {
  const numbers: Numbers = { shape, data: typeof data === "number" ? Float64Array.of(data) : data };
  return { shape, inputs: [], operator: constantOperator, numbers };
}

/** Whether a value is a constant that is this one number. */
export function isConstant(value: Value, number: number): boolean {
  return value.shape.length === 0 && value.numbers?.data[0] === number;
}
