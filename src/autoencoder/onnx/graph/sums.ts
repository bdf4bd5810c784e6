import { type Numbers, type Operator, type Shape, sameShape, type Value, whole } from "./value.ts";

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
  return { shape: other.shape, inputs: [x, shape], operator: repetition };
}

function reshaping(list: readonly number[]): Operator {
  return {
    type: "Reshape",
    lists: [list],
    evaluate: ([{ data }]) => {
      const known = list.reduce((product, axis) => (axis < 0 ? product : product * axis), 1);
      return { shape: list.map((axis) => (axis < 0 ? data.length / known : axis)), data };
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
    evaluate: ([x]) => summed(x, axes, keep),
    pullback: ({ inputs: [x] }, cotangent) => {
      const kept = x.shape.map((axis, k) => (axes.includes(k - x.shape.length) ? 1 : axis));
      return [repeatLike(reshape(cotangent, kept), x)];
    },
    pushforward: ({ inputs: [x] }, [tangent]) => sum(whole(tangent, x.shape), axes, keep),
  };
}

const repetition: Operator = {
  type: "Expand",
  evaluate: ([x, { data }]) => {
    const shape = Array.from(data);
    const place = places(x.shape, shape);
    return { shape, data: Float64Array.from({ length: size(shape) }, (_, i) => x.data[place(i)]) };
  },
  pullback: ({ inputs: [x] }, cotangent) => [sumTo(cotangent, x.shape), null],
  pushforward: ({ inputs: [x, shape] }, [tangent]) => {
    if (tangent?.shape.length !== x.shape.length) throw new Error("repeating has one tangent at a time");
    return repeatLike(whole(tangent, x.shape), shape.inputs[0]);
  },
};

const shapeOperator: Operator = {
  type: "Shape",
  evaluate: ([{ shape }]) => ({ shape: [shape.length], data: Float64Array.from(shape) }),
  pullback: () => [null],
  pushforward: () => null,
};

function summed(x: Numbers, axes: readonly number[], keep: boolean): Numbers {
  const kept = x.shape.map((axis, k) => (axes.includes(k - x.shape.length) ? 1 : axis));
  const place = places(kept, x.shape);
  const data = new Float64Array(size(kept));
  for (let i = 0; i < x.data.length; i++) data[place(i)] += x.data[i];
  return { shape: keep ? kept : x.shape.filter((_, k) => !axes.includes(k - x.shape.length)), data };
}

/** The index, in an array of shape `from`, of the i-th number of an array of shape `to` to which it is repeated. */
export function places(from: readonly number[], to: readonly number[]): (i: number) => number {
  if (size(from) === size(to)) return (i) => i;
  if (size(from) === 1) return () => 0;
  const lead = to.length - from.length;
  const first = from.findIndex((axis) => axis !== 1);
  if (from.every((axis, k) => k < first || axis === to[k + lead])) {
    // The array is repeated as a whole.
    const length = size(from);
    return (i) => i % length;
  }
  return (i) => {
    let [place, step, rest] = [0, 1, i];
    for (let k = to.length - 1; k >= lead; k--) {
      if (from[k - lead] > 1) {
        place += (rest % to[k]) * step;
        step *= from[k - lead];
      }
      rest = Math.floor(rest / to[k]);
    }
    return place;
  };
}

/** The number of numbers in an array of this shape. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
