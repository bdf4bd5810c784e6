import * as v from "valibot";
import { decodeBase64, encodeBase64 } from "./base64.ts";

/** The number of bytes of a number. */
type Width = 4 | 8;

/** Encodes numbers as the base64 of their bytes in little-endian order, so that JSON represents them exactly. */
export function encodeNumbers(numbers: Float64Array): string {
  return encode(numbers, 8);
}

/** Encodes 32-bit numbers in the same way, with half as many bytes. */
export function encodeNumbers32(numbers: Float64Array): string {
  return encode(numbers, 4);
}

function encode(numbers: Float64Array, width: Width): string {
  const bytes = new DataView(new ArrayBuffer(numbers.length * width));
  for (let i = 0; i < numbers.length; i++) {
    if (width === 8) bytes.setFloat64(8 * i, numbers[i], true);
    else bytes.setFloat32(4 * i, numbers[i], true);
  }
  return encodeBase64(new Uint8Array(bytes.buffer));
}

function decode(text: string, width: Width): Float64Array {
  const { buffer, byteLength } = decodeBase64(text);
  const bytes = new DataView(buffer);
  const numbers = new Float64Array(byteLength / width);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = width === 8 ? bytes.getFloat64(8 * i, true) : bytes.getFloat32(4 * i, true);
  }
  return numbers;
}

/** The number of bytes that a base64 text encodes. */
function byteLength(text: string): number {
  return (text.length / 4) * 3 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
}

/** Decodes numbers that `encodeNumbers` encoded. The text comes from JSON and is checked first. */
export const encodedNumbers: v.GenericSchema<string, Float64Array> = encoded(8);

/** Decodes numbers that `encodeNumbers32` encoded. */
export const encodedNumbers32: v.GenericSchema<string, Float64Array> = encoded(4);

function encoded(width: Width): v.GenericSchema<string, Float64Array> {
  const message = `must be the base64 of finite ${8 * width}-bit floating-point numbers`;
  return v.pipe(
    v.string(message),
    v.base64(message),
    v.check((text) => byteLength(text) % width === 0, message),
    v.transform((text) => decode(text, width)),
    v.check((values) => values.every(Number.isFinite), message),
  );
}
