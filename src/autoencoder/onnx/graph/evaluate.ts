import { inOrder } from "./gradient.ts";
import type { Numbers, Value } from "./value.ts";

/**
 * Evaluates values in plain TypeScript and float64: slow, and the reference with which engines are compared.
 * @param inputs by name
 * @returns the numbers of each value
 */
export function evaluate(ends: readonly Value[], inputs: Readonly<Record<string, Numbers>>): Numbers[] {
  const numbers = new Map<Value, Numbers>();
  for (const value of inOrder(ends)) numbers.set(value, numbersOf(value, inputs, numbers));
  return ends.map((end) => numbers.get(end) as Numbers);
}

function numbersOf(
  value: Value,
  inputs: Readonly<Record<string, Numbers>>,
  known: ReadonlyMap<Value, Numbers>,
): Numbers {
  if (value.numbers) return value.numbers;
  if (value.name === undefined) return value.operator.evaluate(value.inputs.map((one) => known.get(one) as Numbers));
  const given = inputs[value.name];
  if (!given) throw new Error(`the input ${value.name} is missing`);
  return given;
}
