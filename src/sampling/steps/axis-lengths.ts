import { checkLength, checkPositive } from "../../numerics/check.ts";

/** A length, or a power of a length. It is one number for all axes, or an array with one number for each axis, shape (d). */
export type AxisLengths = number | Float64Array;

/**
 * The lengths as an array with one number for each axis, shape (d).
 * @throws InputError for an argument that is neither a positive number nor d positive numbers
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
