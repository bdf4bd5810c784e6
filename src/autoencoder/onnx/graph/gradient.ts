import { add } from "./arithmetic.ts";
import { constant } from "./leaves.ts";
import { repeatLike } from "./sums.ts";
import { sameShape, type Value, whole } from "./value.ts";

/**
 * Reverse mode: the derivatives of a number with respect to values from which it is computed. They are values of the same graph, so
 * that they can be differentiated again.
 * @param end a single number
 * @param of the values with respect to which it is differentiated
 * @returns for each of these values, a value of the same shape
 */
export function gradient(end: Value, of: readonly Value[]): readonly Value[] {
  if (end.shape.length > 0) throw new Error(`only a single number has a gradient, not the shape [${end.shape}]`);
  const wanted = new Set(of);
  const depends = dependence(end, wanted);
  const cotangents = new Map<Value, Value>([[end, constant(1)]]);
  for (const value of inOrder([end]).reverse()) {
    const cotangent = cotangents.get(value);
    if (!cotangent || wanted.has(value)) continue;
    const shares = value.operator.pullback(value, cotangent);
    for (const [k, input] of value.inputs.entries()) {
      const share = shares[k];
      if (!share || !depends.has(input)) continue;
      if (!sameShape(share.shape, input.shape)) {
        throw new Error(`${value.operator.type}: [${share.shape}] is no cotangent of [${input.shape}]`);
      }
      const sum = cotangents.get(input);
      cotangents.set(input, sum ? add(sum, share) : share);
    }
  }
  return of.map((value) => {
    const cotangent = cotangents.get(value);
    if (!cotangent) throw new Error(`the end does not depend on the value ${value.name ?? value.operator.type}`);
    return cotangent;
  });
}

/**
 * Forward mode: the change of a value along changes of others, J v.
 * @param along for each value that changes, its change: of the same shape, or with one more axis in front for several directions
 *   at once. An axis may have the length 1 where the change is the same along it
 * @returns of the value's shape, with the same axis in front
 */
export function pushforward(end: Value, along: ReadonlyMap<Value, Value>): Value {
  const tangents = new Map<Value, Value | null>(along);
  for (const value of inOrder([end])) {
    if (tangents.has(value)) continue;
    const own = value.inputs.map((input) => tangents.get(input) ?? null);
    const tangent = own.some((one) => one !== null) ? value.operator.pushforward(value, own) : null;
    tangents.set(value, tangent && tangentOf(value, tangent));
  }
  const tangent = tangents.get(end);
  if (!tangent) throw new Error("the value does not depend on what changes");
  return whole(tangent, end.shape);
}

/** The tangent, repeated to its value's shape where the value itself is repeated. */
function tangentOf(value: Value, tangent: Value): Value {
  if (tangent.shape.length <= value.shape.length) return repeatLike(tangent, value);
  const fits = value.shape.every((axis, k) => tangent.shape[k + 1] === axis || tangent.shape[k + 1] === 1);
  if (fits && tangent.shape.length === value.shape.length + 1) return tangent;
  throw new Error(`${value.operator.type}: [${tangent.shape}] is no tangent of [${value.shape}]`);
}

/** All values from which some values are computed, and those values themselves, each once and after its inputs. */
export function inOrder(ends: readonly Value[]): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const pending = [...ends].reverse();
  while (pending.length > 0) {
    const value = pending[pending.length - 1];
    const missing = seen.has(value) ? [] : value.inputs.filter((one) => !seen.has(one));
    if (missing.length > 0) {
      pending.push(...missing.reverse());
      continue;
    }
    pending.pop();
    if (!seen.has(value)) order.push(value);
    seen.add(value);
  }
  return order;
}

/** All values that are computed from one of some values, and those values themselves. */
function dependence(end: Value, from: ReadonlySet<Value>): Set<Value> {
  const depends = new Set<Value>();
  for (const value of inOrder([end])) {
    if (from.has(value) || value.inputs.some((one) => depends.has(one))) depends.add(value);
  }
  return depends;
}
