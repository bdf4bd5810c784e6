import * as v from "valibot";

/** Bytes of a number, and what such numbers are called. */
type Width = 4 | 8;

/** Numbers as the base64 of their bytes, the low byte of each first: JSON can hold them, to the bit. */
export function encodeNumbers(numbers: Float64Array): string {
  return encode(numbers, 8);
}

/** The same with half the bytes, for numbers that are 32-bit ones. */
export function encodeNumbers32(numbers: Float64Array): string {
  return encode(numbers, 4);
}

function encode(numbers: Float64Array, width: Width): string {
  const bytes = Buffer.alloc(numbers.length * width);
  for (let i = 0; i < numbers.length; i++) {
    if (width === 8) bytes.writeDoubleLE(numbers[i], 8 * i);
    else bytes.writeFloatLE(numbers[i], 4 * i);
  }
  return bytes.toString("base64");
}

function decode(text: string, width: Width): Float64Array {
  const bytes = Buffer.from(text, "base64");
  const numbers = new Float64Array(bytes.length / width);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = width === 8 ? bytes.readDoubleLE(8 * i) : bytes.readFloatLE(4 * i);
  }
  return numbers;
}

/** What `encodeNumbers` made, checked when it is read from JSON, and then the numbers. */
export const encodedNumbers: v.GenericSchema<string, Float64Array> = encoded(8);

/** What `encodeNumbers32` made. */
export const encodedNumbers32: v.GenericSchema<string, Float64Array> = encoded(4);

function encoded(width: Width): v.GenericSchema<string, Float64Array> {
  const message = `must be the base64 of finite ${8 * width}-bit floating-point numbers`;
  return v.pipe(
    v.string(message),
    v.base64(message),
    v.check((text) => Buffer.byteLength(text, "base64") % width === 0, message),
    v.transform((text) => decode(text, width)),
    v.check((values) => values.every(Number.isFinite), message),
  );
}
