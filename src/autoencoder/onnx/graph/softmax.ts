import { multiply, subtract } from "./arithmetic.ts";
import { sum } from "./sums.ts";
import { type Numbers, type Operator, type Value, whole } from "./value.ts";

/** exp(x_k) / sum_j exp(x_j) over the last axis, (n, K) -> (n, K); ONNX subtracts the largest first, so that none overflows. */
export function softmax(x: Value): Value {
  return { shape: x.shape, inputs: [x], operator: softmaxOperator };
}

/** With y the value, dy = y (dx - sum_j y_j dx_j), in forward and reverse mode alike. */
const softmaxOperator: Operator = {
  type: "Softmax",
  attributes: { axis: -1 },
  prepare: ([x]) => ({ shape: x.shape, into: (out) => writeSoftmax(x, out) }),
  pullback: (value, cotangent) => [along(value, cotangent)],
  pushforward: (value, [tangent]) => {
    if (!tangent) throw new Error("a value whose inputs don't change has no tangent");
    return along(value, whole(tangent, value.shape));
  },
};

function along(value: Value, change: Value): Value {
  return multiply(value, subtract(change, sum(multiply(value, change), [-1], true)));
}

function writeSoftmax({ shape, data }: Numbers, out: Float64Array): void {
  const size = shape[shape.length - 1];
  for (let from = 0; from < data.length; from += size) {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = from; i < from + size; i++) most = Math.max(most, data[i]);
    let total = 0;
    for (let i = from; i < from + size; i++) {
      out[i] = Math.exp(data[i] - most);
      total += out[i];
    }
    for (let i = from; i < from + size; i++) out[i] /= total;
  }
}
