import * as v from "valibot";

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Numbers as the base64 of their bytes, the low byte of each first: JSON can hold them, to the bit. */
export function encodeNumbers(numbers: Float64Array): string {
  const bytes = Buffer.alloc(numbers.length * BYTES);
  for (let i = 0; i < numbers.length; i++) bytes.writeDoubleLE(numbers[i], i * BYTES);
  return bytes.toString("base64");
}

function decodeNumbers(text: string): Float64Array {
  const bytes = Buffer.from(text, "base64");
  const numbers = new Float64Array(bytes.length / BYTES);
  for (let i = 0; i < numbers.length; i++) numbers[i] = bytes.readDoubleLE(i * BYTES);
  return numbers;
}

const NUMBERS = "must be the base64 of finite 64-bit floating-point numbers";

/** What `encodeNumbers` made, checked when it is read from JSON, and then the numbers. */
export const encodedNumbers: v.GenericSchema<string, Float64Array> = v.pipe(
  v.string(NUMBERS),
  v.base64(NUMBERS),
  v.check((text) => Buffer.byteLength(text, "base64") % BYTES === 0, NUMBERS),
  v.transform(decodeNumbers),
  v.check((values) => values.every(Number.isFinite), NUMBERS),
);
