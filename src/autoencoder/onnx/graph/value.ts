/** Length of an axis: a number, or a name for what is known when the graph runs, such as "n" for the points of a batch. */
export type Axis = number | string;

/** Lengths of the axes, outermost first; none for a single number. */
export type Shape = readonly Axis[];

/** Numbers while a graph runs in plain TypeScript: row-major, as `shape` says. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** What computes a value from others: how ONNX calls it, what it computes, and both of its derivatives. */
export interface Operator {
  /** Its name in ONNX, opset 18. */
  readonly type: string;
  readonly attributes?: Readonly<Record<string, number>>;
  /** Lists of whole numbers that ONNX wants as further inputs, such as the axes of a sum. */
  readonly lists?: readonly (readonly number[])[];
  /** How many of the inputs ONNX sees, where the others only serve the derivatives. */
  readonly arity?: number;
  /** The value, in float64: the definition that engines are held against. */
  evaluate(inputs: readonly Numbers[]): Numbers;
  /**
   * Reverse mode: what the inputs contribute to a gradient.
   * @param cotangent derivative of the end with respect to this value, of this value's shape
   * @returns derivative of the end with respect to each input, of the input's shape; null where there is none
   */
  pullback(value: Value, cotangent: Value): readonly (Value | null)[];
  /**
   * Forward mode: the change of the value along changes of its inputs. Those may have one axis more than the input, in front:
   * then there are several directions at once; and axes of length 1 where all along them change in the same way.
   * @param tangents one for each input; null where it does not change
   * @returns null where the value does not change
   */
  pushforward(value: Value, tangents: readonly (Value | null)[]): Value | null;
}

/** A number or an array of numbers that a graph computes: what it is computed from, and how. Values are never changed. */
export interface Value {
  readonly shape: Shape;
  readonly inputs: readonly Value[];
  readonly operator: Operator;
  /** The name, for an input of the graph. */
  readonly name?: string;
  /** The numbers, for a constant. */
  readonly numbers?: Numbers;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((axis, k) => axis === b[k]);
}

/**
 * A tangent, if it has all of a value's axes: what sums them up must not see those that are the same only once.
 * @throws Error for a tangent with an axis of length 1 in place of another
 */
export function whole(tangent: Value | null, shape: Shape): Value {
  if (!tangent) throw new Error("a value whose inputs don't change has no tangent");
  if (shape.every((axis, k) => tangent.shape[k + tangent.shape.length - shape.length] === axis)) return tangent;
  throw new Error(`[${tangent.shape}] is not the whole tangent of [${shape}]`);
}
