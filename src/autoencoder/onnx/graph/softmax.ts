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
  evaluate: ([x]) => softmaxOf(x),
  pullback: (value, cotangent) => [along(value, cotangent)],
  pushforward: (value, [tangent]) => {
    if (!tangent) throw new Error("a value whose inputs don't change has no tangent");
    return along(value, whole(tangent, value.shape));
  },
};

function along(value: Value, change: Value): Value {
  return multiply(value, subtract(change, sum(multiply(value, change), [-1], true)));
}

function softmaxOf({ shape, data }: Numbers): Numbers {
  const size = shape[shape.length - 1];
  const values = new Float64Array(data.length);
  for (let from = 0; from < data.length; from += size) {
    const row = data.subarray(from, from + size);
    const most = row.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
    const exponentials = row.map((value) => Math.exp(value - most));
    const total = exponentials.reduce((all, value) => all + value, 0);
    values.set(
      exponentials.map((value) => value / total),
      from,
    );
  }
  return { shape, data: values };
}
