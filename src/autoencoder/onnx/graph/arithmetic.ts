import { runsOf } from "./broadcast.ts";
import { constant, isConstant } from "./leaves.ts";
import { reshape, sumTo } from "./sums.ts";
import type { Axis, Computation, Numbers, Operator, Shape, Value } from "./value.ts";

/** a + b, elementwise; the operand with fewer or shorter axes is repeated (broadcast), as in NumPy. */
export function add(a: Value, b: Value): Value {
  return binary(addition, a, b);
}

/** a - b. */
export function subtract(a: Value, b: Value): Value {
  return binary(subtraction, a, b);
}

/** a b, elementwise. */
export function multiply(a: Value, b: Value): Value {
  if (isConstant(a, 1)) return b;
  return isConstant(b, 1) ? a : binary(multiplication, a, b);
}

/** a / b, elementwise. */
export function divide(a: Value, b: Value): Value {
  return isConstant(b, 1) ? a : binary(division, a, b);
}

/** -a. */
export function negate(a: Value): Value {
  return multiply(constant(-1), a);
}

const addition = elementwise(
  "Add",
  ({ a, b, stepA, stepB, atA, atB, from, to }, out) => {
    for (let [i, j, k] = [from, atA, atB]; i < to; i++, j += stepA, k += stepB) out[i] = a[j] + b[k];
  },
  {
    pullback: (_value, cotangent) => [cotangent, cotangent],
    pushforward: (_value, [a, b]) => both(add, a, b) ?? never(),
  },
);

const subtraction = elementwise(
  "Sub",
  ({ a, b, stepA, stepB, atA, atB, from, to }, out) => {
    for (let [i, j, k] = [from, atA, atB]; i < to; i++, j += stepA, k += stepB) out[i] = a[j] - b[k];
  },
  {
    pullback: (_value, cotangent) => [cotangent, negate(cotangent)],
    pushforward: (_value, [a, b]) => both(add, a, b && negate(b)) ?? never(),
  },
);

const multiplication = elementwise(
  "Mul",
  ({ a, b, stepA, stepB, atA, atB, from, to }, out) => {
    for (let [i, j, k] = [from, atA, atB]; i < to; i++, j += stepA, k += stepB) out[i] = a[j] * b[k];
  },
  {
    pullback: ({ inputs: [a, b] }, cotangent) => [multiply(cotangent, b), multiply(cotangent, a)],
    pushforward: ({ inputs: [a, b] }, [alongA, alongB]) =>
      both(add, alongA && multiply(alongA, b), alongB && multiply(alongB, a)) ?? never(),
  },
);

/** d(a / b) = (da - (a / b) db) / b. */
const division = elementwise(
  "Div",
  ({ a, b, stepA, stepB, atA, atB, from, to }, out) => {
    for (let [i, j, k] = [from, atA, atB]; i < to; i++, j += stepA, k += stepB) out[i] = a[j] / b[k];
  },
  {
    pullback: (value, cotangent) => {
      const quotient = divide(cotangent, value.inputs[1]);
      return [quotient, negate(multiply(quotient, value))];
    },
    pushforward: (value, [a, b]) => divide(both(subtract, a, b && multiply(value, b)) ?? never(), value.inputs[1]),
  },
);

/** The combination of two tangents of which one may be missing, which is zero. */
function both(combine: (a: Value, b: Value) => Value, a: Value | null, b: Value | null): Value | null {
  if (a && b) return combine(a, b);
  return a ?? (b && combine === subtract ? negate(b) : b);
}

function never(): never {
  throw new Error("a value whose inputs don't change has no tangent");
}

function binary(operator: Operator, a: Value, b: Value): Value {
  return { shape: commonShape(a.shape, b.shape), inputs: [a, b], operator };
}

/** An operator on pairs of numbers; its cotangents are summed along repeated axes. */
function elementwise(
  type: string,
  fill: (pairs: Pairs, out: Float64Array) => void,
  { pullback, pushforward }: Pick<Operator, "pullback" | "pushforward">,
): Operator {
  return {
    type,
    prepare: ([a, b]) => pairwise(a, b, fill),
    pullback: (value, cotangent) =>
      pullback(value, cotangent).map((one, k) => one && sumTo(one, value.inputs[k].shape)),
    pushforward: (value, tangents) =>
      pushforward(
        value,
        tangents.map((tangent, k) => tangent && aligned(tangent, value.inputs[k].shape.length, value.shape.length)),
      ),
  };
}

/** A tangent of several directions, with axes of length 1 inserted, so that the directions stay in front where its value is repeated. */
export function aligned(tangent: Value, ownLength: number, length: number): Value {
  if (tangent.shape.length === ownLength || ownLength === length) return tangent;
  const [directions, ...own] = tangent.shape;
  return reshape(tangent, [directions, ...Array.from({ length: length - ownLength }, () => 1), ...own]);
}

/** The shape of the result of two broadcast values. */
export function commonShape(a: Shape, b: Shape): Shape {
  const length = Math.max(a.length, b.length);
  const at = (shape: Shape, k: number): Axis => shape[k - length + shape.length] ?? 1;
  return Array.from({ length }, (_, k) => {
    const [one, other] = [at(a, k), at(b, k)];
    if (one === other || other === 1) return one;
    if (one === 1) return other;
    throw new Error(`shapes [${a}] and [${b}] don't fit together`);
  });
}

/** A run of pairs of numbers, see `runsOf`. */
interface Pairs {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly stepA: number;
  readonly stepB: number;
  /** The places of the first pair. */
  readonly atA: number;
  readonly atB: number;
  /** The places of the results. */
  readonly from: number;
  readonly to: number;
}

function pairwise(a: Numbers, b: Numbers, fill: (pairs: Pairs, out: Float64Array) => void): Computation {
  const shape = commonShape(a.shape, b.shape) as readonly number[];
  const { length, count, operands } = runsOf(shape, [a.shape, b.shape]);
  const [{ starts: startsA, step: stepA }, { starts: startsB, step: stepB }] = operands;
  return {
    shape,
    into: (out) => {
      const pairs = { a: a.data, b: b.data, stepA, stepB, atA: 0, atB: 0, from: 0, to: length };
      for (let run = 0; run < count; run++) {
        pairs.atA = startsA[run];
        pairs.atB = startsB[run];
        pairs.from = run * length;
        pairs.to = pairs.from + length;
        fill(pairs, out);
      }
    },
  };
}
