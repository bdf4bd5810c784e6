import { inOrder } from "./gradient.ts";
import type { Value } from "./value.ts";

/**
 * Values with others in the place of some that they are computed from; what depends on none of those stays as it is.
 * @param others what takes the place of what
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
