import { add, divide, multiply, negate, subtract } from "./arithmetic.ts";
import { constant } from "./leaves.ts";
import type { Operator, Value } from "./value.ts";

const one = constant(1);

/** tanh, elementwise, whose slope is 1 - tanh^2. */
export const tanh: (x: Value) => Value = elementwise(
  "Tanh",
  (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[i]);
  },
  (_x, y) => subtract(one, multiply(y, y)),
);

/** 1 / (1 + exp(-x)), elementwise, whose slope is y (1 - y). */
export const sigmoid: (x: Value) => Value = elementwise(
  "Sigmoid",
  (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = logistic(x[i]);
  },
  (_x, y) => multiply(y, subtract(one, y)),
);

/** log(1 + exp(x)), elementwise, whose slope is the sigmoid. */
export const softplus: (x: Value) => Value = elementwise(
  "Softplus",
  (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = logOnePlusExp(x[i]);
  },
  (x) => sigmoid(x),
);

/** exp, elementwise. */
export const exp: (x: Value) => Value = elementwise(
  "Exp",
  (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i]);
  },
  (_x, y) => y,
);

/** The natural logarithm, elementwise. */
export const log: (x: Value) => Value = elementwise(
  "Log",
  (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.log(x[i]);
  },
  (x) => divide(one, x),
);

/** The square root, elementwise. */
export const sqrt: (x: Value) => Value = elementwise(
  "Sqrt",
  (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(x[i]);
  },
  (_x, y) => divide(constant(1 / 2), y),
);

/**
 * SiLU, x / (1 + exp(-x)), elementwise, whose slope is s + y (1 - s) with s the sigmoid. It is not written as x times the sigmoid,
 * because ONNX Runtime 1.30 fuses this product into one operator that it does not have in float64.
 */
export function silu(x: Value): Value {
  const y = divide(x, add(one, exp(negate(x))));
  return withSlope(x, y, () => {
    const s = sigmoid(x);
    return add(s, subtract(y, multiply(y, s)));
  });
}

/**
 * y, an elementwise function of x computed by other operators, with its slope: its derivative then takes fewer steps than through those.
 */
function withSlope(x: Value, y: Value, slope: () => Value): Value {
  const operator: Operator = {
    type: "Identity",
    arity: 1,
    prepare: ([{ shape }]) => ({ shape }),
    pullback: (_value, cotangent) => [null, multiply(cotangent, slope())],
    pushforward: (_value, tangents) => multiply(slope(), tangentOf(tangents[1])),
  };
  return { shape: x.shape, inputs: [y, x], operator };
}

/** @param fill writes the function of each number into an array. Each function has a loop of its own, so that no number costs a call. */
function elementwise(
  type: string,
  fill: (x: Float64Array, out: Float64Array) => void,
  slope: (x: Value, y: Value) => Value,
): (x: Value) => Value {
  const operator: Operator = {
    type,
    prepare: ([x]) => ({ shape: x.shape, into: (out) => fill(x.data, out) }),
    pullback: (value, cotangent) => [multiply(cotangent, slope(value.inputs[0], value))],
    pushforward: (value, [tangent]) => multiply(slope(value.inputs[0], value), tangentOf(tangent)),
  };
  return (x) => ({ shape: x.shape, inputs: [x], operator });
}

function tangentOf(tangent: Value | null): Value {
  if (!tangent) throw new Error("a value whose inputs don't change has no tangent");
  return tangent;
}

function logistic(x: number): number {
  const decay = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
}

function logOnePlusExp(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
