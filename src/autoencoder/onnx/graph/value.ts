/** The length of an axis: a number, or a name for a length that is known when the graph runs, such as "n" for the points of a batch. */
export type Axis = number | string;

/** Lengths of the axes, outermost first; none for a single number. */
export type Shape = readonly Axis[];

/** Numbers while a graph runs in plain TypeScript: row-major, as `shape` says. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** A computation for inputs of certain shapes, which can be repeated with other numbers in the inputs. */
export interface Computation {
  /** The shape of the value. */
  readonly shape: readonly number[];
  /**
   * Writes the value into an array, which is not one of the inputs and has arbitrary content. Missing where the value consists of the
   * numbers of the first input.
   */
  into?(out: Float64Array): void;
}

/** An operator that computes a value from others: its name in ONNX, its definition, and both of its derivatives. */
export interface Operator {
  /** Its name in ONNX, opset 18. */
  readonly type: string;
  readonly attributes?: Readonly<Record<string, number>>;
  /** Lists of whole numbers that ONNX wants as further inputs, such as the axes of a sum. */
  readonly lists?: readonly (readonly number[])[];
  /** The number of inputs that ONNX sees; the other inputs serve the derivatives only. */
  readonly arity?: number;
  /**
   * The value in float64: the reference with which engines are compared.
   * @param inputs their shapes stay as they are; their arrays are read when the computation runs
   */
  prepare(inputs: readonly Numbers[]): Computation;
  /**
   * Reverse mode: the contributions of the inputs to a gradient.
   * @param cotangent derivative of the end with respect to this value, of this value's shape
   * @returns derivative of the end with respect to each input, of the input's shape; null where there is none
   */
  pullback(value: Value, cotangent: Value): readonly (Value | null)[];
  /**
   * Forward mode: the change of the value along changes of its inputs. A change may have one more axis than its input, in front,
   * for several directions at once. It may have axes of length 1, where it is the same along the whole axis.
   * @param tangents one for each input; null where it does not change
   * @returns null where the value does not change
   */
  pushforward(value: Value, tangents: readonly (Value | null)[]): Value | null;
}

/** A number or an array of numbers that a graph computes, with its operator and inputs. Values are immutable. */
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
 * A tangent, checked to have all of a value's axes: a sum must not count a shared entry only once.
 * @throws Error for a tangent with an axis of length 1 in place of a longer one
 */
export function whole(tangent: Value | null, shape: Shape): Value {
  if (!tangent) throw new Error("a value whose inputs don't change has no tangent");
  if (shape.every((axis, k) => tangent.shape[k + tangent.shape.length - shape.length] === axis)) return tangent;
  throw new Error(`[${tangent.shape}] is not the whole tangent of [${shape}]`);
}
