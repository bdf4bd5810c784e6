import { add, divide, multiply, subtract } from "../graph/arithmetic.ts";
import { sqrt } from "../graph/functions.ts";
import { constant } from "../graph/leaves.ts";
import { sum } from "../graph/sums.ts";
import type { Value } from "../graph/value.ts";

/** What keeps the slope of a root finite at 0. It is a number in float32, too, and is negligible. */
const SMALL = 1e-30;

/**
 * Rows v, each shortened to a largest length L where it is longer: L v / max(|v|, L), with the larger one of two numbers as half of the
 * sum of their sum and their distance.
 * @param v shape (n, d)
 * @param limit L, one number, or shape (n, 1)
 */
export function limitedLength(v: Value, limit: Value): Value {
  const length = sqrt(add(sum(multiply(v, v), [-1], true), constant(SMALL)));
  const beyond = subtract(length, limit);
  const distance = sqrt(add(multiply(beyond, beyond), constant(SMALL)));
  const larger = multiply(constant(1 / 2), add(add(length, limit), distance));
  return multiply(divide(limit, larger), v);
}
