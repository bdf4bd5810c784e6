import { runsOf, size } from "./broadcast.ts";
import { type Computation, type Numbers, type Operator, type Shape, sameShape, type Value, whole } from "./value.ts";

/** The same numbers in another shape; at most one of its axes may have a name. */
export function reshape(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const list = shape.map((axis) => (typeof axis === "number" ? axis : -1));
  return { shape, inputs: [x], operator: reshaping(list) };
}

/**
 * The sum over some axes, which are left out, or kept with length 1.
 * @param axes counted from the last one, which is -1, so that they remain valid with one more axis in front
 */
export function sum(x: Value, axes: readonly number[], keep = false): Value {
  if (axes.length === 0) return x;
  const kept = x.shape.map((axis, k) => (axes.includes(k - x.shape.length) ? 1 : axis));
  const shape = keep ? kept : x.shape.filter((_, k) => !axes.includes(k - x.shape.length));
  return { shape, inputs: [x], operator: summation(axes, keep) };
}

/** The sum of all numbers. */
export function sumOfAll(x: Value): Value {
  return sum(
    x,
    x.shape.map((_, k) => k - x.shape.length),
  );
}

/** The sum over the axes along which a value of this shape was repeated to the shape of x: the transpose of the repetition. */
export function sumTo(x: Value, shape: Shape): Value {
  const repeated = x.shape.flatMap((axis, k) => {
    const from = k - x.shape.length;
    const own = shape[from + shape.length];
    return own === undefined || (own === 1 && axis !== 1) ? [from] : [];
  });
  // Axes in front are left out, and axes of length 1 are kept; where both occur, a reshape follows.
  const keep = repeated.length > 0 && repeated.every((from) => from + shape.length >= 0);
  return reshape(sum(x, repeated, keep), shape);
}

/** x repeated to the shape that another value will have when the graph runs. */
export function repeatLike(x: Value, other: Value): Value {
  if (sameShape(x.shape, other.shape)) return x;
  const shape: Value = { shape: [other.shape.length], inputs: [other], operator: shapeOperator };
  return { shape: other.shape, inputs: [x, shape, other], operator: repetition };
}

function reshaping(list: readonly number[]): Operator {
  return {
    type: "Reshape",
    lists: [list],
    prepare: ([{ shape }]) => {
      const known = list.reduce((product, axis) => (axis < 0 ? product : product * axis), 1);
      return { shape: list.map((axis) => (axis < 0 ? size(shape) / known : axis)) };
    },
    pullback: ({ inputs: [x] }, cotangent) => [reshape(cotangent, x.shape)],
    pushforward: ({ shape, inputs: [x] }, [tangent]) => {
      const all = whole(tangent, x.shape);
      return reshape(all, [...all.shape.slice(0, all.shape.length - x.shape.length), ...shape]);
    },
  };
}

function summation(axes: readonly number[], keep: boolean): Operator {
  return {
    type: "ReduceSum",
    attributes: { keepdims: keep ? 1 : 0 },
    lists: [axes],
    prepare: ([x]) => summed(x, axes, keep),
    pullback: ({ inputs: [x] }, cotangent) => {
      const kept = x.shape.map((axis, k) => (axes.includes(k - x.shape.length) ? 1 : axis));
      return [repeatLike(reshape(cotangent, kept), x)];
    },
    pushforward: ({ inputs: [x] }, [tangent]) => sum(whole(tangent, x.shape), axes, keep),
  };
}

const repetition: Operator = {
  type: "Expand",
  // The third input is that whose shape the second one holds.
  arity: 2,
  prepare: ([x, , { shape }]) => repeated(x, shape),
  pullback: ({ inputs: [x] }, cotangent) => [sumTo(cotangent, x.shape), null, null],
  pushforward: ({ inputs: [x, , other] }, [tangent]) => {
    if (!tangent) return null;
    if (tangent.shape.length !== x.shape.length) throw new Error("repeating has one tangent at a time");
    return repeatLike(whole(tangent, x.shape), other);
  },
};

const shapeOperator: Operator = {
  type: "Shape",
  prepare: ([{ shape }]) => ({ shape: [shape.length], into: (out) => out.set(shape) }),
  pullback: () => [null],
  pushforward: () => null,
};

function repeated(x: Numbers, shape: readonly number[]): Computation {
  const { length, operands } = runsOf(shape, [x.shape]);
  const [{ starts, step }] = operands;
  return {
    shape,
    into: (out) => {
      const { data } = x;
      for (let [run, i] = [0, 0]; run < starts.length; run++) {
        for (let [j, at] = [0, starts[run]]; j < length; j++, i++, at += step) out[i] = data[at];
      }
    },
  };
}

function summed(x: Numbers, axes: readonly number[], keep: boolean): Computation {
  const kept = x.shape.map((axis, k) => (axes.includes(k - x.shape.length) ? 1 : axis));
  const { length, operands } = runsOf(x.shape, [kept]);
  const [{ starts, step }] = operands;
  return {
    shape: keep ? kept : x.shape.filter((_, k) => !axes.includes(k - x.shape.length)),
    into: (out) => {
      const { data } = x;
      out.fill(0);
      for (let [run, i] = [0, 0]; run < starts.length; run++) {
        for (let [j, at] = [0, starts[run]]; j < length; j++, i++, at += step) out[at] += data[i];
      }
    },
  };
}
