import { multiply } from "./arithmetic.ts";
import { constant } from "./leaves.ts";
import { sumOfAll } from "./sums.ts";
import { type Operator, type Value, whole } from "./value.ts";

/** The sum of the squares of all numbers. */
export function sumOfSquares(x: Value): Value {
  return { shape: [], inputs: [x], operator: squares };
}

const squares: Operator = {
  type: "ReduceSumSquare",
  attributes: { keepdims: 0 },
  prepare: ([x]) => ({
    shape: [],
    into: (out) => {
      const { data } = x;
      let total = 0;
      for (let i = 0; i < data.length; i++) total += data[i] * data[i];
      out[0] = total;
    },
  }),
  pullback: ({ inputs: [x] }, cotangent) => [multiply(multiply(constant(2), cotangent), x)],
  pushforward: ({ inputs: [x] }, [tangent]) => {
    if (tangent?.shape.length !== x.shape.length) throw new Error("a sum of squares has one tangent at a time");
    return multiply(constant(2), sumOfAll(multiply(x, whole(tangent, x.shape))));
  },
};
