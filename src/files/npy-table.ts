import { type NpyArray, parse } from "npyjs";
import { InputError } from "../numerics/input-error.ts";
import { list } from "../numerics/quote.ts";
import type { RandomAccess, Source } from "./source.ts";
import { type RowBatch, rowRanges, type Table } from "./table.ts";
import { typedNumber } from "./typed-number.ts";

/** The names that NumPy gives to types of real numbers. */
const TYPES: readonly string[] = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"];

type NumberArray = Float32Array | Float64Array | BigInt64Array | BigUint64Array | Int32Array;

/**
 * Opens an array that NumPy wrote. An array of shape (n, d), in C or Fortran order, has n points; an array of shape (n,) has n points
 * in one dimension. The numbers are little-endian floats or integers. Several rows are read at a time.
 */
export async function openNpyTable(source: Source): Promise<Table> {
  const { what } = source;
  const file = await source.randomAccess();
  const header = await readHeader(file, what);
  const array = decoded(header, new Uint8Array(0), what);
  const { shape, fortranOrder } = array;
  checkShape(array, what);
  const [rows, width = 1] = shape;
  const itemBytes = Number(array.dtype.slice(1));
  if (file.byteLength < header.fileBytes + rows * width * itemBytes) {
    throw new InputError({
      argument: what,
      problem: `ends before its ${rows * width} numbers end; it was not written completely`,
    });
  }
  const read = async (first: number, end: number): Promise<NumberArray> => {
    const bytes = await file.slice(header.fileBytes + first * itemBytes, header.fileBytes + end * itemBytes);
    return decoded(header, new Uint8Array(bytes), what).data as NumberArray;
  };
  return {
    width: rows === 0 ? 0 : width,
    names: null,
    setAside: [],
    obeys: [],
    batches: async function* (columns) {
      for (const [start, end] of rowRanges(rows)) {
        yield fortranOrder
          ? await fromColumns(columns, start, end, (column) => read(column * rows + start, column * rows + end))
          : fromRows(await read(start * width, end * width), width, start);
      }
    },
    number: typedNumber,
    notes: () => [],
  };
}

function fromRows(values: NumberArray, width: number, start: number): RowBatch {
  return {
    length: values.length / width,
    cell: (row, column) => values[row * width + column],
    place: (row) => `row ${start + row + 1}`,
  };
}

async function fromColumns(
  columns: readonly number[],
  start: number,
  end: number,
  read: (column: number) => Promise<NumberArray>,
): Promise<RowBatch> {
  const values: NumberArray[] = [];
  for (const column of columns) values[column] = await read(column);
  return {
    length: end - start,
    cell: (row, column) => values[column][row],
    place: (row) => `row ${start + row + 1}`,
  };
}

interface Header {
  /** The header in the form that `npyjs` reads: padded, so that the numbers after it are aligned. */
  readonly bytes: Uint8Array;
  /** The length of the header in the file. */
  readonly fileBytes: number;
}

/** The number of bytes before the text of a header, by the major version of the format: signature, version, length of the text. */
const PREFIX: readonly number[] = [0, 10, 12, 12];
const ALIGNMENT = 64;

async function readHeader(file: RandomAccess, what: string): Promise<Header> {
  const start = new DataView(await file.slice(0, 12));
  const major = start.byteLength < 12 ? 0 : start.getUint8(6);
  const prefix = PREFIX[major] ?? 0;
  if (prefix === 0)
    throw new InputError({
      argument: what,
      problem: "is not an array in the format of NumPy; save it with numpy.save",
    });
  const length = major === 1 ? start.getUint16(8, true) : start.getUint32(8, true);
  const text = new Uint8Array(await file.slice(prefix, prefix + length));
  // The header is written again as version 3, which does not limit its length.
  const bytes = new Uint8Array(Math.ceil((12 + length) / ALIGNMENT) * ALIGNMENT).fill(0x20);
  bytes.set(new Uint8Array(start.buffer, 0, 6));
  bytes.set([3, 0], 6);
  new DataView(bytes.buffer).setUint32(8, bytes.length - 12, true);
  bytes.set(text, 12);
  return { bytes, fileBytes: prefix + length };
}

/** The array that the bytes of the header and of the numbers encode. */
function decoded({ bytes: header }: Header, numbers: Uint8Array, what: string): NpyArray {
  const bytes = new Uint8Array(header.length + numbers.length);
  bytes.set(header);
  bytes.set(numbers, header.length);
  try {
    return parse(bytes.buffer);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError({
      argument: what,
      problem: `holds no numbers that can be read (${reason}); save it as ${EXAMPLE}`,
    });
  }
}

const EXAMPLE = 'array.astype("<f8") with numpy.save';

function checkShape({ shape, dtype }: NpyArray, what: string): void {
  if (!TYPES.includes(dtype)) {
    const allowed = `numbers of the types ${list(TYPES, "or")}`;
    throw new InputError({ argument: what, verb: "hold", allowed, problem: `${dtype}; save it as ${EXAMPLE}` });
  }
  if (shape.length === 1 || (shape.length === 2 && shape[1] > 0)) return;
  const allowed = "points as an array of shape (n, d), or (n,) in one dimension";
  throw new InputError({ argument: what, verb: "hold", allowed, problem: `of shape (${shape.join(", ")})` });
}
