// Reads arrays of NumPy that follow one another in a stream of bytes, as numpy.lib.format.write_array writes them.

/** The first bytes of an array. Two bytes of the version and two or four bytes with the length of the header follow. */
const MAGIC = "\x93NUMPY";

interface Header {
  /** The position of the first byte of the numbers. */
  readonly start: number;
  readonly end: number;
  readonly width: 4 | 8;
}

/**
 * The number of bytes of the array that begins here, or undefined if some are missing.
 * @param refuse makes an error from a problem
 */
export function npyLength(bytes: Buffer, refuse: (problem: string) => Error): number | undefined {
  const header = headerOf(bytes, refuse);
  return header && bytes.length >= header.end ? header.end : undefined;
}

/** The numbers of one complete array of float32 or float64. */
export function readNpy(bytes: Buffer, refuse: (problem: string) => Error): Float64Array {
  const { start, end, width } = headerOf(bytes, refuse) as Header;
  return Float64Array.from({ length: (end - start) / width }, (_, i) =>
    width === 4 ? bytes.readFloatLE(start + 4 * i) : bytes.readDoubleLE(start + 8 * i),
  );
}

function headerOf(bytes: Buffer, refuse: (problem: string) => Error): Header | undefined {
  const begun = bytes.subarray(0, 6).toString("latin1");
  if (!MAGIC.startsWith(begun)) throw refuse("answered something that is not an array in .npy format");
  if (bytes.length < 12) return undefined;
  const [length, from] = bytes[6] === 1 ? [bytes.readUInt16LE(8), 10] : [bytes.readUInt32LE(8), 12];
  if (bytes.length < from + length) return undefined;
  const text = bytes.subarray(from, from + length).toString("latin1");
  const [, descr = ""] = /'descr':\s*'([^']*)'/.exec(text) ?? [];
  const [, fortran = ""] = /'fortran_order':\s*(\w+)/.exec(text) ?? [];
  const [, shape = ""] = /'shape':\s*\(([^)]*)\)/.exec(text) ?? [];
  const axes = shape.split(",").flatMap((axis) => (axis.trim() === "" ? [] : [Number(axis)]));
  if (descr !== "<f4" && descr !== "<f8") throw refuse(`answered an array of type ${descr}; use float32 or float64`);
  if (fortran === "True" && axes.filter((axis) => axis > 1).length > 1) {
    throw refuse("answered an array in Fortran order; use numpy.ascontiguousarray(y)");
  }
  const width = descr === "<f4" ? 4 : 8;
  const start = from + length;
  return { start, end: start + width * axes.reduce((size, axis) => size * axis, 1), width };
}
