import { inOrder } from "./gradient.ts";
import type { Value } from "./value.ts";

/**
 * Replaces some of the values from which others are computed; a value that does not depend on them stays as it is.
 * @param others the replacement of each value
 */
export function substitute(ends: readonly Value[], others: ReadonlyMap<Value, Value>): Value[] {
  const made = new Map<Value, Value>(others);
  for (const value of inOrder(ends)) {
    if (made.has(value)) continue;
    const inputs = value.inputs.map((one) => made.get(one) ?? one);
    made.set(value, inputs.every((one, k) => one === value.inputs[k]) ? value : { ...value, inputs });
  }
  return ends.map((end) => made.get(end) ?? end);
}
