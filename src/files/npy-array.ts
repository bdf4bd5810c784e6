/** The bytes of an array of float64 in the format .npy, version 1. @param values the numbers, row-major */
export function npyArray(values: Float64Array, shape: readonly number[]): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([header("<f8", shape), bytes]);
}

/** The bytes of a text as a .npy array without axes, which str() of Python reads. */
export function npyText(text: string): Uint8Array {
  const letters = Array.from(text);
  const bytes = Buffer.alloc(4 * letters.length);
  letters.forEach((letter, i) => {
    bytes.writeUInt32LE(letter.codePointAt(0) ?? 0, 4 * i);
  });
  return Buffer.concat([header(`<U${letters.length}`, []), bytes]);
}

/** The header of an array. It is padded with blanks, so that the numbers begin at a multiple of 64 bytes. */
function header(type: string, shape: readonly number[]): Buffer {
  const axes = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${axes}, }`;
  const padded = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`;
  const length = Buffer.from([padded.length & 255, padded.length >> 8]);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(padded, "latin1")]);
}
