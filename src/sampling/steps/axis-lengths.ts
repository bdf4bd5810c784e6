import { checkLength, checkPositive } from "../../numerics/check.ts";

/** A length, or a power of a length: the same along all axes, or one for each axis, shape (d). */
export type AxisLengths = number | Float64Array;

/**
 * One for each axis, shape (d).
 * @throws InputError for an argument that is not a positive number, or d of them
 */
export function alongAxes(argument: string, lengths: AxisLengths, dim: number): Float64Array {
  if (!ArrayBuffer.isView(lengths)) {
    checkPositive(argument, lengths);
    return new Float64Array(dim).fill(lengths);
  }
  checkLength(argument, lengths, dim);
  lengths.forEach((length, a) => {
    checkPositive(`${argument}[${a}]`, length);
  });
  return lengths;
}
