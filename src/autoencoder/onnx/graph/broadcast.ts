/** An operand of an elementwise operation while its numbers are visited run by run. */
export interface Repeated {
  /** The place of the first number of each run. */
  readonly starts: Int32Array;
  /** The distance from one number of a run to the next: 0 where one number is repeated along the whole run. */
  readonly step: number;
}

/** The numbers of an array in the order of its memory, cut into runs of equal length. */
export interface Runs {
  readonly length: number;
  readonly count: number;
  /** Operands that are repeated (broadcast) to the shape of the array: where each has the numbers of a run. */
  readonly operands: readonly Repeated[];
}

/**
 * The runs of an array of this shape, which are as long as possible. Operands of the array's own shape and single numbers have one
 * run; an operand that is repeated along the rows, or along the columns, has a run for each row.
 * @param operands the shapes of operands that are repeated to the shape
 */
export function runsOf(shape: readonly number[], operands: readonly (readonly number[])[]): Runs {
  const strides = operands.map((own) => stridesOf(own, shape));
  const axes = merged(shape, strides);
  const inner = axes.pop() ?? { length: 1, strides: operands.map(() => 0) };
  const count = axes.reduce((product, { length }) => product * length, 1);
  return {
    length: inner.length,
    count,
    operands: inner.strides.map((step, k) => ({ step, starts: startsOf(axes, k, count) })),
  };
}

/** An axis of the array, and the distance in each operand from one number along it to the next. */
interface MergedAxis {
  readonly length: number;
  readonly strides: readonly number[];
}

/** The axes, where neighbours along which every operand proceeds evenly are one axis, and axes of length 1 are left out. */
function merged(shape: readonly number[], strides: readonly (readonly number[])[]): MergedAxis[] {
  const axes: MergedAxis[] = [];
  for (const [k, length] of shape.entries()) {
    if (length === 1) continue;
    const own = strides.map((all) => all[k]);
    const before = axes[axes.length - 1];
    if (before?.strides.every((stride, j) => stride === own[j] * length)) {
      axes[axes.length - 1] = { length: before.length * length, strides: own };
    } else axes.push({ length, strides: own });
  }
  return axes;
}

/** For each axis of `shape`, the distance in an operand from one number along it to the next; 0 where the operand is repeated. */
function stridesOf(own: readonly number[], shape: readonly number[]): number[] {
  const strides = shape.map(() => 0);
  let stride = 1;
  for (let k = 1; k <= own.length; k++) {
    const axis = own[own.length - k];
    if (axis !== 1) strides[shape.length - k] = stride;
    stride *= axis;
  }
  return strides;
}

/** The places at which an operand is when the inner axis begins anew. */
function startsOf(axes: readonly MergedAxis[], operand: number, count: number): Int32Array {
  const starts = new Int32Array(count);
  let filled = 1;
  for (const { length, strides } of [...axes].reverse()) {
    for (let i = filled; i < filled * length; i++) {
      starts[i] = starts[i % filled] + Math.floor(i / filled) * strides[operand];
    }
    filled *= length;
  }
  return starts;
}

/** The number of numbers in an array of this shape. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
